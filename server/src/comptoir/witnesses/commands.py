"""Input of the operations of witnesses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWitness:
    """Who cosigns from now on. The id is chosen by the caller, so that a repeat is recognized."""

    organization: UUID
    person: UUID | None
    id: UUID
    address: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWitness:
    """Ask it no more. What it cosigned stays."""

    organization: UUID
    person: UUID | None
    witness: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeAlarm:
    """Somebody has seen it and knows what happened."""

    organization: UUID
    person: UUID | None
    alarm: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWitnesses:
    """Who is to be sent the newest head, for one try each."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarmed:
    """What a witness says about our log. `theirs`: the head that it holds; empty: there is its word alone."""

    kind: str
    their_size: int
    theirs: str = ""
    is_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a try ended. `code` is empty when it cosigned: then `line` is its signature and `signed_at` its time."""

    witness: UUID
    code: str = ""
    status: int = 0
    line: str = ""
    signed_at: int = 0
    alarm: Alarmed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeWitnesses:
    """How the tries with one head ended; `head` is the note that was sent."""

    organization: UUID
    now: datetime
    head: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinCosignatures:
    """Of days that are over, keep the last of each."""

    organization: UUID
    now: datetime
