"""Time, chance and lines of one history, and everybody in it.

Nothing here waits: an event is a moment and what happens then. All chance comes from one generator, in the order of the
events, so the same seed gives the same history on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random
from typing import Any

from comptoir.simulation.books import Counts, MemoryBooks
from comptoir.simulation.cashier import Cashier
from comptoir.simulation.plan import MISHAPS, STEPS, Plan
from comptoir.simulation.relay import Relay
from comptoir.simulation.sealing import Entry, Workshop
from comptoir.simulation.server import Server
from comptoir.simulation.till import Tab
from comptoir.simulation.trade import Day, day_of

LINE_FASTEST_MS = 40
# Many times what the wildest history needs.
EVENTS_MAX = 60_000
TROUBLES = (*STEPS, *MISHAPS)


class NeverQuiet(Exception):
    """Somebody goes on for ever: a loop without progress."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The programs that take part. Tests put a faulty one in a place and see whether it is found."""

    tab: type[Tab] = Tab
    server: type[Server] = Server
    relay: type[Relay] = Relay
    books: type[MemoryBooks] = MemoryBooks
    cashier: type[Cashier] = Cashier


HONEST = Cast()


class World:
    """One history."""

    def __init__(
        self, plan: Plan, workshop: Workshop, counts: Counts, *, cast: Cast = HONEST, books: Any = None
    ) -> None:
        self.plan = plan
        self.workshop = workshop
        self.cast = cast
        self.now = 0
        self.trace: list[str] | None = None
        self.dice = Random(plan.seed ^ 0x5EED).random  # noqa: S311  # repeatable, that is the point
        self.day: Day = day_of(plan.day, plan.size)
        self._events: list[tuple[int, int, Callable[[Any], None], Any]] = []
        self._number = 0
        self._is_calm = False
        # What a till was told is safe.
        self.acknowledged: dict[str, Entry] = {}
        self.kept_by_relay: dict[str, Entry] = {}
        # What only a disk held that a fault took away.
        self.destroyed: set[str] = set()
        self.sales_sealed = 0
        self.books = books if books is not None else cast.books(counts)
        self.server = cast.server(self)
        self.relay = cast.relay(self) if plan.has_relay else None
        self.cashiers = [cast.cashier(self, number) for number in range(plan.size.tills)]

    def note(self, text: str) -> None:
        """For the trace. Call it where `trace` is kept only: making the text costs more than the event."""
        assert self.trace is not None
        self.trace.append(f"{self.now:>7} {text}")

    def at(self, delay: int, happen: Callable[[Any], None], what: Any = None) -> None:
        self._number += 1
        heappush(self._events, (self.now + delay, self._number, happen, what))

    def carry(self, link: int, happen: Callable[[Any], None], what: Any) -> None:
        """Bring a message over a line, or not, or late, or twice."""
        plan = self.plan
        if self._is_calm:
            self.at(LINE_FASTEST_MS, happen, what)
            return
        for cut, begins, ends in plan.cuts:
            if cut == link and begins <= self.now < ends:
                if self.trace is not None:
                    self.note(f"line {link} is cut")
                return
        chance = self.dice()
        if chance < plan.lost:
            if self.trace is not None:
                self.note(f"line {link} loses a message")
            return
        self.at(LINE_FASTEST_MS + int(self.dice() * plan.slow_ms), happen, what)
        if chance > 1 - plan.doubled:
            if self.trace is not None:
                self.note(f"line {link} brings a message twice")
            self.at(LINE_FASTEST_MS + int(self.dice() * plan.slow_ms * 3), happen, what)

    def next_request(self) -> int:
        self._number += 1
        return self._number

    def trouble(self) -> str:
        """What goes wrong with this sale at the till: mostly nothing."""
        chance = self.dice()
        if self._is_calm or chance >= self.plan.till_trouble:
            return ""
        return TROUBLES[int(chance / self.plan.till_trouble * len(TROUBLES))]

    def breaks(self, share: float) -> bool:
        return share > 0 and not self._is_calm and self.dice() < share

    def run(self) -> None:
        """From the morning until nobody has anything to do."""
        plan = self.plan
        for cashier in self.cashiers:
            self.at(cashier.number * 50, cashier.begin)
        if plan.restore_at < plan.calm_at:
            self.at(plan.backup_at, self.server.back_up)
            self.at(plan.restore_at, self.server.restore)
        for till, at in plan.evictions:
            self.at(at, self.cashiers[till].lose_storage)
        for till, at in plan.second_tabs:
            self.at(at, self.cashiers[till].open_second)
        self.at(plan.calm_at, self._calm)
        events = self._events
        for _ in range(EVENTS_MAX):
            if not events:
                return
            self.now, _number, happen, what = heappop(events)
            happen(what)
        raise NeverQuiet(f"{len(events)} events left")

    def forget(self) -> None:
        """It is over: without its circles it is gone at once."""
        for cashier in self.cashiers:
            vars(cashier).clear()
        vars(self).clear()

    def _calm(self, _: None) -> None:
        """The lines are whole again, nothing breaks any more, every program is the newest."""
        self._is_calm = True
        if self.trace is not None:
            self.note("calm")
        self.server.start(None)
        if self.relay is not None:
            self.relay.start(None)
        for cashier in self.cashiers:
            cashier.calm()
