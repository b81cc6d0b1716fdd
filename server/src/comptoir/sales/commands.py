"""Input of what a person decides about entries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptEntry:
    """Take an entry out of quarantine into the ledger."""

    organization: UUID
    quarantine: UUID
    person: UUID
    now: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectEntry:
    """Leave an entry out of the ledger for good; its bytes stay."""

    organization: UUID
    quarantine: UUID
    person: UUID
    now: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """Say that an incident was looked at, and what it was."""

    organization: UUID
    incident: UUID
    person: UUID
    now: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptWaiting:
    """Take everything of a till that waits for one of these reasons into the ledger, or the next part of it.

    `after` is where the last part ended: an entry that could not be adopted then is not tried again.
    """

    organization: UUID
    till: UUID
    codes: frozenset[str]
    person: UUID
    now: datetime
    note: str
    after: UUID | None = None
    count_max: int = 200
    seconds_max: float = 2.0
