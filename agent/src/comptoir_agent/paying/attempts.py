"""Payment attempts on disk: what was asked of a terminal, and each word about what became of it.

An attempt is a file. It is written before its first byte leaves, and once more as *leaving* just before that byte; so
after a crash it is known whether money may have moved. Its id is the till's: asked again, it is answered, never done.
"""

import json
import time
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from comptoir_agent.files import write_durably
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import OF_HOLD, Kind, Wish

KEPT_SECONDS = 90 * 86_400
KEPT_MAX = 20_000
REFERENCES = 100_000_000


class State(StrEnum):
    """Where an attempt stands. `unknown`: it may have been paid, and the terminal has not said so yet."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


OPEN = (State.PENDING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Event:
    """One word about an attempt. `source`: till, agent, terminal, or person."""

    at_ms: int
    state: State
    source: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """`baseline` is the mark of the terminal's last payment before this one; `is_leaving`: bytes of it may have left.

    `needs_person`: the terminal was asked and its answer decides nothing; who stands before it must look.
    `reference` is our number for it where the terminal finds it by one.
    """

    id: str
    terminal: str
    wish: Wish
    state: State
    created: float
    baseline: str = ""
    reference: str = ""
    is_leaving: bool = False
    needs_person: bool = False
    result: Result = field(default_factory=Result)
    events: tuple[Event, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def trouble(self) -> str:
        return self.events[-1].trouble if self.events else ""

    @property
    def tip(self) -> int:
        """What the customer added at the terminal."""
        is_more = self.state is State.APPROVED and self.wish.kind is Kind.PAYMENT
        return max(0, self.result.amount - self.wish.amount) if is_more else 0

    def becomes(self, state: State, source: str, trouble: str = "", **changes: Any) -> "Attempt":
        """The same attempt with one more word at its end; nothing that was said is taken away."""
        event = Event(int(time.time() * 1_000), state, source, trouble)
        return replace(self, state=state, events=(*self.events, event), **changes)


class Differs(Exception):
    """This id was used for something else."""


class Attempts:
    """All attempts of this agent, and the last payment that each terminal is known to have made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._attempts: dict[str, Attempt] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted(folder.glob("*.json")):
            attempt = _read(json.loads(path.read_bytes()))
            self._attempts[attempt.id] = attempt

    def every(self) -> list[Attempt]:
        return list(self._attempts.values())

    def find(self, attempt: str) -> Attempt | None:
        return self._attempts.get(attempt)

    def add(self, name: str, terminal: str, wish: Wish) -> tuple[Attempt, bool]:
        """The attempt of this id, and whether it is new. Raises `Differs`."""
        known = self._attempts.get(name)
        if known is not None:
            if (known.terminal, known.wish) != (terminal, wish):
                raise Differs
            return known, False
        self._forget_old()
        fresh = Attempt(name, terminal, wish, State.PENDING, time.time()).becomes(State.PENDING, "till")
        return self.note(fresh), True

    def note(self, attempt: Attempt) -> Attempt:
        """Keep how it stands; from here on it is so."""
        write_durably(self._folder / f"{attempt.id}.json", json.dumps(asdict(attempt)).encode())
        self._attempts[attempt.id] = attempt
        return attempt

    def open_at(self, terminal: str) -> list[Attempt]:
        """Oldest first."""
        found = [one for one in self._attempts.values() if one.terminal == terminal and one.is_open]
        return sorted(found, key=lambda one: one.created)

    def fresh_reference(self, terminal: str) -> str:
        """Eight digits that no attempt kept here has had at this terminal, however the clock was set meanwhile."""
        used = {one.reference for one in self._attempts.values() if one.terminal == terminal}
        number = int(time.time())
        while (reference := str(number % REFERENCES).zfill(8)) in used:
            number += 1
        return reference

    def named_by(self, terminal: str, wish: Wish) -> Attempt | None:
        """The newest payment or hold that a wish names by its receipt number, if it is kept here."""
        kinds = (Kind.RESERVE,) if wish.kind in OF_HOLD else (Kind.PAYMENT, Kind.CAPTURE)
        found = [one for one in self._approved(terminal, kinds) if one.result.receipt == wish.receipt]
        return max(found, key=lambda one: one.created, default=None)

    def ended_by(self, terminal: str, receipt: str, kinds: tuple[Kind, ...]) -> bool:
        """Whether one of these kinds was approved for what bears this receipt number."""
        return any(one.wish.receipt == receipt for one in self._approved(terminal, kinds))

    def _approved(self, terminal: str, kinds: tuple[Kind, ...]) -> list[Attempt]:
        every = self._attempts.values()
        approved = [one for one in every if (one.terminal, one.state) == (terminal, State.APPROVED)]
        return [one for one in approved if one.wish.kind in kinds]

    def mark_of(self, terminal: str) -> str | None:
        """The mark of the terminal's last payment, None where nobody asked yet."""
        path = self._folder / "marks" / terminal
        return path.read_text(encoding="utf-8") if path.exists() else None

    def note_mark(self, terminal: str, mark: str | None) -> None:
        path = self._folder / "marks" / terminal
        if mark is None:
            path.unlink(missing_ok=True)
        else:
            write_durably(path, mark.encode())

    def _forget_old(self) -> None:
        closed = sorted((one for one in self._attempts.values() if not one.is_open), key=lambda one: one.created)
        many = len(closed) - KEPT_MAX
        for place, one in enumerate(closed):
            if time.time() - one.created > KEPT_SECONDS or place < many:
                del self._attempts[one.id]
                (self._folder / f"{one.id}.json").unlink(missing_ok=True)


def _read(found: dict[str, Any]) -> Attempt:
    """What another version of ours wrote beside it is left out."""
    wish, result = found["wish"], found["result"]
    events = tuple(Event(**_known(Event, one) | {"state": State(one["state"])}) for one in found["events"])
    whole = _known(Attempt, found) | {
        "wish": Wish(**_known(Wish, wish) | {"kind": Kind(wish["kind"])}),
        "result": Result(**_known(Result, result)),
        "state": State(found["state"]),
        "events": events,
    }
    return Attempt(**whole)


def _known(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    return {one.name: found[one.name] for one in fields(kind) if one.name in found}
