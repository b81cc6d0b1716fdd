"""One history: play it, check it, and say what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from comptoir.simulation.books import Counts
from comptoir.simulation.invariants import Broken, check
from comptoir.simulation.plan import Plan
from comptoir.simulation.sealing import KeyedHash, Workshop
from comptoir.simulation.world import HONEST, Cast, NeverQuiet, World


@dataclass(slots=True)
class Outcome:
    """What a history came to."""

    seed: int
    broken: list[Broken] = field(default_factory=list)
    sales: int = 0
    destroyed: int = 0
    quarantined: int = 0
    trace: list[str] = field(default_factory=list)


class Player:
    """Plays histories one after the other in this process."""

    def __init__(self, cast: Cast = HONEST) -> None:
        self.cast = cast
        self.counts = Counts()
        self.workshop = Workshop(KeyedHash())

    def play(self, plan: Plan, *, is_traced: bool = False, books: Any = None) -> Outcome:
        world = self.world(plan, is_traced=is_traced, books=books)
        outcome = self.finish(world)
        world.forget()
        return outcome

    def world(self, plan: Plan, *, is_traced: bool = False, books: Any = None) -> World:
        world = World(plan, self.workshop, self.counts, cast=self.cast, books=books)
        if is_traced:
            world.trace = []
        return world

    def finish(self, world: World) -> Outcome:
        """Run it to its end and look at what is left."""
        outcome = Outcome(world.plan.seed)
        try:
            world.run()
            outcome.broken = check(world)
        except NeverQuiet as endless:
            outcome.broken = [Broken("stuck", str(endless))]
        outcome.sales = world.sales_sealed
        outcome.destroyed = len(world.destroyed - {row.entry.digest for row in world.books.log})
        outcome.quarantined = len(world.books.quarantine)
        outcome.trace = world.trace or []
        return outcome
