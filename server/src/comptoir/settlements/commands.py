"""Input of the operations on settlements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TryFile:
    """A file as somebody sent it. Empty `provider`: its first line tells; `bank`: it is the bank's, or nothing.

    `columns`: of a provider that nobody knows, which column holds what (`readers.FIELDS`).
    """

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    name: str
    content: bytes
    timezone: str
    currency: str
    provider: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFile:
    """A file that was tried, to be taken, or that was taken, to be taken back.

    `confirms`: who takes a bank's file may say, too, that payments by code have come, and who takes a company's, that
    it pays cards which were taken without the bank; else that part of it waits.
    """

    organization: UUID
    person: UUID | None
    file: UUID
    now: datetime
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Took:
    """What a file brought: lines that are new, payments by code that its moves confirmed, and cards that were taken
    without the bank and that it pays.
    """

    lines: int
    payments: int = 0
    cards: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """What somebody found out of a difference. `subject`: a line's key, or a payment's (`queries.Row.key`)."""

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    subject: str
    note: str


@dataclass(frozen=True, slots=True)
class Window:
    """Days of some stores, both ends counted."""

    stores: tuple[UUID, ...]
    first: date
    last: date
