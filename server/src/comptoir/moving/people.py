"""The lines of a list of customers, whoever wrote it: one line is one customer."""

import re
from collections.abc import Iterator, Mapping, Sequence

from comptoir.catalog.public import BadLine
from comptoir.customers.cards import LENGTH_MIN as CARD_LENGTH_MIN
from comptoir.customers.cards import card_key
from comptoir.customers.commands import LINES_MAX as BATCH_LINES_MAX
from comptoir.customers.commands import CustomerLine
from comptoir.customers.errors import CustomerNameMissing
from comptoir.customers.public import digits
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_text
from comptoir.moving.errors import EmailUnreadable, PeopleUnreadable, PersonRepeated, PhoneUnreadable
from comptoir.moving.loads import Lines, Plan, check_length, plan_of
from comptoir.moving.tables import Table, read_table
from comptoir.moving.titles import Places, is_mangled, places_of, plain_cell, said_in

EMAIL_LENGTH_MAX = 254
PHONE_DIGITS_MIN, PHONE_DIGITS_MAX = 4, 17
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./\u00a0\u202f-]*")

# A system's name and the columns that stand in its lists and in nobody else's that comes after it.
SYSTEMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("loyverse", frozenset({"customer name", "customer code"})),
    ("square", frozenset({"square customer id"})),
    ("shopify", frozenset({"accepts email marketing"})),
    ("lightspeed", frozenset({"customer_code", "first_name"})),
    ("odoo", frozenset({"display name", "email"})),
    ("odoo", frozenset({"display_name", "email"})),
    ("odoo", frozenset({"complete_name", "email"})),
)
# What the columns are called, by any of them, folded; where several say something the first one is taken.
TITLES: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("customer name", "display name", "display_name", "complete_name", "name", "full name", "customer"),
        *("nom complet", "client", "kunde", "kundenname"),
    ),
    "first": ("first name", "first_name", "firstname", "prenom", "vorname"),
    "last": ("last name", "last_name", "lastname", "surname", "nom", "nom de famille", "nachname"),
    "company": ("company name", "company_name", "company", "default address company", "societe", "entreprise", "firma"),
    "email": (
        *("email", "e-mail", "email address", "mail"),
        *("courriel", "adresse e-mail", "adresse email", "e-mail-adresse"),
    ),
    "phone": (
        *("phone", "phone number", "mobile", "mobile phone", "default address phone"),
        *("telephone", "portable", "tel", "telefon", "telefonnummer", "handy", "mobil", "mobiltelefon"),
    ),
    "card": (
        *("card", "card number", "customer code", "loyalty card", "loyalty card number", "badge", "barcode"),
        *("carte", "numero de carte", "carte de fidelite", "karte", "kartennummer", "kundenkarte"),
    ),
}


def plan_people(content: bytes) -> Plan[Lines[CustomerLine]]:
    """Read a file of customers whole. Raises PeopleUnreadable, TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    places = places_of(table, TITLES)
    if not places.keys() & {"email", "phone"} or not places.keys() & {"name", "first", "last", "company"}:
        raise PeopleUnreadable
    check_length(table)
    return plan_of(table, places, SYSTEMS, list(_lines(table, places)), at_once=BATCH_LINES_MAX)


def _lines(table: Table, places: Places) -> Iterator[CustomerLine | BadLine]:
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in table.rows:
        try:
            line = _line(number, cells, places)
            _once(line, seen)
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _line(number: int, cells: Sequence[str], places: Places) -> CustomerLine:
    said = said_in(cells, places)
    email, phone = _email(said.get("email", "")), _phone(said.get("phone", ""))
    whole = " ".join(read_text(said[name]) for name in ("first", "last") if said.get(name))
    # A list that calls a person by one column calls it "name"; a company without people is called by its own.
    name = read_text(said.get("name", "")) or whole or read_text(said.get("company", "")) or email or phone
    if not name:
        raise CustomerNameMissing(field="name")
    return CustomerLine(number=number, name=name, phone=phone, email=email, card=_card(said.get("card", "")))


def _email(text: str) -> str:
    plain = plain_cell(text)
    if plain and (len(plain) > EMAIL_LENGTH_MAX or not EMAIL.fullmatch(plain)):
        raise EmailUnreadable
    return plain


def _phone(text: str) -> str:
    plain = plain_cell(text)
    if not plain:
        return ""
    is_phone = _PHONE.fullmatch(plain) and PHONE_DIGITS_MIN <= len(digits(plain)) <= PHONE_DIGITS_MAX
    if is_mangled(plain) or not is_phone:
        raise PhoneUnreadable
    return plain


def _card(text: str) -> str:
    """What a reader can read: shorter numbers only count customers."""
    plain = plain_cell(text)
    return plain if len(card_key(plain)) >= CARD_LENGTH_MIN else ""


def _once(line: CustomerLine, seen: dict[tuple[str, ...], int]) -> None:
    """One line is one customer, told by the same words as a customer who is known (`customers.importing`)."""
    if line.email:
        key: tuple[str, ...] = ("email", line.email.lower())
    elif line.phone:
        key = ("phone", digits(line.phone), line.name.casefold())
    else:
        key = ("name", line.name)
    if key in seen:
        raise PersonRepeated(line=seen[key])
    seen[key] = line.number
