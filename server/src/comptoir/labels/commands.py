"""Input of the operations on labels."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WantLabels:
    """Print these articles' labels anew, whatever the catalogue says."""

    organization: UUID
    person: UUID | None
    stores: tuple[UUID, ...]
    items: tuple[UUID, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HangLabels:
    """These articles' labels hang, as the catalogue stood at `position`; null: all that waited then.

    `seen_at` is when the list was looked at: what was asked for by hand after that goes on waiting.
    """

    organization: UUID
    person: UUID | None
    store: UUID
    position: int
    seen_at: datetime
    items: tuple[UUID, ...] | None = None
