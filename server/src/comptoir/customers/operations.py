"""Every write of customers."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.catalog.public import customer_groups, is_barcode, settings_changed
from comptoir.customers.cards import LENGTH_MAX, LENGTH_MIN, card_key, is_reserved, new_card
from comptoir.customers.commands import IssueCard, MeetCustomer, SaveCustomer
from comptoir.customers.errors import (
    CardInvalid,
    CardIsArticle,
    CardTaken,
    CreditLimitInvalid,
    CustomerGroupInvalid,
    CustomerNameMissing,
    CustomerUnknown,
)
from comptoir.customers.exemptions import forget_exemptions
from comptoir.customers.models import CardKey, Customer
from comptoir.customers.words import folded
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

NAME_LENGTH_MAX = 120
WORDS_LENGTH_MAX = 254
CARDS_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.customers.cards:' || %s, 0))"
LIMIT_MAX = 1_000_000_000_000


@operation
def meet_customer(command: MeetCustomer) -> None:
    """Keep somebody whom a till met, perhaps days ago. A repeat changes nothing, nor does one who was erased since."""
    name = tidy(command.name, NAME_LENGTH_MAX)
    if not name:
        raise CustomerNameMissing
    phone, email = tidy(command.phone, WORDS_LENGTH_MAX), tidy(command.email, WORDS_LENGTH_MAX)
    met = Customer(
        organization_id=command.organization, id=command.id, name=name, phone=phone, email=email,
        folded=folded(name, phone, email),
    )  # fmt: skip
    Customer.objects.bulk_create([met], ignore_conflicts=True)


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
    card = tidy(command.card, LENGTH_MAX + 1)
    if card:
        lock_cards()
        check_card(card, customer=command.id)
    if command.group is not None and (known is None or known.group != command.group):
        check_group(command.group)

    phone, email = tidy(command.phone, WORDS_LENGTH_MAX), tidy(command.email, WORDS_LENGTH_MAX)
    facts = {
        "name": name, "phone": phone, "email": email, "folded": folded(name, phone, email, card),
        "credit_limit": command.credit_limit,
        "card": card,
        "group": command.group,
    }  # fmt: skip
    if known is None:
        Customer.objects.create(organization_id=command.organization, id=command.id, **facts)
    else:
        rows.update(**facts)
    before = known or Customer()
    is_account_new = (before.credit_limit is None) != (command.credit_limit is None)
    is_card_new = (before.card, before.group) != (card, command.group) and (card or before.card)
    if is_account_new or is_card_new or (card and before.name != name):
        settings_changed()
    # Names are no business of the audit's; a limit is.
    audit.record(
        "customers.saved", person=command.person, subject=str(command.id),
        credit_limit=-1 if command.credit_limit is None else command.credit_limit,
    )  # fmt: skip
    return known is None


@operation
def issue_card(command: IssueCard) -> str:
    """Give a customer a card with a code that nobody has; the one before is good no more."""
    rows = Customer.objects.filter(organization_id=command.organization, pk=command.customer, erased_at__isnull=True)
    known = rows.select_for_update(of=("self",)).first()
    if known is None:
        raise CustomerUnknown(customer=str(command.customer))
    lock_cards()
    card = new_card()
    check_card(card, customer=command.customer)
    rows.update(card=card, folded=folded(known.name, known.phone, known.email, card))
    settings_changed()
    audit.record("customers.card_issued", person=command.person, subject=str(command.customer))
    return card


def lock_cards() -> None:
    """Until the transaction ends: of two who give the same card at once the second is told that it is taken."""
    with connection.cursor() as cursor:
        cursor.execute(CARDS_LOCK, [str(current_organization())])


def check_card(card: str, *, customer: UUID) -> None:
    """Refuse a card that could not be read as this customer's at every till."""
    key = card_key(card)
    if len(key) < LENGTH_MIN or len(card) > LENGTH_MAX or is_reserved(key):
        raise CardInvalid(field="card")
    if is_barcode(card) or is_barcode(key):
        raise CardIsArticle(field="card")
    rows = Customer.objects.filter(organization_id=current_organization()).exclude(pk=customer).exclude(card="")
    if rows.annotate(key=CardKey("card")).filter(key=key).exists():
        raise CardTaken(field="card")


def check_group(group: UUID) -> None:
    """Refuse a group that no customer can be in: people of the house say who they are when they buy."""
    if group not in {one.id for one in customer_groups() if not one.is_staff}:
        raise CustomerGroupInvalid(field="group")


def forget(customer: UUID, now: datetime) -> bool:
    """Erase a customer's words in the running operation. Answers whether there were any."""
    rows = Customer.objects.filter(organization_id=current_organization(), pk=customer, erased_at__isnull=True)
    if rows.select_for_update(of=("self",)).first() is None:
        return False
    forget_exemptions(customer)
    if rows.exclude(card="", credit_limit__isnull=True).exists():
        settings_changed()
    rows.update(name="", phone="", email="", card="", folded="", group=None, credit_limit=None, erased_at=now)
    return True


def bury(customer: UUID, now: datetime) -> bool:
    """Forget a customer of whom this database may never have heard: a till that still knows them brings nobody back.

    Answers whether anything changed.
    """
    if forget(customer, now):
        return True
    row = Customer(organization_id=current_organization(), id=customer, name="", erased_at=now)
    before = Customer.objects.filter(organization_id=current_organization(), pk=customer).exists()
    Customer.objects.bulk_create([row], ignore_conflicts=True)
    return not before


def tidy(text: str, length_max: int) -> str:
    """Words as they are kept: single spaces, not longer than that."""
    return " ".join(text.split())[:length_max]
