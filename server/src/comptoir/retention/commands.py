"""What may be written about how long things stay."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.privacy import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTerm:
    """From now on this class stays so long."""

    organization: UUID
    person: UUID | None
    kept: Kept
    amount: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRun:
    """Somebody wants what is over to go now. `id` is chosen by whoever asks."""

    organization: UUID
    person: UUID | None
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRun:
    """It stops where it is; what went stays gone."""

    organization: UUID
    person: UUID | None
    run: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginDue:
    """The day's run, where none began for a day."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next batch of the run that is under way."""

    organization: UUID
    now: datetime
