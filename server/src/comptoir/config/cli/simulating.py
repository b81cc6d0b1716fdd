"""`comptoir simulate`: a fast run in memory, then, if asked, pairs of histories with a real database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from comptoir.simulation.command import SEALS, figures, plan_of, simulate, trace
from comptoir.simulation.history import Player
from comptoir.simulation.scenarios import SCENARIOS
from comptoir.simulation.trade import SMALLER

if TYPE_CHECKING:
    from comptoir.simulation.real import Compared

REAL_PROCESSES = 2


def run(
    *, seed: int, histories: int, scenario: str | None, real: int, is_traced: bool, say: Callable[[str], None] = print
) -> int:
    """What the command does; 1 when something broke."""
    if scenario is not None and scenario not in SCENARIOS:
        say(f"There is no scenario {scenario}; there are: {', '.join(SCENARIOS)}.")
        return 2
    if is_traced:
        return _trace(seed, scenario, say)
    player = Player()
    say(f"Fast run: {SEALS}.")
    tally = simulate(seed, histories, scenario=scenario, player=player)
    found = figures(tally, player, scenario)
    is_broken = bool(tally.failing)
    if real:
        say("Real run: PostgreSQL, ES256 and the ledger that serves shops; the till a model in Python.")
        compared = play_real(seed, real, scenario)
        found["real"] = compared
        is_broken = is_broken or bool(compared["failing_seeds"])
    say(json.dumps(found))
    return int(is_broken)


def _trace(seed: int, scenario: str | None, say: Callable[[str], None]) -> int:
    outcome = trace(seed, scenario=scenario)
    for line in outcome.trace:
        say(line)
    for kind, what in outcome.broken:
        say(f"{kind}: {what}")
    say(json.dumps({"seed": seed, "broken": len(outcome.broken), "events": len(outcome.trace)}))
    return int(bool(outcome.broken))


def play_real(seed: int, histories: int, scenario: str | None) -> dict[str, object]:
    """Pairs of histories, shared among processes with a database of their own each."""
    processes = min(REAL_PROCESSES, histories)
    shares = [range(seed + number, seed + histories, processes) for number in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_share, shares, [scenario] * processes))
    broken: Counter[str] = Counter()
    for part in parts:
        broken.update(part.broken)
    return {
        "histories": sum(part.histories for part in parts),
        "size": f"{SMALLER.tills} tills x {SMALLER.sales} sales" if scenario is None else scenario,
        "sales": sum(part.sales for part in parts),
        "lost": broken["lost"],
        "doubled": broken["doubled"],
        "disagreements": sum(part.disagreements for part in parts),
        "other_rules_broken": broken.total() - broken["lost"] - broken["doubled"],
        "failing_seeds": sorted(seed for part in parts for seed in part.failing)[:10],
        "seconds": round(max(part.seconds for part in parts), 1),
        "processes": processes,
    }


def _share(seeds: range, scenario: str | None) -> Compared:
    from comptoir.config.simulated_shop import temporary_databases
    from comptoir.simulation.real import compare

    with temporary_databases() as databases:
        return compare(databases, [plan_of(seed, scenario, SMALLER) for seed in seeds])
