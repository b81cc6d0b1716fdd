"""The till's program in one browser tab, over the storage that all tabs of the device share.

The steps of a sale, the outbox and what is struck off are those of `@comptoir/till-core` (`chain-writer.ts`, `sync/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comptoir.journal import EMPTY_DIGEST
from comptoir.sales.entries import Answer, Status
from comptoir.sales.simulation import Body, Sealed
from comptoir.simulation.plan import STEPS
from comptoir.simulation.relay import LAN_MS, Left
from comptoir.simulation.sealing import Chain, Entry
from comptoir.simulation.server import Answered, Request, Stand
from comptoir.simulation.trade import FLOAT, Act, body_of, cashier_of, returned_body, session_of

if TYPE_CHECKING:
    from comptoir.simulation.cashier import Cashier

TIMEOUT_MS = 8_000
FIRST_PAUSE_MS = 1_000
PAUSE_MS_MAX = 16_000
BATCH_MAX = 200
RELOAD_MS = 900
PRICING_ENGINE = 2
OLD_PRICING_ENGINE = 1


class Disk:
    """What the browser keeps: a crash leaves it, an eviction takes it."""

    __slots__ = (
        "asked", "basket", "chain", "digest", "entries", "is_open", "last_act", "marked", "outbox",
        "perpetual", "relayed", "sequence", "signing", "sums", "unsure",
    )  # fmt: skip

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.sequence = 0
        self.digest = EMPTY_DIGEST
        self.entries: list[Entry] = []
        # By digest, in order.
        self.outbox: dict[str, Entry] = {}
        # Struck off without waiting for the disk: a power cut may bring them back.
        self.unsure: list[Entry] = []
        self.relayed = 0
        # The sale on the screen, and what was asked of the devices for it.
        self.basket = -1
        self.asked = ""
        self.signing = ""
        self.last_act = -1
        # The last entry whose receipt is known to be out.
        self.marked = 0
        self.is_open = False
        # Of the open session: sales, refunds, gross, refunded, cash, card, and where it began.
        self.sums = [0, 0, 0, 0, 0, 0, 0]
        self.perpetual = [0, 0]


class Tab:
    """One page of the till."""

    def __init__(self, cashier: Cashier) -> None:
        self.cashier = cashier
        self.world = cashier.world
        self.disk = cashier.disk
        self.is_up = True
        self.is_old = cashier.number in self.world.plan.old_tills
        self._sequence = self.disk.sequence
        self._digest = self.disk.digest
        self._request = 0
        self._batch: list[Entry] = []
        self._failures = 0
        self._can_resend = True
        self._was_missing = False
        self._is_forgotten = False

    # Selling

    def owns(self) -> bool:
        """One live tab owns the chain (Web Locks): the first, until it is gone."""
        return self.cashier.lock_holder() is self

    def start_from_disk(self) -> None:
        self._sequence, self._digest = self.disk.sequence, self.disk.digest

    def ring(self, act: Act) -> None:
        """One act from the first line to the receipt. Whatever breaks in between, `reload` finds where it was."""
        disk, trouble = self.disk, self.world.trouble()
        disk.basket = act.number
        if trouble == "basket_kept":
            self.crash(trouble)
            return
        if act.card and not self.pay(act, trouble):
            self.crash(trouble)
            return
        if act.is_turned:
            if disk.signing != act.name or not self.is_signed(act):
                self.sign(act, trouble)
            if trouble == "device_signed":
                self.crash(trouble)
                return
        self.finish(act, trouble)

    def finish(self, act: Act, trouble: str) -> None:
        """Seal, write, print: in this order, and each only when the one before is done."""
        entry = self.seal(act)
        if trouble == "sealed":
            self.crash(trouble)
            return
        if not self.commit(entry, act):
            # Another tab wrote: this one looks where the chain ends now.
            self.start_from_disk()
            entry = self.seal(act)
            self.commit(entry, act)
        if trouble == "committed":
            self.crash(trouble)
            return
        if trouble == "paper_out":
            self.cashier.printer.failed.append(entry)
        else:
            self.cashier.printer.print(entry, is_copy=False)
            if trouble == "printed":
                self.crash(trouble)
                return
            self.disk.marked = entry.sequence
            if trouble == "marked":
                self.crash(trouble)
                return
        self.cashier.done(act)
        self.wake(None)

    def pay(self, act: Act, trouble: str) -> bool:
        """Ask the terminal once by name; whatever is unknown is asked about. False: the till was cut off meanwhile."""
        terminal, disk = self.cashier.terminal, self.disk
        if disk.asked == act.name and self.is_charged(act):
            return True
        disk.asked = act.name
        if trouble == "terminal_asked":
            return False
        terminal.charge(act.name, act.card)
        if trouble == "paid":
            return False
        if trouble == "terminal_lost" and not self.is_charged(act):
            terminal.charge(act.name, act.card)
        return True

    def is_charged(self, act: Act) -> bool:
        return self.cashier.terminal.has_charged(act.name)

    def sign(self, act: Act, trouble: str) -> None:
        """The same with the sealing device: a lost answer is asked for, not signed anew."""
        device = self.cashier.device
        self.disk.signing = act.name
        device.sign(act.name)
        if trouble == "device_lost" and not self.is_signed(act):
            device.sign(act.name)

    def is_signed(self, act: Act) -> bool:
        return self.cashier.device.has_signed(act.name)

    def seal(self, act: Act) -> Entry:
        """The next entry behind the head that this tab knows."""
        cashier, chain = self.cashier, self.disk.chain
        key = None if act.kind == "sale" else self._depends_on(act)
        engine = OLD_PRICING_ENGINE if self.is_old else PRICING_ENGINE
        at = cashier.time_of(act) if cashier.jumps else act.at
        place = (chain, self._digest, act, at, engine, key)
        workshop = self.world.workshop
        found = workshop.recent.get(place) or workshop.remembered(place)
        return found or workshop.make(place, self._sequence + 1, act.kind, self._body(act))

    def _depends_on(self, act: Act) -> object:
        """What is in the body of an act besides the act: for those whose body is not always the same."""
        if act.kind == "refund":
            return self.cashier.receipts[act.of].digest
        return (*self.disk.sums, *self.disk.perpetual)

    def _body(self, act: Act) -> Body:
        chain = self.disk.chain
        session = session_of(chain.till, chain.enrolment)
        match act.kind:
            case "opening":
                return {
                    "session": str(session), "cashier": str(cashier_of(act.till)), "currency": "EUR", "float": FLOAT,
                }  # fmt: skip
            case "refund":
                receipt = self.cashier.receipts[act.of]
                original = Sealed(b"", receipt.sequence, receipt.digest, receipt.body)
                return returned_body(act, original, receipt.chain.id, session)
            case "closing":
                return closing_body(self.disk, act, str(session))
            case _:
                return self.world.workshop.body(act, chain, lambda: body_of(act, session))

    def commit(self, entry: Entry, act: Act) -> bool:
        """One strict transaction: entry, head, outbox, and that the basket is sold. False when the head moved."""
        disk = self.disk
        if disk.sequence != entry.sequence - 1 or disk.digest != entry.previous:
            return False
        self.write(entry, act)
        self._sequence, self._digest = entry.sequence, entry.digest
        if self.world.trace is not None:
            self.world.note(f"till seals {entry.name} {act.kind} {act.gross}")
        return True

    def write(self, entry: Entry, act: Act) -> None:
        disk = self.disk
        disk.entries.append(entry)
        disk.sequence, disk.digest = entry.sequence, entry.digest
        disk.outbox[entry.digest] = entry
        disk.unsure = []
        disk.last_act, disk.basket = act.number, -1
        sums = disk.sums
        if act.kind == "sale":
            sums[0] += 1
            sums[2] += act.gross
            disk.perpetual[0] += act.gross
        elif act.kind == "refund":
            sums[1] += 1
            sums[3] += act.gross
            disk.perpetual[1] += act.gross
        elif act.kind == "opening":
            disk.is_open = True
            sums[:] = [0, 0, 0, 0, 0, 0, entry.sequence]
            return
        self.world.sales_sealed += act.kind != "closing"
        sums[4] += act.cash
        sums[5] += act.card

    # Crash and return

    def crash(self, where: str) -> None:
        """The browser is killed. What waited for the disk is there; what did not, maybe not."""
        world, disk = self.world, self.disk
        if world.trace is not None:
            world.note(f"till {self.cashier.number} dies {'after ' + where if where in STEPS else where}")
        self.is_up = False
        self._request = 0
        if disk.unsure and world.dice() < 0.5:
            again = {entry.digest: entry for entry in disk.unsure}
            disk.outbox = {**again, **disk.outbox}
        disk.unsure = []
        if len(self.cashier.tabs) > 1:
            self.cashier.take_over(None)
        world.at(RELOAD_MS + int(world.dice() * RELOAD_MS), self.reload)

    def reload(self, _: None) -> None:
        """The page opens again and looks at what is on the disk."""
        if self.disk is not self.cashier.disk or self.is_up:
            return
        self.is_up = True
        self._failures = 0
        if self.owns():
            self.start_from_disk()
            self.recover()
            self.wake(None)

    def recover(self) -> None:
        """A sale that was sealed and whose receipt may not be out gets one that says that it is a copy."""
        disk = self.disk
        if disk.marked < disk.sequence:
            self.cashier.printer.print(disk.entries[-1], is_copy=True)
            disk.marked = disk.sequence
        if disk.last_act >= self.cashier.next:
            self.cashier.done(self.cashier.acts[self.cashier.next])

    # Sending

    def wake(self, _: None) -> None:
        """Send what waits, unless somebody is at it."""
        if self._request or not self.is_up or not self.disk.outbox or not self.owns():
            return
        self.send(list(self.disk.outbox.values())[:BATCH_MAX])

    def greet(self) -> None:
        """The report of every few minutes, which compares how far the server is; what waits is sent before."""
        if not self.is_up or self._request or not self.owns():
            return
        if self.disk.outbox:
            self.wake(None)
        elif not self.is_old:
            self.compare()

    def send(self, entries: list[Entry]) -> None:
        world = self.world
        self._request = world.next_request()
        self._batch = entries
        request = Request(self, self._request, self.disk.chain, entries, self._can_resend and not self.is_old)
        world.carry(self.cashier.number, world.server.receive, request)
        world.at(TIMEOUT_MS, self.give_up, self._request)

    def hear(self, answered: Answered) -> None:
        """An answer: it counts for the request that is open, and for no other."""
        if answered.number != self._request or not self.is_up or self.disk is not self.cashier.disk:
            return
        self._request = 0
        self._failures = 0
        if not answered.is_known:
            self.show_certificate()
            return
        if self._is_forgotten:
            # The server took the certificate: of this chain it has nothing.
            self._is_forgotten = False
            self.send_again(0)
        if answered.answers and answered.answers[-1].status is Status.MISSING:
            self._was_missing = True
            self.compare()
            return
        if answered.answers:
            self.strike_off(self._batch, answered.answers)
        self.wake(None)

    def strike_off(self, batch: list[Entry], answers: list[Answer]) -> None:
        """Stored, already stored, quarantined: in all three the server holds the bytes."""
        disk, acknowledged = self.disk, self.world.acknowledged
        for entry, answer in zip(batch, answers, strict=True):
            assert answer.digest == entry.digest
            acknowledged[entry.digest] = entry
            if disk.outbox.pop(entry.digest, None) is not None:
                disk.unsure.append(entry)

    def compare(self) -> None:
        """Ask how far the server has this chain without a hole: one that was restored has less than it said."""
        world = self.world
        self._request = world.next_request()
        self._batch = []
        world.carry(
            self.cashier.number,
            world.server.compare,
            Request(self, self._request, self.disk.chain, [], can_resend=True),
        )
        world.at(TIMEOUT_MS, self.give_up, self._request)

    def learn_stand(self, stand: Stand) -> None:
        """What was delivered and is not there waits again, before everything else."""
        if stand.number != self._request or not self.is_up or self.disk is not self.cashier.disk:
            return
        self._request = 0
        if stand.stored is None:
            self._is_forgotten = True
            self.show_certificate()
            return
        again = self.send_again(stand.stored)
        if again == 0 and self._was_missing:
            # The server lacks what this till no longer has either: its entries wait for a person.
            self._can_resend = False
        self._was_missing = False
        self.wake(None)

    def send_again(self, stored: int) -> int:
        """Put what the server lacks back into the outbox; answers how much."""
        disk = self.disk
        again = [entry for entry in disk.entries[stored:] if entry.digest not in disk.outbox]
        if again:
            disk.outbox = {entry.digest: entry for entry in [*again, *disk.outbox.values()]}
            disk.relayed = 0
            if self.world.trace is not None:
                self.world.note(f"till {self.cashier.number} sends again from {again[0].name}")
        return len(again)

    def show_certificate(self) -> None:
        """The server does not know this enrolment any more: its own signature says that it gave it."""
        world = self.world
        self._request = world.next_request()
        world.carry(self.cashier.number, world.server.enrol, Request(self, self._request, self.disk.chain, [], False))
        world.at(TIMEOUT_MS, self.give_up, self._request)

    def give_up(self, number: int) -> None:
        """No answer: nothing is known to have happened. The same again later; meanwhile the relay may keep it."""
        if number != self._request or not self.is_up:
            return
        self._request = 0
        self._failures += 1
        self._is_forgotten = False
        self.leave_with_relay()
        pause = min(PAUSE_MS_MAX, FIRST_PAUSE_MS << min(self._failures, 5))
        self.world.at(pause, self.wake)

    def leave_with_relay(self) -> None:
        relay = self.world.relay
        waiting = [entry for entry in self.disk.outbox.values() if entry.sequence > self.disk.relayed]
        if relay is not None and waiting and self.owns():
            self.leave_entries(Left(self, waiting))

    def leave_entries(self, left: Left) -> None:
        assert self.world.relay is not None
        self.world.at(LAN_MS, self.world.relay.keep, left)

    def is_kept(self, entries: list[Entry]) -> None:
        """The relay has them on its disk, too. They go on waiting for the server all the same."""
        for entry in entries:
            self.world.kept_by_relay[entry.digest] = entry
        if self.is_up and self.disk is self.cashier.disk:
            self.disk.relayed = max(self.disk.relayed, entries[-1].sequence)


def closing_body(disk: Disk, act: Act, session: str) -> Body:
    """What the till says of its session, as it summed it up itself."""
    sales, refunds, gross, refunded, cash, card, first = disk.sums
    tenders: list[Body] = [
        {"kind": kind, "amount": amount} for kind, amount in (("card", card), ("cash", cash)) if sales or amount
    ]
    return {
        "session": session, "cashier": str(cashier_of(act.till)), "currency": "EUR", "period": "day",
        "first_sequence": first, "last_sequence": disk.sequence, "sales_count": sales, "refunds_count": refunds,
        "gross": gross, "refunded": refunded, "cash_expected": FLOAT + cash, "cash_counted": FLOAT + cash,
        "cash_difference": 0, "tenders": tenders, "perpetual_gross": disk.perpetual[0],
        "perpetual_refunded": disk.perpetual[1],
    }  # fmt: skip
