"""`comptoir simulate`: a fast run in memory, then, if asked, pairs of histories with the real programs."""

from __future__ import annotations

import json
import signal
import sys
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
SHOWN_MAX = 10
INTERRUPTED = 130


def run(
    *,
    seed: int,
    histories: int,
    scenario: str | None,
    real: int,
    is_traced: bool,
    begin: int | None = None,
    say: Callable[[str], None] = print,
) -> int:
    """What the command does; 1 when something broke, 130 when somebody stopped it."""
    if scenario is not None and scenario not in SCENARIOS:
        say(f"There is no scenario {scenario}; there are: {', '.join(SCENARIOS)}.")
        return 2
    if is_traced:
        return _trace_real(seed, scenario, say) if real else _trace(seed, scenario, say)
    first = seed if begin is None else max(seed, begin)
    count = max(0, seed + histories - first)
    player = Player()
    say(f"Fast run: {SEALS}.")
    tally = simulate(first, count, scenario=scenario, player=player)
    found = figures(tally, player, scenario)
    is_broken, is_stopped = bool(tally.failing), tally.histories < count
    if is_stopped:
        say(_rest(seed, histories, first + tally.histories, scenario))
    elif real:
        say("Real run: the till's core in Node, the agent's relay, ES256 and PostgreSQL, compared with the model.")
        compared = play_real(seed, real, scenario)
        found["real"] = compared
        is_broken = is_broken or bool(compared["failing_seeds"])
        is_stopped = bool(compared["remaining_seeds"])
    say(json.dumps(found))
    return INTERRUPTED if is_stopped else int(is_broken)


def _rest(seed: int, histories: int, next_seed: int, scenario: str | None) -> str:
    named = f" --scenario {scenario}" if scenario else ""
    last = seed + histories - 1
    return (
        f"Stopped. Seeds {next_seed} to {last} remain:\n"
        f"  comptoir simulate --seed {seed} --histories {histories} --from {next_seed}{named}"
    )


def _trace(seed: int, scenario: str | None, say: Callable[[str], None]) -> int:
    outcome = trace(seed, scenario=scenario)
    for line in outcome.trace:
        say(line)
    for kind, what in outcome.broken:
        say(f"{kind}: {what}")
    say(json.dumps({"seed": seed, "broken": len(outcome.broken), "events": len(outcome.trace)}))
    return int(bool(outcome.broken))


def _trace_real(seed: int, scenario: str | None, say: Callable[[str], None]) -> int:
    """The pair of one seed, with everything that happens in the real run."""
    from comptoir.config.simulated_shop import temporary_databases
    from comptoir.simulation.real import play_one

    with temporary_databases() as databases:
        pair = play_one(databases, plan_of(seed, scenario, SMALLER))
    for line in pair.trace:
        say(line)
    for what in [*pair.found, *(f"{kind}: {text}" for kind, text in pair.broken)]:
        say(what)
    say(json.dumps({"seed": seed, "broken": len(pair.broken), "disagreements": len(pair.found)}))
    return int(bool(pair.broken or pair.found))


def play_real(seed: int, histories: int, scenario: str | None) -> dict[str, object]:
    """Pairs of histories, shared among processes with a database and a till's process of their own each."""
    processes = min(REAL_PROCESSES, histories)
    shares = [range(seed + number, seed + histories, processes) for number in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        shared = [pool.submit(_share, share, scenario) for share in shares]
        # Ctrl-C reaches the shares, too: each of them says what it has done.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            parts = [one.result() for one in shared]
        finally:
            signal.signal(signal.SIGINT, before)
    broken: Counter[str] = Counter()
    for part in parts:
        broken.update(part.broken)
    done = sum(part.histories for part in parts)
    seconds = max(part.seconds for part in parts)
    return {
        "histories": done,
        "size": f"{SMALLER.tills} tills x {SMALLER.sales} sales" if scenario is None else scenario,
        "sales": sum(part.sales for part in parts),
        "lost": broken["lost"],
        "doubled": broken["doubled"],
        "disagreements": sum(part.disagreements for part in parts),
        "other_rules_broken": broken.total() - broken["lost"] - broken["doubled"],
        "failing_seeds": sorted(seed for part in parts for seed in part.failing)[:SHOWN_MAX],
        "remaining_seeds": sorted(seed for part in parts for seed in part.remaining),
        "steps_of_the_till": sum(part.steps for part in parts),
        "real_entries": sum(part.entries for part in parts),
        "seconds": round(seconds, 1),
        "seconds_per_history": round(seconds * processes / done, 2) if done else None,
        "processes": processes,
    }


def _share(seeds: range, scenario: str | None) -> Compared:
    from comptoir.config.simulated_shop import temporary_databases
    from comptoir.simulation.real import compare

    with temporary_databases() as databases:
        return compare(databases, [plan_of(seed, scenario, SMALLER) for seed in seeds], _tell, scenario)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
