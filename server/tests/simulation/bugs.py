"""Faults put into the simulated programs, to see whether they are found. Nothing of the product can reach these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comptoir.sales.entries import Answer, Code, Status
from comptoir.simulation.books import Change, Kept, MemoryBooks
from comptoir.simulation.relay import LAN_MS, Left, Relay
from comptoir.simulation.sealing import Chain, Entry
from comptoir.simulation.server import Answered, Server
from comptoir.simulation.till import Tab
from comptoir.simulation.trade import Act
from comptoir.simulation.world import Cast


class StockMovedByRepeats(MemoryBooks):
    """An entry that comes again moves its goods again."""

    def decide(self, batch: Sequence[Entry]) -> Change:
        change = super().decide(batch)
        for entry, answer in zip(batch, change.answers, strict=True):
            if answer.status is Status.ALREADY_STORED and entry.decided is not None:
                for item, quantity in entry.decided.moves:
                    self.on_hand[item] = self.on_hand.get(item, 0) + quantity
        return change


class GapsAccepted(MemoryBooks):
    """Whatever is further than the head is taken for the next."""

    def decide(self, batch: Sequence[Entry]) -> Change:
        book = self.chains.get(batch[0].chain)
        if book is not None and batch[0].sequence > book.head.sequence + 1:
            book.head = replace(book.head, sequence=batch[0].sequence - 1, digest=batch[0].previous)
        return super().decide(batch)


class PrintedBeforeWritten(Tab):
    """The receipt comes out while the disk still works."""

    def finish(self, act: Act, trouble: str) -> None:
        if trouble == "sealed":
            self.cashier.printer.print(self.seal(act), is_copy=False)
        super().finish(act, trouble)


class AnsweredBeforeWritten(Server):
    """The answer leaves before the commit, and the process may die between the two."""

    def take(self, chain: Chain, entries: list[Entry]) -> tuple[list[Answer], bool] | None:
        if entries and self.world.books.knows(chain) and self.world.breaks(self.world.plan.server_crash):
            answers = self.world.books.decide(entries).answers
            self.die("after it answered, before it commits")
            return answers, True
        return super().take(chain, entries)


class OutboxForgotten(Tab):
    """A new page begins with an empty outbox."""

    def reload(self, _: None) -> None:
        self.disk.outbox = {}
        super().reload(_)


class KnownBySequenceOnly(MemoryBooks):
    """A till's sequence that was there is there, whatever the bytes and the chain."""

    def decide(self, batch: Sequence[Entry]) -> Change:
        till = batch[0].chain.till
        there = {row.entry.sequence for row in self.log if row.entry.chain.till == till}
        rest = [entry for entry in batch if entry.sequence not in there]
        change = super().decide(rest) if rest else Change([], [], [])
        told = {answer.digest: answer for answer in change.answers}
        answers = [
            told.get(entry.digest) or Answer(entry.digest, Status.ALREADY_STORED, entry.sequence) for entry in batch
        ]
        return Change(answers, change.stored, change.kept)


class RelayAnswersBeforeKeeping(Relay):
    """The relay says that it has them, then writes."""

    def keep(self, left: Left) -> None:
        if self.is_up and self.world.breaks(self.world.plan.relay_crash):
            self.world.at(LAN_MS, left.tab.is_kept, left.entries)
            self.die("after it said so, before it keeps")
            return
        super().keep(left)


class SentAgainIsFork(MemoryBooks):
    """After a restore, what fills a hole is taken for a second history of the chain."""

    def decide(self, batch: Sequence[Entry]) -> Change:
        book = self.chains.get(batch[0].chain)
        if book is not None:
            forked = [e for e in batch if e.sequence <= book.head.sequence and e.sequence not in book.at]
            if forked:
                rest = [e for e in batch if e not in forked]
                change = super().decide(rest) if rest else Change([], [], [])
                told = {answer.digest: answer for answer in change.answers}
                for e in forked:
                    told[e.digest] = Answer(e.digest, Status.QUARANTINED, e.sequence, Code.FORK)
                kept = [
                    *change.kept,
                    *(Kept(e, Code.FORK) for e in forked if (e.chain.sender.till, e.digest) not in self.held),
                ]
                return Change([told[e.digest] for e in batch], change.stored, kept)
        return super().decide(batch)


class TwoTabsNoLock(Tab):
    """Every tab sells and sends, from the head that it knows."""

    def owns(self) -> bool:
        return True

    def commit(self, entry: Entry, act: Act) -> bool:
        self.write(entry, act)
        self._sequence, self._digest = entry.sequence, entry.digest
        return True


class SignedAgain(Tab):
    """A sealing device whose answer was lost is asked to sign once more."""

    def is_signed(self, act: Act) -> bool:
        return False


class ChargedAgain(Tab):
    """A terminal whose answer was lost is asked to charge once more."""

    def is_charged(self, act: Act) -> bool:
        return False


class SentAgainFromHead(MemoryBooks):
    """After a restore the server tells its head, and not where its first hole is."""

    def without_hole(self, chain: Chain) -> int:
        return self.head_of(chain).sequence


class TimeoutIsDelivered(Tab):
    """A request without an answer is taken for done."""

    def give_up(self, number: int) -> None:
        if number == self._request and self.is_up:
            for entry in self._batch:
                self.disk.outbox.pop(entry.digest, None)
        super().give_up(number)


class RungAgain(Tab):
    """After a crash the last basket is on the screen again, although it was sold."""

    def recover(self) -> None:
        disk = self.disk
        disk.last_act, disk.marked = -1, disk.sequence
        super().recover()


class AnyAnswerCounts(Tab):
    """Whatever answer comes strikes off whatever was sent last."""

    def hear(self, answered: Answered) -> None:
        if answered.answers and self._request and answered.number != self._request:
            for entry in self._batch:
                self.disk.outbox.pop(entry.digest, None)
        super().hear(answered)


class RefundsNotSummed(Tab):
    """The closing leaves out what went back."""

    def write(self, entry: Entry, act: Act) -> None:
        super().write(entry, act)
        if act.kind == "refund":
            self.disk.sums[3] -= act.gross


@dataclass(frozen=True, slots=True)
class Bug:
    """A faulty program, and where it is looked for."""

    name: str
    cast: Cast
    kind: str
    scenario: str | None = None


BUGS = [
    Bug("stock moved by repeats", Cast(books=StockMovedByRepeats), "doubled"),
    Bug("gaps accepted", Cast(books=GapsAccepted), "gap", "old-backup"),
    Bug("printed before written", Cast(tab=PrintedBeforeWritten), "doubled"),
    Bug("answered before written", Cast(server=AnsweredBeforeWritten), "alarm"),
    Bug("outbox forgotten by a reload", Cast(tab=OutboxForgotten), "alarm"),
    Bug("known by sequence only", Cast(books=KnownBySequenceOnly), "lost", "forgotten-storage"),
    Bug("relay answers before keeping", Cast(relay=RelayAnswersBeforeKeeping), "lost", "forgotten-storage"),
    Bug("sent again is a fork", Cast(books=SentAgainIsFork), "alarm", "old-backup"),
    Bug("two tabs without a lock", Cast(tab=TwoTabsNoLock), "alarm"),
    Bug("signed again", Cast(tab=SignedAgain), "doubled"),
    Bug("charged again", Cast(tab=ChargedAgain), "doubled"),
    Bug("sent again from the head only", Cast(books=SentAgainFromHead), "lost", "old-backup"),
    Bug("a timeout is taken for delivered", Cast(tab=TimeoutIsDelivered), "alarm"),
    Bug("rung again after a crash", Cast(tab=RungAgain), "doubled"),
    Bug("any answer counts", Cast(tab=AnyAnswerCounts), "alarm"),
    Bug("refunds not summed", Cast(tab=RefundsNotSummed), "sums"),
]
