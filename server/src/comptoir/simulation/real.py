"""The same histories twice: with the books in memory, and with PostgreSQL, the SQL ledger and ES256.

Both must break no rule and end in the same state: the same entries in the same chains with the same figures, and the
same bytes in quarantine for the same reason.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from comptoir.simulation.books import Counts
from comptoir.simulation.history import Player
from comptoir.simulation.invariants import Broken, check
from comptoir.simulation.plan import NEVER, Plan
from comptoir.simulation.sealing import Es256, Workshop
from comptoir.simulation.sql_books import Databases, SqlBooks
from comptoir.simulation.world import NeverQuiet, World

SHOP = "comptoir_shop"
TOGETHER = "comptoir_together"
SAYS_EACH_S = 10.0
# Every history has so many tills of its own at most.
TILLS_EACH = 8
# What only the settings of a real shop can say.
OTHER_FINDINGS = frozenset({"limit", "approval"})


@dataclass(slots=True)
class Compared:
    """What the real run came to."""

    histories: int = 0
    sales: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    disagreements: int = 0
    failing: list[int] = field(default_factory=list)
    seconds: float = 0.0


def state_of(world: World) -> dict[str, object]:
    """Everything that both runs must agree about."""
    found: dict[str, object] = {}
    for row in world.books.log:
        fragment = row.fragment
        codes = tuple(sorted(code for code, _, _ in fragment.differences if code not in OTHER_FINDINGS))
        figures = (fragment.gross, fragment.cash, fragment.card, tuple(sorted(fragment.moves)), codes)
        found[row.entry.digest] = (row.entry.name, fragment.kind, *figures)
    for kept in world.books.quarantine:
        found[f"held {kept.entry.digest}"] = (kept.entry.name, kept.code)
    for cashier in world.cashiers:
        disk = cashier.disk
        found[f"till {cashier.number}"] = (disk.sequence, disk.digest, len(disk.outbox), tuple(disk.perpetual))
        found[f"paper {cashier.number}"] = tuple(entry.digest for entry in cashier.printer.receipts)
    return found


class RealPlayer:
    """Plays pairs of histories in this process."""

    def __init__(self, databases: Databases, runner: asyncio.Runner) -> None:
        self._databases = databases
        self._runner = runner
        self._workshop = Workshop(Es256())
        self._fast = Player()
        self.last_state: tuple[dict[str, object], dict[str, object]] = ({}, {})
        self.last_broken: list[Broken] = []
        databases.copy(TOGETHER, SHOP)

    def play(self, plan: Plan) -> tuple[World, World]:
        """In memory, and for real."""
        fast = self._fast.world(plan)
        fast.run()
        # A restore takes the whole database: such a history has one of its own.
        is_alone = plan.restore_at < NEVER
        name = f"comptoir_h{plan.seed}" if is_alone else TOGETHER
        if is_alone:
            self._databases.copy(name, SHOP)
        books = SqlBooks(self._databases, name, self._runner, self._workshop.find)
        real = World(plan, self._workshop, Counts(), books=books)
        try:
            real.run()
        finally:
            self.last_state = (state_of(fast), state_of(real))
            self.last_broken = [*check(fast), *check(real)]
            name = books.close()
            if is_alone:
                self._databases.drop(name)
        return fast, real


def differences(fast: dict[str, object], real: dict[str, object]) -> list[str]:
    """What one says and the other does not."""
    names = sorted(fast.keys() | real.keys())
    return [
        f"{name}: {fast.get(name)} in memory, {real.get(name)} for real"
        for name in names
        if fast.get(name) != real.get(name)
    ]


def compare(databases: Databases, plans: list[Plan]) -> Compared:
    """Play all of them both ways."""
    compared = Compared()
    began = said = time.perf_counter()
    with asyncio.Runner() as runner:
        player = RealPlayer(databases, runner)
        for number, plan in enumerate(plans):
            plan.first_till = TILLS_EACH * number
            try:
                fast, _ = player.play(plan)
                compared.sales += fast.sales_sealed
            except NeverQuiet as endless:
                player.last_broken.append(Broken("stuck", str(endless)))
            compared.histories += 1
            found = differences(*player.last_state)
            compared.disagreements += bool(found)
            compared.broken.update(kind for kind, _ in player.last_broken)
            if found or player.last_broken:
                compared.failing.append(plan.seed)
                for what in [*found, *(f"{kind}: {text}" for kind, text in player.last_broken)][:3]:
                    print(f"seed {plan.seed}: {what}", file=sys.stderr)
            now = time.perf_counter()
            if now - said > SAYS_EACH_S:
                said = now
                print(f"{compared.histories} of {len(plans)} real histories", file=sys.stderr)
    compared.seconds = time.perf_counter() - began
    return compared
