"""Input of the operations on books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.accounting.postings import Account
from comptoir.accounting.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBooks:
    """How a company keeps its books."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    chart: str
    year_starts: int
    journal_code: str
    adviser: str
    client: str


@dataclass(frozen=True, slots=True)
class Named:
    """An account under a number of the company's own; an empty one: as the chart says."""

    account: Account
    number: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAccounts:
    """Book these accounts under these numbers."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    accounts: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BringToBank:
    """Take money out of a store's safe and to the bank; below zero: change that came from there."""

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    day: date
    amount: int
    slip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSafe:
    """What lies in a store's safe now."""

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    day: date
    counted: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackBank:
    """A way to the bank that was written down wrongly."""

    organization: UUID
    person: UUID | None
    id: UUID
    movement: UUID


@dataclass(frozen=True, slots=True)
class Stated:
    """What came in by one way on a day, as somebody else says."""

    day: date
    kind: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTerminal:
    """What a store's terminal says of these days."""

    organization: UUID
    person: UUID | None
    store: UUID
    totals: tuple[Stated, ...]
    is_typed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExpired:
    """Book what is left on cards that expired before a moment."""

    organization: UUID
    person: UUID | None
    loaded_before: datetime
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackExpired:
    """A card that expired is good again: its customer came."""

    organization: UUID
    person: UUID | None
    voucher: UUID
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    """Close a company's books from the first day that is open up to the end of a month.

    `names`: what a role is called where the chart names nothing, in the words of whoever closes.
    """

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    first: date
    last: date
    note: str
    names: Mapping[Role, str]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPeriod:
    """Take back a company's last closing."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    closing: int
    reason: str
    now: datetime
