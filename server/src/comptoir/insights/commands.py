"""Input of operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepEarned:
    """Keep what more of the days that are over came to."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginMailing:
    """Send a report to an address, again and again from now on."""

    organization: UUID
    person: UUID | None
    id: UUID
    report: str
    form: str
    rhythm: str
    hour: int
    address: str
    language: str
    now: datetime
    store: UUID | None = None
    compare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMailing:
    """Send it no longer. Nobody is named where whoever gets it stopped it."""

    organization: UUID
    person: UUID | None
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMailings:
    """Take those that are due, for one try each."""

    organization: UUID
    now: datetime
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeMailing:
    """How a try ended; an empty code is success."""

    organization: UUID
    id: UUID
    attempt: int
    now: datetime
    code: str = ""
    is_permanent: bool = False
