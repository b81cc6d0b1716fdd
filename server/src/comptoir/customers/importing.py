"""Customers of a file: who is known stays who they are, and what was taken over can be given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from comptoir.catalog.public import settings_changed
from comptoir.customers.cards import LENGTH_MAX, card_key
from comptoir.customers.commands import LINES_MAX, CustomerLine, ImportCustomers, ReturnCustomers
from comptoir.customers.errors import CardTaken, CustomerNameMissing, TooManyLines
from comptoir.customers.models import Customer, PhoneDigits
from comptoir.customers.operations import NAME_LENGTH_MAX, WORDS_LENGTH_MAX, check_card, forget, lock_cards, tidy
from comptoir.customers.words import digits, folded
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform import audit
from comptoir.platform.bulk import insert_rows
from comptoir.platform.tenancy import current_organization, operation

# Of two imports at once the second sees whom the first wrote down.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.customers:' || %s, 0))"
WORDS = ("name", "phone", "email", "card", "folded")
NO_EMAIL, NO_PHONE = Q(email=""), Q(phone="")


@dataclass(frozen=True, slots=True)
class TakenCustomer:
    """What came of one line. `before`: what a customer who was known was called; null for a new one."""

    number: int
    customer: UUID
    before: CustomerLine | None


@dataclass(frozen=True, slots=True)
class ImportedCustomers:
    """What came of a batch. `bad`: lines that were not taken, by their number."""

    created: int
    changed: int
    unchanged: int
    bad: tuple[tuple[int, DomainError], ...]
    taken: tuple[TakenCustomer, ...]


@operation
def import_customers(command: ImportCustomers) -> ImportedCustomers:
    """Write up to 500 customers down. The same e-mail is the same customer; so are the same name and phone, and a name
    alone that stands alone here, too. What a line leaves empty stays as it is.
    """
    if len(command.lines) > LINES_MAX:
        raise TooManyLines(lines_max=LINES_MAX)
    directory = _Directory(command.lines)
    cards = _Cards()
    new: list[Customer] = []
    changed: dict[UUID, Customer] = {}
    bad: list[tuple[int, DomainError]] = []
    taken: list[TakenCustomer] = []
    unchanged = 0
    for line in command.lines:
        said = _tidied(line)
        if not said.name:
            bad.append((line.number, CustomerNameMissing(field="name")))
            continue
        known = directory.find(said)
        refusal = cards.refusal(said, known)
        if refusal is not None:
            bad.append((line.number, refusal))
            continue
        if known is None:
            known = _new(said)
            new.append(known)
            taken.append(TakenCustomer(line.number, known.pk, None))
        elif (before := _as_line(known, line.number)) != (after := _filled(said, before)):
            _call(known, after)
            changed[known.pk] = known
            taken.append(TakenCustomer(line.number, known.pk, before))
        else:
            unchanged += 1
    insert_rows(Customer, new)
    if changed:
        Customer.objects.bulk_update(changed.values(), WORDS)
    if any(row.card for row in (*new, *changed.values())):
        settings_changed()
    if taken:
        audit.record("customers.imported", person=command.person, subject="", lines=len(taken), bad=len(bad))
    return ImportedCustomers(len(new), len(changed), unchanged, tuple(bad), tuple(taken))


@operation
def return_customers(command: ReturnCustomers) -> None:
    """Forget who came by an import, and call the others what they were called. Who was erased since stays so."""
    for customer in command.new:
        forget(customer, command.now)
    rows = _customers().in_bulk([customer for customer, _ in command.before])
    for customer, line in command.before:
        if customer in rows:
            _call(rows[customer], line)
    if rows:
        Customer.objects.bulk_update(rows.values(), WORDS)
    audit.record(
        "customers.import_returned", person=command.person, subject="", new=len(command.new), changed=len(rows)
    )


class _Directory:
    """Who may be meant by these lines, read at once."""

    def __init__(self, lines: Iterable[CustomerLine]) -> None:
        said = [_tidied(line) for line in lines]
        emails = {line.email.lower() for line in said if line.email}
        phones = {digits(line.phone) for line in said if line.phone}
        names = {line.name for line in said if not line.email and not line.phone}
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [str(current_organization())])
        rows = _customers().order_by("pk").select_for_update(of=("self",))
        # One object for each customer, whichever way a line means them; of two alike the first one stands.
        found: dict[UUID, Customer] = {}
        found |= {row.pk: row for row in rows.annotate(lowered=Lower("email")).filter(~NO_EMAIL, lowered__in=emails)}
        by_phone = rows.annotate(dialled=PhoneDigits("phone")).filter(~NO_PHONE, dialled__in=phones)
        found |= {row.pk: found.get(row.pk, row) for row in by_phone}
        found |= {row.pk: found.get(row.pk, row) for row in rows.filter(name__in=names)}
        self._emails: dict[str, Customer] = {}
        self._phones: dict[tuple[str, str], Customer] = {}
        self._names: dict[str, list[Customer]] = {}
        for row in sorted(found.values(), key=lambda row: row.pk):
            self._emails.setdefault(row.email.lower(), row)
            self._phones.setdefault((digits(row.phone), row.name.casefold()), row)
            self._names.setdefault(row.name, []).append(row)

    def find(self, line: CustomerLine) -> Customer | None:
        """Who a line means; null for somebody new. A phone is shared in households, so the name must be the same."""
        if line.email and line.email.lower() in self._emails:
            return self._emails[line.email.lower()]
        if line.phone:
            found = self._phones.get((digits(line.phone), line.name.casefold()))
            # Two e-mails are two people, even in one household.
            return None if found is None or (line.email and found.email) else found
        alike = [] if line.email else self._names.get(line.name, [])
        return alike[0] if len(alike) == 1 else None


class _Cards:
    """The cards of a file: each is somebody's alone, here and in the file."""

    def __init__(self) -> None:
        lock_cards()
        self._given: dict[str, UUID] = {}

    def refusal(self, line: CustomerLine, known: Customer | None) -> DomainError | None:
        """Why this line's card can't be this customer's; null where it can, or says none."""
        key = card_key(line.card)
        if not line.card or (known is not None and key == card_key(known.card)):
            return None
        holder = known.pk if known is not None else new_uuid7()
        if self._given.get(key, holder) != holder:
            return CardTaken(field="card")
        try:
            check_card(line.card, customer=holder)
        except DomainError as refusal:
            return refusal
        self._given[key] = holder
        return None


def _customers() -> "QuerySet[Customer]":
    return Customer.objects.filter(organization_id=current_organization(), erased_at__isnull=True)


def _tidied(line: CustomerLine) -> CustomerLine:
    return CustomerLine(
        number=line.number,
        name=tidy(line.name, NAME_LENGTH_MAX),
        phone=tidy(line.phone, WORDS_LENGTH_MAX),
        email=tidy(line.email, WORDS_LENGTH_MAX),
        card=tidy(line.card, LENGTH_MAX + 1),
    )


def _new(line: CustomerLine) -> Customer:
    return _call(Customer(organization_id=current_organization(), id=new_uuid7()), line)


def _call(row: Customer, line: CustomerLine) -> Customer:
    row.name, row.phone, row.email, row.card = line.name, line.phone, line.email, line.card
    row.folded = folded(line.name, line.phone, line.email, line.card)
    return row


def _as_line(row: Customer, number: int) -> CustomerLine:
    return CustomerLine(number=number, name=row.name, phone=row.phone, email=row.email, card=row.card)


def _filled(line: CustomerLine, before: CustomerLine) -> CustomerLine:
    """What the customer says then. A phone that is only written otherwise stays as it is."""
    is_same = digits(line.phone) == digits(before.phone)
    return CustomerLine(
        number=before.number,
        name=line.name,
        phone=before.phone if not line.phone or is_same else line.phone,
        email=before.email if not line.email or line.email.lower() == before.email.lower() else line.email,
        card=before.card if not line.card or card_key(line.card) == card_key(before.card) else line.card,
    )
