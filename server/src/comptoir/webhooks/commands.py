"""Input of the operations of webhooks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEndpoint:
    """A program that wants to hear. The id is chosen by the caller, so that a repeat is recognized."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    address: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveEndpoint:
    """What it is called, where it is and what it hears of, from now on."""

    organization: UUID
    person: UUID | None
    endpoint: UUID
    name: str
    address: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewSecret:
    """A new secret; the one of until now stays good for a day."""

    organization: UUID
    person: UUID | None
    endpoint: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEndpoint:
    """Tell it again, or no more."""

    organization: UUID
    person: UUID | None
    endpoint: UUID
    is_on: bool
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEndpoint:
    """With everything that it was told."""

    organization: UUID
    person: UUID | None
    endpoint: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTest:
    """A message without an event. The id is chosen by the caller: two taps send one."""

    organization: UUID
    person: UUID | None
    endpoint: UUID
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """One message; null: all of the endpoint that did not arrive."""

    organization: UUID
    person: UUID | None
    endpoint: UUID
    message: UUID | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMessages:
    """What is due, for one try each."""

    organization: UUID
    now: datetime
    each: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a try ended. `code` is empty when the program took it; `is_tried`: false when it was put back untouched."""

    message: UUID
    endpoint: UUID
    attempt: int
    is_tried: bool = True
    status: int = 0
    code: str = ""
    took_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeMessages:
    """How the tries of one round ended."""

    organization: UUID
    now: datetime
    outcomes: tuple[Outcome, ...]
