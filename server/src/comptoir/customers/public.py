"""What other apps may ask about customers, and what they write of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from comptoir.customers.exemptions import end_exemption, grant_exemption
from comptoir.customers.importing import (
    ImportedCustomers,
    TakenCustomer,
    digits,
    import_customers,
    return_customers,
)
from comptoir.customers.models import Customer, StandingExemption
from comptoir.customers.operations import erase_customer, issue_card, meet_customer, save_customer
from comptoir.platform.tenancy import current_organization

__all__ = [
    "CustomerView",
    "ImportedCustomers",
    "StandingView",
    "TakenCustomer",
    "customer",
    "digits",
    "end_exemption",
    "erase_customer",
    "grant_exemption",
    "import_customers",
    "issue_card",
    "list_customers",
    "lock_customer",
    "meet_customer",
    "return_customers",
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
    card: str
    group: UUID | None
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
    return None if row is None else _view(row)


def lock_customer(key: UUID) -> CustomerView | None:
    """One customer, whom nobody else changes until the transaction ends."""
    rows = Customer.objects.filter(organization_id=current_organization(), pk=key)
    row = rows.select_for_update(of=("self",)).first()
    return None if row is None else _view(row)


def list_customers(text: str = "", *, after: UUID | None = None, limit: int = 50) -> list[CustomerView]:
    """Customers who are not erased, in order of their making; those whose words hold the text."""
    rows = Customer.objects.filter(organization_id=current_organization(), erased_at__isnull=True)
    if text.strip():
        part = text.strip()
        rows = rows.filter(
            Q(name__icontains=part) | Q(phone__icontains=part) | Q(email__icontains=part) | Q(card__icontains=part)
        )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return [_view(row) for row in rows.order_by("id")[:limit]]


def _view(row: Customer) -> CustomerView:
    return CustomerView(
        row.id, row.name, row.phone, row.email, row.credit_limit, row.card, row.group, row.created_at, row.erased_at
    )
