"""The same histories twice: in memory with the model alone, and with the real programs led by the same chance.

For real are the till's core in Node over IndexedDB, the agent's folder of lines, ES256, and PostgreSQL behind the
ledger that serves shops. Both must break no rule and end in the same state.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from comptoir.simulation.books import Counts
from comptoir.simulation.core.cast import CoreCashier, CoreTab
from comptoir.simulation.core.device import Disagreement
from comptoir.simulation.core.ledger import Databases, RealLedger
from comptoir.simulation.core.process import Fault, TillCore
from comptoir.simulation.core.server import CoreRelay, CoreServer
from comptoir.simulation.core.stage import CoreWorld, Stage
from comptoir.simulation.core.state import model_state, real_broken, real_state
from comptoir.simulation.history import Player
from comptoir.simulation.invariants import Broken, check
from comptoir.simulation.plan import NEVER, Plan
from comptoir.simulation.world import Cast, NeverQuiet, World

SHOP = "comptoir_shop"
TOGETHER = "comptoir_together"
SAYS_EACH_S = 10.0
# Every history has so many tills of its own at most.
TILLS_EACH = 8
REAL = Cast(tab=CoreTab, server=CoreServer, relay=CoreRelay, cashier=CoreCashier)


@dataclass(slots=True)
class Compared:
    """What the real run came to."""

    histories: int = 0
    sales: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    disagreements: int = 0
    failing: list[int] = field(default_factory=list)
    remaining: list[int] = field(default_factory=list)
    steps: int = 0
    entries: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Pair:
    """What both runs of one seed came to. `found`: where they differ, the first step first."""

    seed: int
    sales: int = 0
    found: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    # How many entries the real tills sealed, what they said of themselves included.
    entries: int = 0


class RealPlayer:
    """Plays pairs of histories in this process."""

    def __init__(
        self,
        databases: Databases,
        runner: asyncio.Runner,
        core: TillCore,
        cast: Cast = REAL,
        *,
        together: str = TOGETHER,
    ) -> None:
        self._databases = databases
        self._runner = runner
        self._core = core
        self._cast = cast
        self._fast = Player()
        # Histories without a restore share a database, each with tills of its own.
        self._together = together
        databases.copy(together, SHOP)

    def play(self, plan: Plan) -> Pair:
        """In memory, and for real."""
        plan.is_settled = True
        pair = Pair(plan.seed)
        fast = self._fast.world(plan)
        try:
            fast.run()
        except NeverQuiet as endless:
            pair.broken.append(Broken("stuck", str(endless)))
            return pair
        pair.sales = fast.sales_sealed
        pair.broken += check(fast)
        self._play_real(plan, fast, pair)
        return pair

    def _play_real(self, plan: Plan, fast: World, pair: Pair) -> None:
        # A restore takes the whole database: such a history has one of its own.
        is_alone = plan.restore_at < NEVER
        name = f"comptoir_h{plan.seed}" if is_alone else self._together
        if is_alone:
            self._databases.copy(name, SHOP)
        ledger = RealLedger(self._databases, name, self._runner)
        world = CoreWorld(plan, self._fast.workshop, Counts(), cast=self._cast)
        stage = world.stage = Stage(self._core, ledger, plan.seed)
        world.trace = pair.trace
        try:
            world.run()
            _tell_rest(world)
            pair.broken += real_broken(world)
            pair.found += differences(model_state(fast), real_state(world))
        except Disagreement as found:
            pair.found.append(f"step {len(world.trace)}, {world.now} ms, after {world.trace[-1:]}: {found}")
        except Fault as fault:
            pair.found.append(f"step {len(world.trace)}: the till's program fails: {fault}")
        except NeverQuiet as endless:
            pair.broken.append(Broken("stuck", str(endless)))
        finally:
            stage.close()
            if isinstance(world.relay, CoreRelay):
                world.relay.close()
            names = ledger.close()
            for one in names if is_alone else ():
                self._databases.drop(one)
            pair.entries = sum(len(device.entries) for device in stage.devices)


def _tell_rest(world: World) -> None:
    """All is quiet: what the tills said of themselves since their last act goes its way over a whole line."""
    for cashier in world.cashiers:
        tab = cashier.lock_holder()
        if isinstance(tab, CoreTab):
            tab.tell_rest()


def differences(fast: dict[str, object], real: dict[str, object]) -> list[str]:
    """What one says and the other does not."""
    names = sorted(fast.keys() | real.keys())
    return [
        f"{name}: {fast.get(name)} in memory, {real.get(name)} for real"
        for name in names
        if fast.get(name) != real.get(name)
    ]


def compare(
    databases: Databases, plans: list[Plan], say: Callable[[str], None], scenario: str | None = None
) -> Compared:
    """Play all of them both ways. Ctrl-C ends it after the one at hand: what was done counts, what remains is named."""
    compared = Compared()
    began = said = time.perf_counter()
    core = TillCore()
    try:
        with asyncio.Runner() as runner, _stoppable() as stop:
            player = RealPlayer(databases, runner, core)
            for number, plan in enumerate(plans):
                if stop.is_set():
                    break
                plan.first_till = TILLS_EACH * number
                _take(compared, player.play(plan), say, scenario)
                now = time.perf_counter()
                if now - said > SAYS_EACH_S:
                    said = now
                    say(f"{compared.histories} of {len(plans)} real histories, {len(compared.failing)} failed")
    finally:
        core.close()
    compared.remaining = [plan.seed for plan in plans[compared.histories :]]
    compared.steps = core.asked
    compared.seconds = time.perf_counter() - began
    return compared


@contextmanager
def _stoppable() -> Iterator[Event]:
    """Set when somebody presses Ctrl-C: a history that is half played says nothing, so it is played to its end."""
    stop = Event()
    before = signal.signal(signal.SIGINT, lambda _number, _frame: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def play_one(databases: Databases, plan: Plan) -> Pair:
    """One pair, with a till's process of its own."""
    core = TillCore()
    try:
        with asyncio.Runner() as runner:
            return RealPlayer(databases, runner, core).play(plan)
    finally:
        core.close()


def _take(compared: Compared, pair: Pair, say: Callable[[str], None], scenario: str | None) -> None:
    compared.histories += 1
    compared.sales += pair.sales
    compared.entries += pair.entries
    compared.disagreements += bool(pair.found)
    compared.broken.update(kind for kind, _ in pair.broken)
    if pair.found or pair.broken:
        compared.failing.append(pair.seed)
        for what in [*pair.found, *(f"{kind}: {text}" for kind, text in pair.broken)][:3]:
            say(f"seed {pair.seed}: {what}")
        named = f" --scenario {scenario}" if scenario else ""
        say(f"  comptoir simulate --seed {pair.seed} --trace --real 1{named}")
