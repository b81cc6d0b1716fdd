"""The lines of a list of customers, whoever wrote it: one line is one customer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.customers.cards import LENGTH_MIN as CARD_LENGTH_MIN
from comptoir.customers.cards import card_key
from comptoir.customers.commands import LINES_MAX as BATCH_LINES_MAX
from comptoir.customers.commands import CustomerLine
from comptoir.customers.errors import CustomerNameMissing
from comptoir.customers.public import digits
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_text
from comptoir.moving.errors import EmailUnreadable, FormulaFound, PeopleUnreadable, PersonRepeated, PhoneUnreadable
from comptoir.moving.loads import Plan, check_length
from comptoir.moving.tables import Table, read_table

EMAIL_LENGTH_MAX = 254
PHONE_DIGITS_MIN, PHONE_DIGITS_MAX = 4, 17
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./\u00a0\u202f-]*")
_ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")

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


@dataclass(frozen=True, slots=True)
class People:
    """Up to 500 customers that are taken over at once."""

    lines: tuple[CustomerLine, ...]

    @property
    def lines_count(self) -> int:
        return len(self.lines)


def plan_people(content: bytes) -> Plan[People]:
    """Read a file of customers whole. Raises PeopleUnreadable, TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    titles = [fold(title) for title in table.header]
    places = {
        name: tuple(titles.index(title) for title in said if title in titles)
        for name, said in TITLES.items()
        if any(title in titles for title in said)
    }
    if not places.keys() & {"email", "phone"} or not places.keys() & {"name", "first", "last", "company"}:
        raise PeopleUnreadable
    check_length(table)
    lines = list(_lines(table, places))
    good = [line for line in lines if isinstance(line, CustomerLine)]
    used = {place for several in places.values() for place in several}
    return Plan(
        source=next((system for system, signs in SYSTEMS if signs <= set(titles)), "plain"),
        left_out=tuple(title for place, title in enumerate(table.header) if place not in used and title),
        batches=tuple(
            People(tuple(good[start : start + BATCH_LINES_MAX])) for start in range(0, len(good), BATCH_LINES_MAX)
        ),
        bad=tuple(line for line in lines if isinstance(line, BadLine)),
        skipped=0,
        lines=len(table.rows),
    )


def _lines(table: Table, places: Mapping[str, tuple[int, ...]]) -> Iterator[CustomerLine | BadLine]:
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in table.rows:
        try:
            line = _line(number, cells, places)
            _once(line, seen)
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _line(number: int, cells: Sequence[str], places: Mapping[str, tuple[int, ...]]) -> CustomerLine:
    said = {
        name: next((cells[place] for place in several if place < len(cells) and cells[place]), "")
        for name, several in places.items()
    }
    email, phone = _email(said.get("email", "")), _phone(said.get("phone", ""))
    whole = " ".join(read_text(said[name]) for name in ("first", "last") if said.get(name))
    # A list that calls a person by one column calls it "name"; a company without people is called by its own.
    name = read_text(said.get("name", "")) or whole or read_text(said.get("company", "")) or email or phone
    if not name:
        raise CustomerNameMissing(field="name")
    return CustomerLine(number=number, name=name, phone=phone, email=email, card=_card(said.get("card", "")))


def _email(text: str) -> str:
    plain = _plain(text)
    if plain and (len(plain) > EMAIL_LENGTH_MAX or not EMAIL.fullmatch(plain)):
        raise EmailUnreadable
    return plain


def _phone(text: str) -> str:
    plain = _plain(text)
    if not plain:
        return ""
    is_phone = _PHONE.fullmatch(plain) and PHONE_DIGITS_MIN <= len(digits(plain)) <= PHONE_DIGITS_MAX
    if _ROUNDED.fullmatch(plain) or not is_phone:
        raise PhoneUnreadable
    return plain


def _card(text: str) -> str:
    """What a reader can read: shorter numbers only count customers."""
    plain = _plain(text)
    return plain if len(card_key(plain)) >= CARD_LENGTH_MIN else ""


def _plain(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from counting with it ("'+33612345678")."""
    if text.startswith("="):
        raise FormulaFound(cell="")
    return read_text(text).removeprefix("'")


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
