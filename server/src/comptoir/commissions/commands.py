"""Input of the operations on commissions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRule:
    """A rule from a day on. At most one of `employee` and `role`, and of `category` and `item`."""

    organization: UUID
    person: UUID | None
    id: UUID
    employee: UUID | None = None
    role: UUID | None = None
    category: UUID | None = None
    item: UUID | None = None
    basis: str
    rate_ppm: int = 0
    amount: int = 0
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRule:
    """The last day on which a rule holds."""

    organization: UUID
    person: UUID | None
    rule: UUID
    last: date
