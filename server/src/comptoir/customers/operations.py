"""Every write of customers."""

from datetime import datetime
from uuid import UUID

from comptoir.catalog.public import settings_changed
from comptoir.customers.commands import EraseCustomer, MeetCustomer, SaveCustomer
from comptoir.customers.errors import CreditLimitInvalid, CustomerNameMissing, CustomerUnknown
from comptoir.customers.exemptions import forget_exemptions
from comptoir.customers.models import Customer
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

NAME_LENGTH_MAX = 120
WORDS_LENGTH_MAX = 254
LIMIT_MAX = 1_000_000_000_000


@operation
def meet_customer(command: MeetCustomer) -> bool:
    """Keep somebody whom a till met, perhaps days ago. Answers whether they are new; a repeat changes nothing."""
    name = tidy(command.name, NAME_LENGTH_MAX)
    if not name:
        raise CustomerNameMissing
    made = Customer.objects.bulk_create(
        [
            Customer(
                organization_id=command.organization,
                id=command.id,
                name=name,
                phone=tidy(command.phone, WORDS_LENGTH_MAX),
                email=tidy(command.email, WORDS_LENGTH_MAX),
            )
        ],
        ignore_conflicts=True,
    )
    return bool(made)


@operation
def save_customer(command: SaveCustomer) -> bool:
    """Write a customer down, or change them. Answers whether they are new."""
    name = tidy(command.name, NAME_LENGTH_MAX)
    if not name:
        raise CustomerNameMissing(field="name")
    if command.credit_limit is not None and not 0 <= command.credit_limit <= LIMIT_MAX:
        raise CreditLimitInvalid(field="credit_limit")
    rows = Customer.objects.filter(organization_id=command.organization, pk=command.id)
    known = rows.select_for_update(of=("self",)).first()
    if known is not None and known.erased_at is not None:
        raise CustomerUnknown(customer=str(command.id))

    facts = {
        "name": name,
        "phone": tidy(command.phone, WORDS_LENGTH_MAX),
        "email": tidy(command.email, WORDS_LENGTH_MAX),
        "credit_limit": command.credit_limit,
    }
    if known is None:
        Customer.objects.create(organization_id=command.organization, id=command.id, **facts)
    else:
        rows.update(**facts)
    before = known.credit_limit if known is not None else None
    if (before is None) != (command.credit_limit is None):
        settings_changed()
    # Names are no business of the audit's; a limit is.
    audit.record(
        "customers.saved", person=command.person, subject=str(command.id),
        credit_limit=-1 if command.credit_limit is None else command.credit_limit,
    )  # fmt: skip
    return known is None


@operation
def erase_customer(command: EraseCustomer) -> None:
    """Forget who it was. Whether they still owe something is asked before: this room knows no sales."""
    if not Customer.objects.filter(organization_id=command.organization, pk=command.id).exists():
        raise CustomerUnknown(customer=str(command.id))
    if forget(command.id, command.now):
        audit.record("customers.erased", person=command.person, subject=str(command.id))


def forget(customer: UUID, now: datetime) -> bool:
    """Erase a customer's words in the running operation. Answers whether there were any."""
    rows = Customer.objects.filter(organization_id=current_organization(), pk=customer, erased_at__isnull=True)
    if rows.select_for_update(of=("self",)).first() is None:
        return False
    forget_exemptions(customer)
    rows.update(name="", phone="", email="", credit_limit=None, erased_at=now)
    return True


def tidy(text: str, length_max: int) -> str:
    """Words as they are kept: single spaces, not longer than that."""
    return " ".join(text.split())[:length_max]
