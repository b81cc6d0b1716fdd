"""Server and relay of the real run: the ledger that serves shops, and the agent's own keeping and striking off."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from comptoir.sales.entries import Answer, Received
from comptoir.sales.relayed import Line, Reached, place
from comptoir.simulation.books import Change
from comptoir.simulation.core.device import RealEntry, acts_in
from comptoir.simulation.core.ledger import statuses
from comptoir.simulation.core.stage import SERVER_KEY_TEXT, Stage, agree, agree_on_acts, stage_of
from comptoir.simulation.relay import LINES_MAX, Left, Relay
from comptoir.simulation.sealing import Chain, Entry
from comptoir.simulation.server import Forwarded, Request, Server
from comptoir_agent.relay.journal import Line as KeptLine
from comptoir_agent.relay.journal import check_line, read_certificate, read_line
from comptoir_agent.relay.keep import Keep
from comptoir_agent.relay.striking import strike_off

if TYPE_CHECKING:
    from comptoir.simulation.world import World

BYTES_MAX = 400_000


class CoreServer(Server):
    """A process of the model over its books, and the real ledger over PostgreSQL."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        # What the delivery at hand brings for real, and what became of it.
        self._entries: list[Entry] = []
        self._lines: list[RealEntry] = []
        self._received: list[Received] = []
        self._answers: list[Answer] = []

    @property
    def stage(self) -> Stage:
        return stage_of(self.world)

    def die(self, where: str) -> None:
        self.stage.ledger.forget()
        super().die(where)

    def receive(self, request: Request) -> None:
        stage = self.stage
        self._entries = request.entries
        self._lines = stage.brought[request.number]
        self._received = []
        if stage.ledger.knows(request.chain.id):
            self._received = [
                stage.ledger.received(request.chain.id, line, can_resend=request.can_resend) for line in self._lines
            ]
        super().receive(request)

    def take(self, chain: Chain, entries: list[Entry]) -> tuple[list[Answer], bool] | None:
        self._answers = []
        done = super().take(chain, entries)
        if done is not None:
            answers, is_known = done
            if not is_known:
                agree("whether the server knows the till", False, self.stage.ledger.knows(chain.id))
            self.stage.told[id(answers)] = (answers, self._answers if is_known else None)
        return done

    def commit(self, change: Change) -> list[Answer]:
        answers = super().commit(change)
        self._answers = self.stage.ledger.record(self._received)
        by_digest = {line.digest: line for line in self._lines}
        real = [
            (str(told.status), told.code and str(told.code))
            for told in self._answers
            if by_digest[told.digest].act is not None
        ]
        known = {entry.digest: entry for entry in self._entries}
        model = [
            (str(told.status), told.code and str(told.code)) for told in answers if known[told.digest].act is not None
        ]
        agree(f"answers to {acts_in(self._lines)}", model, real)
        return answers

    def enrol(self, request: Request) -> None:
        if self.is_up:
            self.stage.ledger.enrol_again(request.chain.id)
        super().enrol(request)

    def compare(self, request: Request) -> None:
        if self.is_up:
            self.stage.stands[request.number] = self.stage.ledger.without_hole(request.chain.id)
        super().compare(request)

    def back_up(self, _: None) -> None:
        super().back_up(None)
        self.stage.ledger.back_up()

    def restore(self, _: None) -> None:
        self.stage.ledger.restore()
        super().restore(None)

    def receive_relayed(self, request: Forwarded) -> None:
        """As `/edge/v1/relay` does it: place the lines, then the ledger."""
        ledger, chain = self.stage.ledger, request.chain
        relay = request.relay
        assert isinstance(relay, CoreRelay)
        brought = relay.brought[request.number]
        known = ledger.head(chain.id)
        reached = {chain.id: Reached(ledger.senders[chain.id][0], known[0])} if known is not None else {}
        held = {digest for digest, _code in ledger.quarantine()}
        placed: list[Line] = []
        for one in brought:
            received = None if known is None else ledger.received(chain.id, one, can_resend=False)
            line = Line(one.line.partition(b" ")[2], one.digest, chain.id, received)
            place(line, reached, held)
            placed.append(line)
        ready = [(one, line.received) for one, line in zip(brought, placed, strict=True) if line.answer is None]
        self._entries = request.entries
        self._lines = [one for one, _ in ready]
        self._received = [received for _, received in ready if received is not None]
        self._answers = []
        relay.placed = placed
        super().receive_relayed(request)

    def tell_relay(self, request: Forwarded, statuses_told: list[str]) -> None:
        relay = request.relay
        assert isinstance(relay, CoreRelay)
        answers = iter(statuses(self._answers))
        told: list[dict[str, object]] = []
        for line in relay.placed:
            if line.answer is None:
                told.append(next(answers))
            else:
                told.append({"digest": line.digest, "status": line.answer.status})
        brought = relay.brought[request.number]
        real = [str(one["status"]) for one, line in zip(told, brought, strict=True) if line.act is not None]
        model = [
            status for status, entry in zip(statuses_told, request.entries, strict=True) if entry.act is not None
        ]  # fmt: skip
        agree("what the relay is answered", model, real)
        relay.told[id(statuses_told)] = (statuses_told, told)
        super().tell_relay(request, statuses_told)


class CoreRelay(Relay):
    """The model's relay, and the agent's folder of lines on a disk."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._folder = tempfile.TemporaryDirectory(prefix="comptoir-relay-")
        self.keep_here = Keep(Path(self._folder.name))
        self.brought: dict[int, list[RealEntry]] = {}
        self.told: dict[int, tuple[object, list[dict[str, object]]]] = {}
        self.placed: list[Line] = []
        self._kept_lines: dict[int, list[KeptLine]] = {}

    @property
    def stage(self) -> Stage:
        return stage_of(self.world)

    def start(self, _: None) -> None:
        """Another process of the agent: what it knows is what is in its files."""
        self.keep_here = Keep(Path(self._folder.name))
        super().start(None)

    def store(self, left: Left) -> None:
        super().store(left)
        _key, entries = self.stage.relayed[id(left.entries)]
        device = next(one for one in self.stage.devices if entries[0] in one.entries)
        certificate = read_certificate(SERVER_KEY_TEXT, device.certificate)
        lines = [read_line(entry.line) for entry in entries]
        for line in lines:
            check_line(certificate, line)
        asyncio.run(self.keep_here.keep(certificate.chain, lines))

    def forward(self, _: None) -> None:
        before = self._request
        super().forward(None)
        if self._request is None or self._request is before:
            return
        number, chain, entries = self._request
        found = dict(self.keep_here.pending(LINES_MAX, BYTES_MAX)).get(str(chain.id), [])
        by_digest = {one.digest: one for device in self.stage.devices for one in device.entries}
        lines = [by_digest[line.digest] for line in found]
        agree_on_acts("the relay brings", entries, lines)
        self.brought[number] = lines
        self._kept_lines[number] = found

    def hear(self, answer: tuple[int, list[str]]) -> None:
        number, statuses_told = answer
        if self._request is not None and self._request[0] == number and self.is_up:
            chain = str(self._request[1].id)
            strike_off(self.keep_here, chain, self._kept_lines[number], self.told[id(statuses_told)][1])
        super().hear(answer)

    def close(self) -> None:
        self._folder.cleanup()
