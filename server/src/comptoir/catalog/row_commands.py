"""Input of the operations on many articles at once: rows of a grid, and prices of a selection."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """What a row of the grid says of an article. No price: only single stores have one."""

    name: str
    category: UUID
    tax_class: UUID
    unit_price: int | None
    is_archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """A row as it was shown, and as it shall be."""

    item: UUID
    before: RowState
    after: RowState


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRows:
    """Rows of a grid, each for itself."""

    organization: UUID
    person: UUID | None
    lines: tuple[RowEdit, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """What an article shall cost in every store."""

    item: UUID
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrices:
    """New prices of up to 500 articles, as they were worked out when the catalogue stood at `position`."""

    organization: UUID
    person: UUID | None
    lines: tuple[NewPrice, ...]
    position: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackPrices:
    """The prices that one `ChangePrices` of the same person stated, from one feed position to another."""

    organization: UUID
    person: UUID | None
    first: int
    last: int
    day: date
