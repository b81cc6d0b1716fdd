"""The person at a till, the device in front of them and what stands beside it. They do one act after the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from comptoir.journal import certificate_digest
from comptoir.sales.simulation import Body
from comptoir.simulation.devices import CardTerminal, Printer, SealingDevice
from comptoir.simulation.plan import PACE_MS
from comptoir.simulation.server import held_digests
from comptoir.simulation.till import PRICING_ENGINE, Disk
from comptoir.simulation.trade import OPENS_AT, Act

if TYPE_CHECKING:
    from comptoir.simulation.sealing import Chain, Entry
    from comptoir.simulation.till import Tab
    from comptoir.simulation.world import World

ENROL_AGAIN_MS = 1_000
GREET_EACH_MS = 30_000


class Cashier:
    """One counter of the shop."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.acts = world.day.acts[number]
        self.next = 0
        # By act: what the customer took home, and can bring back.
        self.receipts: dict[int, Entry] = {}
        self.terminal = CardTerminal()
        self.device = SealingDevice()
        self.printer = Printer()
        self.enrolment = 1
        self._till = world.plan.first_till + number
        self.disk = Disk(self._chain(1))
        self.tabs: list[Tab] = []
        self._holder: Tab | None = None
        self._is_enrolled = False
        self.jumps = tuple(jump for jump in world.plan.clock_jumps if jump[0] == number)

    def begin(self, _: None) -> None:
        """The device becomes a till: that needs the server."""
        world = self.world
        if self._is_enrolled:
            return
        if not world.server.is_up:
            world.at(ENROL_AGAIN_MS, self.begin)
            return
        self._is_enrolled = True
        chain = self._chain(self.enrolment)
        world.books.enrol(chain)
        self.disk = Disk(chain)
        tab = world.cast.tab(self)
        self.tabs = [tab]
        self.start_chain()
        if world.plan.is_settled:
            self.settle()
        if self.enrolment == 1:
            world.at(PACE_MS, self.act)
        tab.wake(None)

    def settle(self) -> None:
        """The first exchange belongs to the enrolment: before it the real till does not know its shop's settings."""
        disk, books = self.disk, self.world.books
        self.tabs[0].strike_off(disk.entries, books.commit(books.decide(disk.entries)))

    def start_chain(self) -> None:
        """The first entry names the certificate, and the chain before as far as the server knew it."""
        world, disk = self.world, self.disk
        before = self._chain(self.enrolment - 1) if self.enrolment > 1 else None
        known = world.books.head_of(before) if before is not None and world.books.knows(before) else None
        head = (known.sequence, known.digest) if known is not None else (0, "")

        place = (disk.chain, disk.digest, None, OPENS_AT, PRICING_ENGINE, head)
        entry = world.workshop.remembered(place)
        if entry is None:
            body: Body = {
                "event": "chain_started", "certificate": certificate_digest(f"{disk.chain.id}"),
                "enrolment": disk.chain.enrolment,
            }  # fmt: skip
            if before is not None:
                body |= {"previous_chain": str(before.id), "previous_head": {"sequence": head[0], "digest": head[1]}}
            entry = world.workshop.make(place, 1, "technical_event", body)
        disk.entries.append(entry)
        disk.sequence, disk.digest, disk.marked = 1, entry.digest, 1
        disk.outbox[entry.digest] = entry
        self.tabs[0].start_from_disk()

    def _chain(self, enrolment: int) -> Chain:
        return self.world.workshop.chain(self._till, enrolment)

    def lock_holder(self) -> Tab | None:
        """The tab that has the lock, until it is gone; then the first that waits. It looks where the last one was."""
        holder = self._holder
        if holder is not None and holder.is_up:
            return holder
        self._holder = holder = next((tab for tab in self.tabs if tab.is_up), None)
        if holder is not None:
            holder.start_from_disk()
            holder.recover()
        return holder

    def act(self, _: None) -> None:
        """The next customer, in front of whichever tab is on the screen."""
        world = self.world
        if self.next >= len(self.acts):
            return
        tab = self.front_tab() if self._is_enrolled else None
        act = self.acts[self.next] if self.next < len(self.acts) else None
        if tab is not None and act is not None:
            if not tab.disk.is_open and act.kind != "opening":
                tab.ring(Act("opening", self.number, act.number - 1))
            else:
                tab.ring(act)
        world.at(PACE_MS // 2 + int(world.dice() * PACE_MS), self.act)

    def front_tab(self) -> Tab | None:
        """The tab that sells: another one says so, and the person goes there."""
        if len(self.tabs) == 1:
            return self.lock_holder()
        seen = self.tabs[int(self.world.dice() * len(self.tabs))]
        return seen if seen.is_up and seen.owns() else self.lock_holder()

    def done(self, act: Act) -> None:
        """The customer has the receipt and goes."""
        if act is self.acts[self.next]:
            self.receipts[act.number] = self.disk.entries[-1]
            self.next += 1

    def time_of(self, act: Act) -> datetime:
        """When this till's clock says that it does it."""
        if not self.jumps:
            return act.at
        return act.at + timedelta(seconds=sum(off for _till, begins, off in self.jumps if act.number >= begins))

    def open_second(self, _: None) -> None:
        """Somebody opens the till once more; either may be closed at any time after."""
        if not self._is_enrolled:
            return
        world = self.world
        if world.trace is not None:
            world.note(f"till {self.number} is opened a second time")
        self.tabs.append(world.cast.tab(self))
        self.take_over(None)
        world.at(int(world.dice() * 20_000), self.close_first)

    def take_over(self, _: None) -> None:
        """A page that waits for the lock gets it as soon as nobody has it, and sends what it finds."""
        holder = self.lock_holder()
        if holder is not None:
            holder.wake(None)

    def close_first(self, _: None) -> None:
        """The page that sold is closed; the other takes over."""
        if len(self.tabs) > 1:
            gone = self.tabs.pop(0)
            gone.is_up = False
            self.tabs[0].wake(None)

    def lose_storage(self, _: None) -> None:
        """The browser forgets all of this origin. The device is enrolled anew: a new key, a new chain.

        Not in the midst of a sale: then the person would have to look at the terminal's own slip, and nobody here does.
        """
        world = self.world
        if not self._is_enrolled:
            return
        if self.disk.basket >= 0 or self.disk.last_act >= self.next:
            world.at(ENROL_AGAIN_MS, self.lose_storage)
            return
        if world.trace is not None:
            world.note(f"till {self.number} loses its storage")
        gone = [entry.digest for entry in self.disk.entries]
        for tab in self.tabs:
            tab.is_up = False
        self.tabs = []
        self.enrolment += 1
        self._is_enrolled = False
        self.disk = Disk(self._chain(self.enrolment))
        lost = set(gone) - held_digests(world)
        # What the server had said to have is not this device's to lose, unless the server was restored since.
        world.destroyed |= lost if world.server.epoch else lost - world.acknowledged.keys()
        world.at(ENROL_AGAIN_MS, self.begin)

    def calm(self) -> None:
        """The newest program, and a look at the server now and then until all is told."""
        for tab in self.tabs:
            tab.is_old = False
        self.greet(3)

    def greet(self, times: int) -> None:
        tab = self.lock_holder()
        if tab is not None:
            tab.greet()
        if times:
            self.world.at(GREET_EACH_MS, self.greet, times - 1)
