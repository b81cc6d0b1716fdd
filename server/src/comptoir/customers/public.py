"""What other apps may ask about customers, and what they write of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.customers.exemptions import end_exemption, grant_exemption
from comptoir.customers.models import Customer, StandingExemption
from comptoir.customers.operations import erase_customer, meet_customer, save_customer
from comptoir.platform.tenancy import current_organization

__all__ = [
    "CustomerView",
    "StandingView",
    "customer",
    "end_exemption",
    "erase_customer",
    "grant_exemption",
    "meet_customer",
    "save_customer",
    "standing_exemption",
]


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer; of one who was erased only the identifier is left."""

    id: UUID
    name: str
    phone: str
    email: str
    credit_limit: int | None
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandingView:
    """Why a customer owes no tax, what proves it, and until when."""

    id: UUID
    reason: UUID
    evidence: str
    valid_from: date
    valid_until: date


def standing_exemption(key: UUID) -> StandingView | None:
    """The one that stands for a customer, also when its last day is over."""
    row = StandingExemption.objects.filter(
        organization_id=current_organization(), customer_id=key, ended_position__isnull=True
    ).first()
    if row is None:
        return None
    return StandingView(row.id, row.reason_id, row.evidence, row.valid_from, row.valid_until)


def customer(key: UUID) -> CustomerView | None:
    """One customer of the organization."""
    row = Customer.objects.filter(organization_id=current_organization(), pk=key).first()
    if row is None:
        return None
    return CustomerView(row.id, row.name, row.phone, row.email, row.credit_limit, row.created_at, row.erased_at)
