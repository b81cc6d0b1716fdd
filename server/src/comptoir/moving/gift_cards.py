"""The lines of a list of gift cards, whoever wrote it: one line is one card and what is left on it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from comptoir.catalog.public import BadLine
from comptoir.journal import read_foreign_code, read_voucher_code, voucher_identifier
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_price
from comptoir.moving.errors import (
    BalanceUnreadable,
    CardMangled,
    CardMasked,
    CardRepeated,
    CardsUnreadable,
    CardUnreadable,
    CurrencyForeign,
    PriceUnreadable,
)
from comptoir.moving.loads import Lines, Plan, check_length, plan_of
from comptoir.moving.tables import Table, read_table
from comptoir.moving.titles import Places, is_mangled, places_of, plain_cell, said_in
from comptoir.payments.card_loading import CARDS_MAX
from comptoir.payments.commands import CardLine

SYSTEMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("shopify", frozenset({"gift card id"})),
    ("square", frozenset({"gift card gan"})),
    ("square", frozenset({"gan", "balance"})),
    ("lightspeed", frozenset({"gift_card_number"})),
    ("odoo", frozenset({"code", "points"})),
)
TITLES: Mapping[str, tuple[str, ...]] = {
    "code": (
        *("gift card gan", "gan", "gift card number", "gift_card_number", "gift card code", "card number", "code"),
        *("number", "card", "numero de carte", "code carte", "code cadeau", "numero", "carte", "carte cadeau"),
        *("kartennummer", "gutscheincode", "gutscheinnummer", "gutschein", "nummer", "last characters"),
    ),
    "balance": (
        *("current balance", "remaining balance", "balance", "amount remaining", "remaining value", "points"),
        *("solde restant", "solde", "reste", "restguthaben", "guthaben", "restbetrag", "saldo", "restwert"),
    ),
    "issued": (
        *("issue date", "issued at", "issued", "created at", "created_at", "date issued", "created", "created on"),
        *("date d'emission", "date de creation", "emise le", "ausgestellt am", "ausgestellt", "erstellt am"),
    ),
    "state": ("status", "state", "enabled", "enabled?", "statut", "etat"),
    "currency": ("currency", "devise", "wahrung"),
}
# Cards that nobody can redeem any more.
ENDED = frozenset(
    {
        *("expired", "disabled", "deactivated", "inactive", "void", "voided", "redeemed", "cancelled", "canceled"),
        *(
            "false",
            "no",
            "non",
            "nein",
            "expiree",
            "expire",
            "annulee",
            "abgelaufen",
            "inaktiv",
            "gesperrt",
            "storniert",
        ),
    }
)
_MASK = re.compile(r"[•*…·]|x{4}", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def plan_cards(content: bytes, organization: UUID, currency: str) -> Plan[Lines[CardLine]]:
    """Read a file of gift cards whole. Raises CardsUnreadable, TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    places = places_of(table, TITLES)
    if not {"code", "balance"} <= places.keys():
        raise CardsUnreadable
    check_length(table)
    lines = list(_lines(table, places, organization, currency))
    return plan_of(table, places, SYSTEMS, lines, at_once=CARDS_MAX)


def _lines(table: Table, places: Places, organization: UUID, currency: str) -> Iterator[CardLine | BadLine | None]:
    seen: dict[UUID, int] = {}
    for number, cells in table.rows:
        try:
            line = _line(number, cells, places, organization, currency)
            if line is not None:
                if line.card in seen:
                    raise CardRepeated(line=seen[line.card])
                seen[line.card] = number
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _line(number: int, cells: Sequence[str], places: Places, organization: UUID, currency: str) -> CardLine | None:
    """Null for a card that is over, or on which nothing is left."""
    said = said_in(cells, places)
    if said.get("state", "").casefold() in ENDED:
        return None
    if said.get("currency", currency).upper() not in ("", currency):
        raise CurrencyForeign(currency=said["currency"][:3].upper(), own=currency)
    code = _code(said.get("code", ""))
    try:
        amount = read_price(said.get("balance", ""), currency) if said.get("balance") else 0
    except PriceUnreadable as refusal:
        raise BalanceUnreadable(balance=said["balance"][:20]) from refusal
    if amount == 0:
        return None
    return CardLine(number, voucher_identifier(organization, code), amount, _issued(said.get("issued", "")))


def _code(text: str) -> str:
    plain = plain_cell(text)
    if _MASK.search(plain):
        raise CardMasked
    if is_mangled(plain):
        raise CardMangled(code=plain[:24])
    code = read_voucher_code(plain) or read_foreign_code(plain)
    if code is None:
        raise CardUnreadable
    return code


def _issued(text: str) -> datetime | None:
    """A day as programs write it; what people write in other orders is not guessed."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
