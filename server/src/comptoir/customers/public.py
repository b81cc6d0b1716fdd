"""What other apps may ask about customers, and what they write of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.customers.models import Customer
from comptoir.customers.operations import erase_customer, meet_customer, save_customer
from comptoir.platform.tenancy import current_organization

__all__ = ["CustomerView", "customer", "erase_customer", "meet_customer", "save_customer"]


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


def customer(key: UUID) -> CustomerView | None:
    """One customer of the organization."""
    row = Customer.objects.filter(organization_id=current_organization(), pk=key).first()
    if row is None:
        return None
    return CustomerView(row.id, row.name, row.phone, row.email, row.credit_limit, row.created_at, row.erased_at)
