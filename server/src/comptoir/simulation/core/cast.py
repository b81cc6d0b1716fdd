"""The model's programs, each with the real one beside it: what one does, the other does, and both are compared.

The model leads: its chance decides what is lost, who dies when and what is restored. The real till seals, stores and
sends by itself; its requests are carried exactly when the model's are. What it says of itself (a start, a sign-in)
travels with the next act, for the model knows no such entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comptoir.simulation.cashier import Cashier
from comptoir.simulation.core.device import TRIES_MAX, Call, Device, Disagreement, acts_in
from comptoir.simulation.core.stage import Stage, agree, agree_on_acts, milliseconds, stage_of
from comptoir.simulation.relay import Left
from comptoir.simulation.sealing import Entry
from comptoir.simulation.server import Answered, Stand
from comptoir.simulation.till import Tab
from comptoir.simulation.trade import FLOAT, OPENS_AT, Act

if TYPE_CHECKING:
    from comptoir.simulation.world import World

# Where the real till is when the model dies there, before it seals. With a card on the terminal the document is written
# down for the sealing device, which has not heard of it.
BEFORE_THE_SEAL = {
    "basket_kept": "basket_kept",
    "terminal_asked": "basket_kept",
    "paid": "prepared",
    "device_signed": "device_signed",
}
# The page is gone in the midst of it: nothing says that it is over.
IN_THE_MIDST = ("prepared", "device_signed", "sealed")
REPORT_EACH_MS = 300_001


class CoreCashier(Cashier):
    """A counter whose device runs the real till."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(world, number)
        self.wall = milliseconds(OPENS_AT)
        self._device: Device | None = None

    @property
    def stage(self) -> Stage:
        return stage_of(self.world)

    @property
    def device_here(self) -> Device:
        assert self._device is not None
        return self._device

    def start_chain(self) -> None:
        """A browser that knows nothing: the real till makes its key, enrols, and delivers its first entry."""
        super().start_chain()
        stage, chain = self.stage, self.disk.chain
        device = self._device = stage.device(self.number, chain)
        [tab] = self.tabs
        assert isinstance(tab, CoreTab)
        tab.page = device.open(self.wall)
        device.ask("enrol", tab.page, code="SIMULATED")
        stage.enrol(device, tab.pending("/enrol"), chain, self.enrolment)
        first = tab.pending("/entries")
        stage.answer_entries(device, first, stage.record(chain, device.lines_of(first), can_resend=True))

    def lose_storage(self, _: None) -> None:
        before = self.enrolment
        tabs = list(self.tabs)
        super().lose_storage(None)
        if self.enrolment != before:
            for tab in tabs:
                assert isinstance(tab, CoreTab)
                tab.page = ""
            self.stage.evict(self.device_here)

    def close_first(self, _: None) -> None:
        if len(self.tabs) > 1:
            gone = self.tabs[0]
            assert isinstance(gone, CoreTab)
            gone.leave()
        super().close_first(None)


class CoreTab(Tab):
    """A page of the model, and the page of the real till."""

    def __init__(self, cashier: Cashier) -> None:
        super().__init__(cashier)
        assert isinstance(cashier, CoreCashier)
        self.counter = cashier
        self.page = ""
        self._acting: Act | None = None
        if cashier.tabs:
            self.page = self.device.open(cashier.wall)

    @property
    def stage(self) -> Stage:
        return self.counter.stage

    @property
    def device(self) -> Device:
        return self.counter.device_here

    def pending(self, path: str) -> Call:
        """The request that the real page must have made."""
        call = self.device.call(self.page, path)
        if call is None:
            raise Disagreement(
                f"till {self.counter.number} does not ask {path}: {self.device.calls(self.page)} {self.device.bugs}"
            )
        return call

    def leave(self) -> None:
        """The real page is gone."""
        if self.page:
            self.device.kill(self.page)
            self.page = ""

    def check(self, when: str) -> None:
        """The same acts in the chain, the same of them unsent, the same sums since the beginning."""
        disk, device = self.disk, self.device
        where = f"till {self.counter.number} {when}"
        agree(f"{where}, its acts", len(acts_in(disk.entries)), len(acts_in(device.entries)))
        agree_on_acts(f"{where}, unsent", list(disk.outbox.values()), device.waiting)
        perpetual = device.state["perpetual"]
        agree(f"{where}, perpetual", disk.perpetual, [perpetual["gross"], perpetual["refunded"]])

    # Selling

    def ring(self, act: Act) -> None:
        self._acting = act
        super().ring(act)

    def _do(self, act: Act, dies: str) -> None:
        """The same act at the real till."""
        counter, device = self.counter, self.device
        counter.wall = milliseconds(counter.time_of(act))
        receipt = self.stage.essentials.get((counter.number, act.of), "") if act.kind == "refund" else ""
        counted = FLOAT + self.disk.sums[4]
        device.act(self.page, act, wall=counter.wall, essentials=receipt, counted=counted, dies=dies)
        asked = device.call(self.page, "/receipts")
        if asked is not None:
            # A receipt of before the storage went: somebody has to tell the till what is on it.
            device.answer(asked, 200, self.stage.receipt_of(asked))
        if dies in IN_THE_MIDST:
            device.acting = None
            return
        essentials = device.finished(self.page)
        if essentials:
            self.stage.essentials[counter.number, act.number] = essentials
        if dies:
            # The same article twice is one line there.
            articles = len({line.item for line in act.lines})
            agree(f"till {counter.number}, the basket of {act.name}", articles, device.state["basket"])

    def finish(self, act: Act, trouble: str) -> None:
        self._do(act, "sealed" if trouble == "sealed" else "")
        super().finish(act, trouble)

    def commit(self, entry: Entry, act: Act) -> bool:
        done = super().commit(entry, act)
        self.check(f"after {act.kind} {act.name}")
        newest = self.device.entries[-1]
        agree(f"what {act.name} became", act.kind, newest.kind)
        return done

    # Crash and return

    def crash(self, where: str) -> None:
        acting = self._acting
        if where in BEFORE_THE_SEAL and acting is not None:
            self._do(acting, BEFORE_THE_SEAL[where])
        unsure, real_unsure = list(self.disk.unsure), self.device.unsure
        self.leave()
        super().crash(where)
        if unsure and unsure[0].digest in self.disk.outbox:
            places = [{"chain": e.chain, "sequence": e.sequence, "digest": e.digest} for e in real_unsure]
            self.device.ask("forget", places=places)
        self.device.unsure = []

    def reload(self, _: None) -> None:
        if self.disk is self.cashier.disk and not self.is_up:
            self.page = self.device.open(self.counter.wall)
            self.device.ask("state")
            agree_on_acts(
                f"till {self.counter.number} reloaded, unsent", list(self.disk.outbox.values()), self.device.waiting
            )
        super().reload(None)

    # Sending

    def send(self, entries: list[Entry]) -> None:
        super().send(entries)
        call = self._outgoing(acts_in(entries))
        self.stage.requests[self._request] = call
        self.stage.brought[self._request] = self.device.lines_of(call)

    def _outgoing(self, acts: list[str]) -> Call:
        """The request in which the real till sends these acts. What it began without them is lost on the way."""
        device = self.device
        device.ask("rest", self.page, again=False)
        found: list[str] = []
        for _ in range(TRIES_MAX):
            asked = device.call(self.page, "/chains")
            if asked is not None:
                # The report of every few minutes: the model compares at other times.
                self.stage.offline += 1
                device.answer(asked, 0)
            call = device.call(self.page, "/entries")
            if call is not None:
                found = acts_in(device.lines_of(call))
                if found == acts:
                    return call
                if not set(found) < set(acts):
                    break
                self.stage.offline += 1
                device.answer(call, 0)
            device.ask("rest", self.page, again=True)
        more = f"{device.calls(self.page)} {device.bugs}"
        raise Disagreement(f"till {self.counter.number} sends {found} for real, {acts} in the model: {more}")

    def _is_for(self, number: int) -> bool:
        return number == self._request and self.is_up and self.disk is self.cashier.disk

    def hear(self, answered: Answered) -> None:
        if not self._is_for(answered.number):
            super().hear(answered)
            return
        call = self.stage.requests[answered.number]
        if call.path == "/present":
            self.device.answer(call, 200, {})
        else:
            _key, answers = self.stage.told[id(answered.answers)]
            self.stage.answer_entries(self.device, call, answers)
        super().hear(answered)
        self.check("after an answer")

    def compare(self) -> None:
        super().compare()
        device = self.device
        for _ in range(TRIES_MAX):
            call = device.call(self.page, "/chains")
            if call is not None:
                self.stage.requests[self._request] = call
                return
            waiting = device.call(self.page, "/entries")
            if waiting is not None:
                self._deliver_words(waiting)
            else:
                self.counter.wall += REPORT_EACH_MS
                device.ask("greet", self.page, wall=self.counter.wall)
        raise Disagreement(f"till {self.counter.number} does not compare: {device.calls(self.page)} {device.bugs}")

    def _deliver_words(self, call: Call) -> None:
        """What the till said of itself and nothing else: the model has nothing to send with it."""
        device, chain = self.device, self.disk.chain
        lines = device.lines_of(call)
        if acts_in(lines):
            raise Disagreement(f"till {self.counter.number} sends {acts_in(lines)} for real, nothing in the model")
        is_known = self.stage.ledger.knows(chain.id)
        answers = self.stage.record(chain, lines, can_resend=True) if is_known else None
        self.stage.answer_entries(device, call, answers)

    def tell_rest(self) -> None:
        """The till's last words of itself."""
        device = self.device
        device.ask("rest", self.page, again=False)
        for _ in range(TRIES_MAX):
            waiting = device.call(self.page, "/entries")
            asked = device.call(self.page, "/chains")
            if waiting is not None:
                self._deliver_words(waiting)
            elif asked is not None:
                stored = self.stage.ledger.without_hole(self.disk.chain.id)
                device.answer(asked, 200, {"chains": [{"chain": str(self.disk.chain.id), "stored": stored, "held": 0}]})
            elif device.waiting:
                device.ask("rest", self.page, again=True)
            else:
                return

    def learn_stand(self, stand: Stand) -> None:
        if self._is_for(stand.number):
            chain = str(self.disk.chain.id)
            stored = self.stage.stands[stand.number]
            said = {"chains": [{"chain": chain, "stored": stored, "held": 0}]}
            self.device.answer(self.stage.requests[stand.number], 200, said)
        super().learn_stand(stand)

    def show_certificate(self) -> None:
        super().show_certificate()
        self.stage.requests[self._request] = self.pending("/present")

    def give_up(self, number: int) -> None:
        if number == self._request and self.is_up:
            device = self.device
            kept = device.call(self.page, "/keep")
            if kept is not None:
                device.answer(kept, 0)
            device.answer(self.stage.requests[number], 0, may_relay=self.world.relay is not None)
        super().give_up(number)

    def leave_entries(self, left: Left) -> None:
        call = self.pending("/keep")
        lines = self.device.lines_of(call)
        agree_on_acts(f"till {self.counter.number} leaves with the relay", left.entries, lines)
        self.stage.relayed[id(left.entries)] = (left.entries, lines)
        super().leave_entries(left)

    def is_kept(self, entries: list[Entry]) -> None:
        _key, lines = self.stage.relayed[id(entries)]
        is_here = self.is_up and self.disk is self.cashier.disk
        call = self.device.call(self.page, "/keep") if is_here else None
        if call is not None and self.device.lines_of(call) == lines:
            self.device.answer(call, 200, [line.digest for line in lines])
        super().is_kept(entries)
