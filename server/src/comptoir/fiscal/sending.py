"""What must reach an office outside: a channel says how, the queue (`queue.py`) keeps order, tries and proof.

A message has an identifier that never changes, so that the office can tell a repeat. Answers are kept as they came:
they are the proof. Messages of one channel and one `lane` (an emitter's chain, say) go one after the other.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Verdict(StrEnum):
    """What became of one try."""

    ACCEPTED = "accepted"
    # Taken, with remarks that a person should read.
    ACCEPTED_WITH_REMARKS = "remarks"
    # It came and will never be taken as it is: a person must look. Later messages go on.
    REJECTED = "rejected"
    # Nobody knows, or nobody is there: the same message again, later.
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it waits. `tries` counts those before this one."""

    id: UUID
    lane: str
    content: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Told:
    """An office's answer. `proof` is kept whole; `remark` is its own words, or what went wrong on the way."""

    verdict: Verdict
    proof: bytes = b""
    remark: str = ""


class Channel(Protocol):
    """A way to one office."""

    @property
    def name(self) -> str: ...

    @property
    def timeout_s(self) -> int: ...

    def send(self, messages: list[Message]) -> list[Told]:
        """Send these, in order, and answer for each. Weather is an answer (`SILENT`), never an exception."""
        ...


FIRST_WAIT_S = 30
WAIT_MAX_S = 3600


def wait_after(tries: int) -> int:
    """Seconds until the next try: doubled each time, an hour at most."""
    return int(min(FIRST_WAIT_S << min(tries, 12), WAIT_MAX_S))
