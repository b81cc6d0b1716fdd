"""`comptoir bench kill`: SIGKILL of server, worker, database, agent and browser under load; what was acknowledged must
be there, once. `--rounds 200` spreads so many kills over the five.

A run is made of parts of 20 kills, each with a shop of its own that is counted at its end; with
`COMPTOIR_BENCH_KILL=/a/folder`, what they found is kept there and a run that was stopped goes on behind them. How it is
done stands in benchmarks/README.md. A lost or doubled sale is a figure here, not an exception: it is printed.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from agent_till import AgentTill, BenchAgent
from browser import percentile
from browser_till import BrowserTill
from counting import Acknowledged, Figures, compare
from load import LoadTill
from parts import Parts
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

TILLS = 3
TARGETS = ("server", "worker", "database", "agent", "browser")
ROUNDS, QUICK_ROUNDS = 100, 10
A_PART = 4  # kills of each
TIMED = ("server", "worker", "database")


@dataclass(frozen=True, slots=True)
class Interruption:
    """How long the door was away, and then a real till; None: the till did not come back."""

    back_ms: int
    resumed_ms: int | None


@dataclass(slots=True)
class Bench:
    """The shop, who sells, and what was acknowledged while each target was killed."""

    shop: Rehearsal
    tills: list[LoadTill]
    agent: BenchAgent
    agent_till: AgentTill
    browser: BrowserTill
    rounds: int
    dice: random.Random
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)

    @contextmanager
    def counting(self, target: str) -> Iterator[None]:
        """What is acknowledged in here is counted for this target."""
        before = self._now()
        yield
        after = self._now()
        self.acknowledged[target] = Acknowledged(after.digests - before.digests, after.seen - before.seen)

    def _now(self) -> Acknowledged:
        everybody = [*self.tills, self.agent_till]
        digests = frozenset().union(*(till.acknowledged for till in everybody))
        return Acknowledged(digests, frozenset(self.browser.seen))


def main(*, quick: bool) -> Figures:
    rounds = int(os.environ.get("COMPTOIR_BENCH_ROUNDS", QUICK_ROUNDS if quick else ROUNDS))
    each = max(1, rounds // len(TARGETS))
    parts = Parts(os.environ.get("COMPTOIR_BENCH_KILL", ""))
    wanted = {f"{start}+{min(A_PART, each - start)}": start for start in range(0, each, A_PART)}
    say(f"{len(wanted.keys() & parts.whole.keys())} parts of {len(wanted)} are known from before")
    for name, start in wanted.items():
        if name not in parts.whole:
            parts.begin(name)
            parts.keep(name, a_part(min(A_PART, each - start), seed=1 + start))
            say(f"part {name}: {parts.whole[name]['counted']}")
    return figures_of([parts.whole[name] for name in wanted], each) | {"parts_unfinished": parts.unfinished}


def a_part(each: int, *, seed: int) -> dict[str, Any]:
    """A shop of its own, so many kills of each target, and what was counted at the end."""
    began = time.monotonic()
    # What an error left running may still write there: the error is what is wanted, not the folder's.
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-kill-", ignore_cleanup_errors=True) as folder:
        shop = Rehearsal(Path(folder), durable=True)
        agent = BenchAgent(shop, Path(folder) / "agent")
        say("starting a Comptoir with a durable database")
        try:
            shop.start()
            access = shop.furnish(days=1)
            agent.join()
            codes = json.loads(shop.run([str(FOLDER / "enrolment_codes.py"), str(TILLS + 1)]).splitlines()[-1])
            tills = [
                LoadTill(shop.address, code, shop.folder, number) for number, code in enumerate(codes[:TILLS], start=1)
            ]
            agent_till = AgentTill(agent, codes[TILLS], shop.folder, TILLS + 1)
            with sync_playwright() as playwright:
                browser = BrowserTill(playwright, shop)
                browser.enrol(access.enrolment_address)
                bench = Bench(shop, tills, agent, agent_till, browser, each, random.Random(seed))
                interruptions = kill_everything(bench)
            counted = compare(shop, [*tills, agent_till], browser, bench.acknowledged, say)
        finally:
            agent.stop()
            shop.stop()
    return {
        "counted": counted,
        "interruptions": {name: [asdict(one) for one in found] for name, found in interruptions.items()},
        "seconds": round(time.monotonic() - began),
    }


def figures_of(found: list[dict[str, Any]], each: int) -> Figures:
    """All parts together: counts are summed, times are taken over every kill."""
    counted: Figures = {}
    for part in found:
        for name, value in part["counted"].items():
            counted[name] = counted.get(name, 0) + value
    timed: Figures = {}
    for name in TIMED:
        timed |= times(name, [Interruption(**one) for part in found for one in part["interruptions"][name]])
    seconds = sum(part["seconds"] for part in found)
    return counted | {"rounds": each * len(TARGETS), "parts": len(found), "seconds": seconds} | timed


def kill_everything(bench: Bench) -> dict[str, list[Interruption]]:
    """One target after the other, while all tills sell; then what is left is delivered."""
    for till in (*bench.tills, bench.agent_till):
        till.start()
    found: dict[str, list[Interruption]] = {}
    with bench.browser.selling() as page:
        for target, kill in (
            ("server", lambda: restart_server(bench.shop)),
            ("worker", bench.shop.kill_worker),
            ("database", lambda: restart_database(bench.shop)),
        ):
            with bench.counting(target):
                found[target] = [interrupt(bench, page, target, kill) for _ in range(bench.rounds)]
        with bench.counting("agent"):
            for number in range(bench.rounds):
                kill_agent_once(bench, page, number)
    with bench.counting("browser"):
        for number in range(bench.rounds):
            kill_browser_once(bench, number)
        bench.browser.deliver_the_rest()
        say("delivering what is left")
        for till in (*bench.tills, bench.agent_till):
            till.drain()
        for till in (*bench.tills, bench.agent_till):
            till.join(timeout=120)
    return found


def restart_server(shop: Rehearsal) -> None:
    shop.crash()
    shop.start()


def restart_database(shop: Rehearsal) -> None:
    shop.kill_database()
    shop.wait_until_open()


def interrupt(bench: Bench, page: Page, name: str, kill: Callable[[], None]) -> Interruption:
    """Let the tills sell for a moment, kill, and wait until it is back and a real till has sent what it had."""
    page.wait_for_timeout(bench.dice.uniform(200, 1_000))
    killed_at = time.monotonic()
    kill()
    back = round((time.monotonic() - killed_at) * 1000)
    resumed = bench.browser.wait_until_resumed(page)
    say(f"  {name} killed, back after {back} ms; a till has sent what it had {resumed} ms later")
    return Interruption(back, resumed)


def kill_agent_once(bench: Bench, page: Page, number: int) -> None:
    page.wait_for_timeout(bench.dice.uniform(200, 1_000))
    before = len(bench.agent_till.acknowledged)
    bench.agent.kill()
    bench.agent.start()
    say(f"  agent killed {number + 1}/{bench.rounds}, it had kept {before} entries")


def kill_browser_once(bench: Bench, number: int) -> None:
    before = len(bench.browser.seen)
    with bench.browser.selling() as page:
        page.wait_for_timeout(bench.dice.randint(800, 2_500))
        bench.browser.kill()
    say(f"  browser killed {number + 1}/{bench.rounds}, {len(bench.browser.seen) - before} sales seen paid")


def times(name: str, interruptions: list[Interruption]) -> Figures:
    """Median and worst; a till that did not come back has no time, and so its round's figure is null."""
    back = [one.back_ms for one in interruptions]
    resumed = [one.resumed_ms for one in interruptions]
    known = [one for one in resumed if one is not None]
    has_all = len(known) == len(resumed)
    return {
        f"{name}_back_ms_p50": percentile(back, 50),
        f"{name}_back_ms_max": max(back),
        f"{name}_resumed_ms_p50": percentile(known, 50) if has_all else None,
        f"{name}_resumed_ms_max": max(known) if has_all else None,
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
