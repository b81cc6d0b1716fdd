"""The server's process: it answers when what it answers is on disk, and may die before or after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from comptoir.sales.entries import Answer
from comptoir.sales.relayed import Line, Reached, place
from comptoir.simulation.books import Change, Refused

if TYPE_CHECKING:
    from comptoir.simulation.relay import Relay
    from comptoir.simulation.sealing import Chain, Entry
    from comptoir.simulation.till import Tab
    from comptoir.simulation.world import World

DOWN_MS = 2_500


class Request(NamedTuple):
    """What a till sends. `can_resend`: it still has what comes before, and sends it when that is missing."""

    tab: Tab
    number: int
    chain: Chain
    entries: list[Entry]
    can_resend: bool


class Answered(NamedTuple):
    """What comes back. `is_known`: whether the server knows the enrolment."""

    number: int
    answers: list[Answer]
    is_known: bool


class Stand(NamedTuple):
    """Everything up to `stored` is here, in the books or in quarantine; None: the chain is not known."""

    number: int
    stored: int | None


class Forwarded(NamedTuple):
    """Lines of one chain that the relay brings."""

    relay: Relay
    number: int
    chain: Chain
    entries: list[Entry]


class Server:
    """One process over the books."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.is_up = True
        self.epoch = 0
        self._backup = 0

    def start(self, _: None) -> None:
        self.is_up = True

    def die(self, where: str) -> None:
        if self.world.trace is not None:
            self.world.note(f"server dies {where}")
        self.is_up = False
        self.world.books.forget()
        self.world.at(int(self.world.dice() * DOWN_MS), self.start)

    def receive(self, request: Request) -> None:
        """A delivery of a till."""
        if not self.is_up:
            return
        can_resend = request.can_resend
        for entry in request.entries:
            entry.received.can_resend = can_resend
        done = self.take(request.chain, request.entries)
        if done is not None:
            link = request.tab.cashier.number
            self.world.carry(link, request.tab.hear, Answered(request.number, *done))

    def take(self, chain: Chain, entries: list[Entry]) -> tuple[list[Answer], bool] | None:
        """Write a delivery, and what to answer; None when the process died on the way."""
        world = self.world
        books = world.books
        share = world.plan.server_crash
        if share and world.breaks(share):
            self.die("before it reads")
            return None
        answers: list[Answer] = []
        try:
            if entries:
                change = books.decide(entries)
                if share and world.breaks(share):
                    self.die("before it commits")
                    return None
                answers = self.commit(change)
            elif not books.knows(chain):
                raise Refused
        except Refused:
            return [], False
        if share and world.breaks(share):
            self.die("before it answers")
            return None
        if world.trace is not None and entries:
            told = " ".join(f"{answer.sequence}:{answer.code or answer.status}" for answer in answers)
            world.note(f"server has of till {chain.till}-{chain.enrolment}: {told}")
        return answers, True

    def commit(self, change: Change) -> list[Answer]:
        return self.world.books.commit(change)

    def enrol(self, request: Request) -> None:
        """A new enrolment, or the certificate of one that a restored server does not know."""
        if self.is_up:
            self.world.books.enrol(request.chain)
            self.world.carry(request.tab.cashier.number, request.tab.hear, Answered(request.number, [], True))

    def compare(self, request: Request) -> None:
        """Say how far a chain is here (`edge/chains.py`)."""
        if self.is_up:
            books = self.world.books
            stored = books.without_hole(request.chain) if books.knows(request.chain) else None
            self.world.carry(request.tab.cashier.number, request.tab.learn_stand, Stand(request.number, stored))

    def receive_relayed(self, request: Forwarded) -> None:
        """What the relay kept: as `/edge/v1/relay` places it, then the same write path."""
        if not self.is_up:
            return
        books = self.world.books
        lines = [_line(entry, is_known=books.knows(request.chain)) for entry in request.entries]
        reached: dict[UUID, Reached] = {}
        if books.knows(request.chain):
            reached[request.chain.id] = Reached(request.chain.sender, books.head_of(request.chain).sequence)
        held = books.held_digests()
        for line in lines:
            place(line, reached, held)
        for entry in request.entries:
            entry.received.can_resend = False
        ready = [entry for entry, line in zip(request.entries, lines, strict=True) if line.answer is None]
        answers: list[Answer] = []
        if ready:
            done = self.take(request.chain, ready)
            if done is None:
                return
            answers = done[0]
        told = iter(answers)
        statuses = [line.answer.status if line.answer is not None else next(told).status for line in lines]
        self.tell_relay(request, statuses)

    def tell_relay(self, request: Forwarded, statuses: list[str]) -> None:
        self.world.carry(len(self.world.cashiers), request.relay.hear, (request.number, statuses))

    def back_up(self, _: None) -> None:
        if self.world.trace is not None:
            self.world.note("server is backed up")
        self._backup = self.world.books.backup()

    def restore(self, _: None) -> None:
        """The machine is lost; what comes back is the backup."""
        world = self.world
        if world.trace is not None:
            world.note("server is restored from its backup")
        before = {stored.entry.digest for stored in world.books.log}
        before |= {kept.entry.digest for kept in world.books.quarantine}
        world.books.restore(self._backup)
        self.epoch += 1
        self.die("to be restored")
        for digest in before - held_digests(world):
            world.destroyed.add(digest)


def held_digests(world: World) -> set[str]:
    """Everything that some disk of the shop still has."""
    found = {stored.entry.digest for stored in world.books.log}
    found |= {kept.entry.digest for kept in world.books.quarantine}
    for cashier in world.cashiers:
        found |= {entry.digest for entry in cashier.disk.entries}
    if world.relay is not None:
        found |= world.relay.digests()
    return found


def _line(entry: Entry, *, is_known: bool) -> Line:
    received = entry.received if is_known else None
    return Line(entry.content, entry.digest, entry.chain.id, received)
