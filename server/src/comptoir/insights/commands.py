"""Input of operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReport:
    """Keep a question under a name, or change one that is kept."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    cube: str
    by: Sequence[str]
    measures: Sequence[str]
    days: int
    store: UUID | None = None
    compare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveReport:
    """Keep it no longer. What it asked can be asked again."""

    organization: UUID
    person: UUID | None
    id: UUID
