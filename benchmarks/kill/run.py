"""`comptoir bench kill`: SIGKILL of server, worker, database, agent and browser under load; what was acknowledged must
be there, once. `--rounds 200` spreads so many kills over the five.

How it is done stands in benchmarks/README.md. A lost or doubled sale is a figure here, not an exception: it is printed.
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
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from agent_till import AgentTill, BenchAgent
from browser import percentile
from browser_till import BrowserTill
from counting import Acknowledged, Figures, compare
from load import LoadTill
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

TILLS = 3
TARGETS = ("server", "worker", "database", "agent", "browser")
ROUNDS, QUICK_ROUNDS = 100, 10


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
    dice: random.Random = field(default_factory=lambda: random.Random(1))
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
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-kill-") as folder:
        shop = Rehearsal(Path(folder), durable=True)
        agent = BenchAgent(shop, Path(folder) / "agent")
        say("starting a Comptoir with a durable database")
        try:
            shop.start()
            access = shop.furnish(days=1)
            agent.join()
            codes = json.loads(shop.run([str(FOLDER / "enrolment_codes.py"), str(TILLS + 1)]).splitlines()[-1])
            tills = [
                LoadTill(shop.address, code, shop.folder, seed) for seed, code in enumerate(codes[:TILLS], start=1)
            ]
            agent_till = AgentTill(agent, codes[TILLS], shop.folder, TILLS + 1)
            with sync_playwright() as playwright:
                browser = BrowserTill(playwright, shop)
                browser.enrol(access.enrolment_address)
                bench = Bench(shop, tills, agent, agent_till, browser, each)
                times = kill_everything(bench)
            figures = compare(shop, [*tills, agent_till], browser, bench.acknowledged, say)
        finally:
            agent.stop()
            shop.stop()
    return figures | {"rounds": each * len(TARGETS)} | times


def kill_everything(bench: Bench) -> Figures:
    """One target after the other, while all tills sell; then what is left is delivered."""
    for till in (*bench.tills, bench.agent_till):
        till.start()
    figures: Figures = {}
    with bench.browser.selling() as page:
        for target, kill in (
            ("server", lambda: restart_server(bench.shop)),
            ("worker", bench.shop.kill_worker),
            ("database", lambda: restart_database(bench.shop)),
        ):
            with bench.counting(target):
                figures |= times(target, [interrupt(bench, page, target, kill) for _ in range(bench.rounds)])
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
    return figures


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
