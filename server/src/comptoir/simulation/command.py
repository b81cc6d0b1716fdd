"""`comptoir simulate`: plays histories one after the other, on one core, and says what came of them."""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from comptoir.simulation.history import Outcome, Player
from comptoir.simulation.invariants import Broken
from comptoir.simulation.plan import Plan, draw
from comptoir.simulation.scenarios import SCENARIOS
from comptoir.simulation.trade import SMALL, Size

SHOWN_MAX = 10
SAYS_EACH_S = 10.0
COLLECT_EACH = 100_000
SEALS = "a keyed hash in place of ES256; a store in memory in place of PostgreSQL; the till a model in Python"


@dataclass(slots=True)
class Tally:
    """What many histories came to."""

    histories: int = 0
    sales: int = 0
    destroyed: int = 0
    quarantined: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    failing: list[int] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def take(self, outcome: Outcome) -> None:
        self.histories += 1
        self.sales += outcome.sales
        self.destroyed += outcome.destroyed
        self.quarantined += outcome.quarantined
        self.broken.update(kind for kind, _ in outcome.broken)
        if outcome.broken:
            self.failing.append(outcome.seed)


def plan_of(seed: int, scenario: str | None, size: Size = SMALL) -> Plan:
    """The faults of a seed, drawn freely or as the scenario wants them."""
    return draw(seed, size) if scenario is None else SCENARIOS[scenario].make(seed)


def simulate(
    seed: int, histories: int, *, scenario: str | None = None, player: Player | None = None, is_quiet: bool = False
) -> Tally:
    """Play `histories` seeds from this one on; Ctrl-C ends it after those that are done."""
    player = player or Player()
    with _rare_collections():
        return _simulate(seed, histories, scenario, player, is_quiet=is_quiet)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Histories are full of circles, but small: looked for less often, they cost a fifth of the time less."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_EACH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _simulate(seed: int, histories: int, scenario: str | None, player: Player, *, is_quiet: bool) -> Tally:
    tally = Tally()
    began, cpu = time.perf_counter(), time.process_time()
    said = began
    try:
        for number in range(seed, seed + histories):
            outcome = player.play(plan_of(number, scenario))
            tally.take(outcome)
            if outcome.broken and not is_quiet and len(tally.failing) <= SHOWN_MAX:
                tell_failure(outcome, scenario)
            now = time.perf_counter()
            if not is_quiet and now - said > SAYS_EACH_S:
                said = now
                print(f"{tally.histories} of {histories} histories, {len(tally.failing)} broken", file=sys.stderr)
    except KeyboardInterrupt:
        # Whoever called sees by the count how far it came.
        pass
    tally.seconds = time.perf_counter() - began
    tally.cpu_seconds = time.process_time() - cpu
    return tally


def trace(seed: int, *, scenario: str | None = None, player: Player | None = None) -> Outcome:
    """One history with everything that happens in it."""
    return (player or Player()).play(plan_of(seed, scenario), is_traced=True)


def tell_failure(outcome: Outcome, scenario: str | None) -> None:
    """What broke, and how to see it again."""
    named = f" --scenario {scenario}" if scenario else ""
    print(f"seed {outcome.seed}: {_first(outcome.broken)}", file=sys.stderr)
    print(f"  comptoir simulate --seed {outcome.seed} --trace{named}", file=sys.stderr)


def _first(broken: list[Broken]) -> str:
    kind, what = broken[0]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"{kind}: {what}{more}"


def figures(tally: Tally, player: Player, scenario: str | None) -> dict[str, object]:
    """The last line of the output."""
    counts = player.counts
    return {
        "histories": tally.histories,
        "scenario": scenario or "small: 4 tills x 30 sales",
        "sales": tally.sales,
        "lost": tally.broken["lost"],
        "doubled": tally.broken["doubled"],
        "gaps": tally.broken["gap"],
        "sums_wrong": tally.broken["sums"],
        "false_alarms": tally.broken["alarm"],
        "stuck": tally.broken["stuck"],
        "failing_seeds": tally.failing[:SHOWN_MAX],
        "destroyed": tally.destroyed,
        "quarantined": tally.quarantined,
        "decided": counts.decided,
        "remembered": counts.remembered,
        "decided_again": counts.decided_again,
        "seconds": round(tally.seconds, 1),
        "histories_per_s": round(tally.histories / tally.seconds) if tally.seconds else None,
        "histories_per_cpu_s": round(tally.histories / tally.cpu_seconds) if tally.cpu_seconds else None,
        "stands_in": SEALS,
    }
