"""A virtual terminal of any driver and the agent's desk before it, in one process: for tests and for histories.

Driver, desk and attempts are the agent's own, and the bytes between them and the terminal are true ones on a socket.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from comptoir_agent.lines import Serial, Tcp
from comptoir_agent.paying.attempts import Attempt, Attempts, State
from comptoir_agent.paying.concert.caisse_ap import CaisseApTerminal
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.concert.serial_terminal import ConcertTerminal, SerialPatience
from comptoir_agent.paying.desk import Desk
from comptoir_agent.paying.nexo.settings import NexoSettings
from comptoir_agent.paying.nexo.terminal import NexoTerminal
from comptoir_agent.paying.nexo.terminal import Patience as NexoPatience
from comptoir_agent.paying.terminals import HOLDS, Kind, Terminal, Wish
from comptoir_agent.paying.zvt.terminal import Patience, ZvtTerminal
from comptoir_agent.simulate.card_ledger import Ledger
from comptoir_agent.simulate.card_terminal import VirtualCardTerminal
from comptoir_agent.simulate.card_terminals import MACHINES
from comptoir_agent.simulate.nexo_terminal import ENDS, KEY
from comptoir_agent.simulate.serial_port import SerialPort
from comptoir_agent.simulate.serial_terminals import OnSerialLine

EUR = 978
SECONDS_MAX = 30
AGAIN_SECONDS = (0.02, 0.05, 0.05, 0.1, 0.2, 1.0, 5.0)
LUNCH = Wish(Kind.PAYMENT, 1_234, EUR)
# Money of a kind, as the acquirer counts it.
SIGNS = {
    Kind.PAYMENT: 1, Kind.REFUND: -1, Kind.REVERSAL: -1, Kind.CAPTURE: 1, Kind.TIP: 1, Kind.RECONCILE: 0,
    Kind.RESERVE: 0, Kind.INCREASE: 0, Kind.RELEASE: 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each side waits for the other, in seconds: a test has less time than a customer."""

    receipt: float = 2.0
    answer: float = 4.0
    late: float = 0.02


USUAL = Pace()


def _zvt(line: Tcp | Serial, pace: Pace) -> Terminal:
    return ZvtTerminal(line, "000000", Patience(pace.receipt, pace.answer))


def _caisse_ap(line: Tcp | Serial, pace: Pace) -> Terminal:
    return CaisseApTerminal(line, Register(), answer_seconds=pace.answer)


def _concert(line: Tcp | Serial, pace: Pace) -> Terminal:
    return ConcertTerminal(line, Register(), patience=SerialPatience(pace.receipt / 2, pace.answer))


def _nexo(line: Tcp | Serial, pace: Pace) -> Terminal:
    assert isinstance(line, Tcp)
    patience = NexoPatience(pace.answer, pace.receipt, pace.late)
    return NexoTerminal(line, NexoSettings(ENDS, KEY), tls=None, patience=patience)


DRIVERS: dict[str, Callable[[Tcp | Serial, Pace], Terminal]] = {
    "zvt": _zvt,
    "caisse-ap": _caisse_ap,
    "nexo": _nexo,
    "zvt-serial": _zvt,
    "concert": _concert,
}


@dataclass
class Rig:
    """See the module. `desk` is the one of the agent's present life."""

    driver: str
    folder: Path
    line: Tcp | Serial
    machine: VirtualCardTerminal
    pace: Pace = field(default_factory=Pace)
    allows_tips: bool = False
    # What the terminal is in the middle of: one task a connection.
    talks: set[asyncio.Task[None]] = field(default_factory=set)
    attempts: Attempts = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """The agent starts."""
        self.attempts = Attempts(self.folder)
        terminal = DRIVERS[self.driver](self.line, self.pace)
        self.desk = Desk("front", terminal, self.attempts, allows_tips=self.allows_tips, again_seconds=AGAIN_SECONDS)
        self.desk.start()

    async def crash(self) -> None:
        """What was not on disk is gone."""
        await self.desk.stop()
        self.open()

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection of the terminal, which may die in the middle of it."""
        talk = asyncio.create_task(self.machine.hear(reader, writer))
        self.talks.add(talk)
        talk.add_done_callback(self.talks.discard)
        await asyncio.wait((talk,))
        writer.close()

    async def crash_terminal(self) -> None:
        """Switched off and on: it still has its ledger, and nothing else."""
        await self.switch_off()
        self.machine.forget()
        self.switch_on()

    async def switch_off(self) -> None:
        for talk in (talks := list(self.talks)):
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def switch_on(self) -> None:
        """One on a serial line listens all the time."""
        if isinstance(self.machine, OnSerialLine):
            assert self.machine.port is not None
            self.machine.is_paying = False
            talk = asyncio.create_task(self.machine.on_line(self.machine.port))
            self.talks.add(talk)
            talk.add_done_callback(self.talks.discard)

    def was_whole(self, attempt: Attempt) -> bool:
        """No cut came into this payment: it had more bytes to pass than the payment needed."""
        if isinstance(self.machine, OnSerialLine):
            assert self.machine.port is not None
            return self.machine.port.is_cut_due
        return attempt.state is State.APPROVED and len(attempt.events) == 2

    async def is_idle(self) -> None:
        """Until the terminal is in the middle of nothing."""
        async with asyncio.timeout(SECONDS_MAX):
            while self.machine.is_paying if isinstance(self.machine, OnSerialLine) else self.talks:
                await asyncio.sleep(0.002)

    def hand(self, *orders: str) -> None:
        """Do something to the virtual terminal."""
        for order in orders:
            assert self.machine.obey(order.split()), order

    async def until(self, name: str, done: Callable[[Attempt], bool]) -> Attempt:
        async with asyncio.timeout(SECONDS_MAX):
            while not ((found := self.attempts.find(name)) and done(found)):
                await asyncio.sleep(0.002)
        return found

    async def pay(self, name: str, wish: Wish = LUNCH) -> Attempt:
        """To its end, or to the question that only a person can answer."""
        self.desk.begin(name, wish)
        return await self.until(name, lambda one: not one.is_open or one.needs_person)

    async def look(self, attempt: Attempt) -> Attempt:
        """A person looks at the terminal and says truly what it took under this attempt."""
        if attempt.wish.kind in HOLDS:
            under = self.held - self.machine.ledger.held
            return self.desk.decide(attempt, is_paid=under != 0)
        taken = self.machine.ledger.money - self.approved
        return self.desk.decide(attempt, is_paid=taken != 0)

    @property
    def approved(self) -> int:
        """What our side believes to have; after a crash, what the disk told it."""
        every = self.attempts.every()
        return sum(SIGNS[one.wish.kind] * one.result.amount for one in every if one.state is State.APPROVED)

    @property
    def held(self) -> int:
        """What our side believes to be held on cards: each hold with what it was raised to, until it is over."""
        every = [one for one in self.attempts.every() if one.state is State.APPROVED]
        over = {one.wish.receipt for one in every if one.wish.kind in (Kind.CAPTURE, Kind.RELEASE)}
        holds = {one.result.receipt: one.result.amount for one in every if one.wish.kind is Kind.RESERVE}
        raised = sorted((one for one in every if one.wish.kind is Kind.INCREASE), key=lambda one: one.created)
        holds |= {one.wish.receipt: one.result.amount for one in raised}
        return sum(amount for receipt, amount in holds.items() if receipt not in over)

    @property
    def is_even(self) -> bool:
        """What the acquirer pays out, and what cards hold, is what we believe."""
        return (self.machine.ledger.money, self.machine.ledger.held) == (self.approved, self.held)


@asynccontextmanager
async def rig(
    driver: str, folder: Path, *, pace: Pace = USUAL, allows_tips: bool = False, customer_seconds: float = 0.005
) -> AsyncIterator[Rig]:
    """With its virtual terminal, until it is left."""
    machine = MACHINES[driver](lambda _: None, Ledger())
    machine.customer_seconds = customer_seconds
    if isinstance(machine, OnSerialLine):
        async with _serial_rig(driver, folder, machine, pace, allows_tips=allows_tips) as made:
            yield made
        return
    on_network: Rig | None = None

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert on_network is not None
        await on_network.hear(reader, writer)

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    line = Tcp("127.0.0.1", server.sockets[0].getsockname()[1])
    on_network = Rig(driver, folder, line, machine, pace, allows_tips=allows_tips)
    try:
        yield on_network
    finally:
        await on_network.desk.stop()
        server.close()


@asynccontextmanager
async def _serial_rig(
    driver: str, folder: Path, machine: OnSerialLine, pace: Pace, *, allows_tips: bool
) -> AsyncIterator[Rig]:
    machine.seconds = pace.receipt / 4
    machine.port = port = SerialPort(out_seconds=pace.receipt / 20)
    await port.open()
    made = Rig(driver, folder, Serial(port.path), machine, pace, allows_tips=allows_tips)
    made.switch_on()
    try:
        yield made
    finally:
        await made.desk.stop()
        await made.switch_off()
        port.close()


def wish_of(amount: int, kind: Kind = Kind.PAYMENT, **changes: object) -> Wish:
    return replace(Wish(kind, amount, EUR), **changes)  # type: ignore[arg-type]
