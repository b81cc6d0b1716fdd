"""Input of the operation that says what stores carry."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeWord:
    """A shelf or an article, and whether it is carried; null: as it is said elsewhere."""

    category: UUID | None = None
    item: UUID | None = None
    is_in: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRange:
    """What one store carries or, without one, each store that says nothing itself. What is not named stays."""

    organization: UUID
    person: UUID | None
    store: UUID | None
    words: tuple[RangeWord, ...]
