"""Plays pairs in a process of its own (`python -m tests.simulation.real_pairs`), and says as JSON what came of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from comptoir.config.simulated_shop import temporary_databases
from comptoir.simulation.command import plan_of
from comptoir.simulation.core.cast import CoreTab
from comptoir.simulation.core.ledger import Databases
from comptoir.simulation.core.process import TillCore
from comptoir.simulation.real import REAL, Pair, RealPlayer
from comptoir.simulation.trade import SMALLER
from comptoir.simulation.world import Cast

# 4 restores an old backup, 13 has two pages, 28 dies with a basket on the screen.
PLAYED = ((4, None), (13, None), (28, None), (1, "forgotten-storage"))
TRIED = range(1, 20)


class ForgetfulModel(CoreTab):
    """A model that believes its outbox empty after a reload. The real till knows better."""

    def reload(self, _: None) -> None:
        self.disk.outbox = {}
        super().reload(None)


class Played:
    """Players over one cluster and one process of the till."""

    def __init__(self, databases: Databases, runner: asyncio.Runner, core: TillCore) -> None:
        self._parts = (databases, runner, core)
        self._tills = 0

    def player(self, cast: Cast, name: str) -> RealPlayer:
        return RealPlayer(*self._parts, cast, together=name)

    def play(self, player: RealPlayer, seed: int, scenario: str | None) -> Pair:
        plan = plan_of(seed, scenario, SMALLER)
        plan.first_till = self._tills
        self._tills += 8
        return player.play(plan)


def main() -> None:
    core = TillCore()
    with temporary_databases() as databases, asyncio.Runner() as runner:
        played = Played(databases, runner, core)
        honest = played.player(REAL, "comptoir_honest")
        pairs = [played.play(honest, seed, scenario) for seed, scenario in PLAYED]
        wrong = played.player(replace(REAL, tab=ForgetfulModel), "comptoir_wrong")
        tried = (played.play(wrong, seed, "paid-offline") for seed in TRIED)
        named = next(pair.found[0] for pair in tried if pair.found)
    core.close()
    told = [
        {"found": pair.found, "broken": pair.broken, "sales": pair.sales, "entries": pair.entries} for pair in pairs
    ]
    print(json.dumps({"pairs": told, "named": named}))


if __name__ == "__main__":
    main()
