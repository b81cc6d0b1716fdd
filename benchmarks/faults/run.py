"""`comptoir bench faults`: what a shop's machine and line do to it, besides being killed, while tills sell.

How each is done stands in benchmarks/README.md. What this machine does not let us do is null. A lost or doubled sale is
a figure here, not an exception.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
KILL = FOLDER.parent / "kill"
sys.path[:0] = [str(FOLDER), str(FOLDER.parent), str(KILL)]

import psycopg
from agent_till import AgentTill, BenchAgent
from bad_line import BadLine
from browser_till import IN_BROWSER, BrowserTill, chain_of_browser
from jumping_clock import JumpingClock
from load import LoadTill
from playwright.sync_api import sync_playwright
from small_disk import SlowDisk, SmallDisk

from comptoir.config.demo.rehearsal import Rehearsal, _descendants

TILLS = 3
SECONDS, QUICK_SECONDS = 40, 8
SETTLE_SECONDS = 180
FAULTS = ("line", "frozen_server", "frozen_database", "clock", "slow_disk", "full_disk", "agent_disk")
AGENT_DISK = 64 << 20
# Less than an opened till holds already: its next sale finds no room.
QUOTA_BYTES = 200_000
# Chromium believes for half a minute what it knew of the room.
QUOTA_SECONDS = 35

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    seconds = QUICK_SECONDS if quick else SECONDS
    # The database's account must be able to come here, or the small disk would hold the home alone.
    with (
        open_folder() as folder,
        SmallDisk(folder / "disk") as disk,
        SmallDisk(folder / "agent-disk", AGENT_DISK) as agent_disk,
    ):
        shop, clock = Rehearsal(disk.path, durable=True), JumpingClock(folder)
        agent = BenchAgent(shop, agent_disk.path / "agent")
        say("starting a Comptoir" + (" on a disk of its own" if disk.is_small else ""))
        try:
            with clock:
                shop.start()
            access = shop.furnish(days=1)
            agent.join()
            codes = json.loads(shop.run([str(KILL / "enrolment_codes.py"), str(TILLS + 1)]).splitlines()[-1])
            with BadLine(shop.port) as line:
                tills = [LoadTill(line.address, code, folder, seed) for seed, code in enumerate(codes[:TILLS], start=1)]
                tills.append(AgentTill(agent, codes[TILLS], folder, TILLS + 1))
                for till in tills:
                    till.start()
                acts = {
                    "line": lambda: line.misbehave(seconds),
                    "frozen_server": lambda: freeze(shop, "server", seconds),
                    "frozen_database": lambda: freeze(shop, "database", seconds),
                    "clock": lambda: clock.jump(seconds),
                    "slow_disk": lambda: slow(shop, seconds),
                    "full_disk": lambda: fill(disk, shop, seconds),
                    "agent_disk": lambda: fill_agent(agent_disk, seconds),
                }
                counted = {name: during(name, acts[name], shop, tills) for name in FAULTS}
                quota = fill_browser(shop, access.enrolment_address, seconds)
                for till in tills:
                    till.drain()
                for till in tills:
                    till.join(timeout=SETTLE_SECONDS)
                settle(shop, tills)
            figures = compare(shop, tills, counted)
        finally:
            agent.stop()
            shop.stop()
    return figures | quota


def during(name: str, act: Callable[[], bool], shop: Rehearsal, tills: list[LoadTill]) -> frozenset[str] | None:
    """What was acknowledged from the beginning of a fault until the shop stood again; None: it could not be done."""
    before = acknowledged(tills)
    if not act():
        say(f"  {name}: this machine does not let us")
        return None
    shop.wait_until_open(seconds=SETTLE_SECONDS)
    time.sleep(3)
    found = acknowledged(tills) - before
    say(f"  {name}: {len(found)} acknowledged meanwhile and after")
    return found


def acknowledged(tills: list[LoadTill]) -> frozenset[str]:
    return frozenset().union(*(frozenset(till.acknowledged) for till in tills))


def freeze(shop: Rehearsal, name: str, seconds: float) -> bool:
    """The processes exist and do nothing: longer than a till waits for an answer."""
    root = shop.running().processes[name]
    pids = [root, *_descendants(root)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(max(12, seconds))
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    return True


def slow(shop: Rehearsal, seconds: float) -> bool:
    """Every write of the database waits for its turn at a few a second."""
    with SlowDisk(shop.home.cluster.data.resolve()) as disk:
        root = shop.running().processes["database"]
        if not disk.take([root, *_descendants(root)]):
            return False
        say(f"  a write takes {disk.write_ms} ms on that disk")
        time.sleep(seconds)
    return True


def fill(disk: SmallDisk, shop: Rehearsal, seconds: float) -> bool:
    """The disk of home and database is full to its last block; then there is room again."""
    if not disk.is_small or not shop.home.cluster.data.resolve().is_relative_to(disk.path):
        return False
    with disk.full():
        time.sleep(max(12, seconds))
    return True


def fill_agent(disk: SmallDisk, seconds: float) -> bool:
    """The agent's disk is full: it says so, the till keeps its entries, and nothing is called kept that is not."""
    if not disk.is_small:
        return False
    with disk.full():
        time.sleep(max(12, seconds))
    return True


def fill_browser(shop: Rehearsal, enrolment: str, seconds: float) -> Figures:
    """A real till whose browser gives it no more room: what it showed as paid before and after is in the books."""
    with sync_playwright() as playwright:
        browser = BrowserTill(playwright, shop)
        browser.enrol(enrolment)
        with browser.selling() as page:
            page.wait_for_timeout(seconds * 1_000)
            session = page.context.new_cdp_session(page)
            session.send("Storage.overrideQuotaForOrigin", {"origin": shop.address, "quotaSize": QUOTA_BYTES})
            page.wait_for_timeout(QUOTA_SECONDS * 1_000)
            before = len(browser.seen)
            page.wait_for_timeout(seconds * 1_000)
            while_full = len(browser.seen) - before
        # The quota ends with the browser that was told it: there is room again.
        with browser.selling() as page:
            page.wait_for_timeout(seconds * 1_000)
        browser.deliver_the_rest()
        with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as books:
            rows = books.execute(IN_BROWSER, [chain_of_browser(books)]).fetchall()
    stored: dict[int, int] = dict(rows)
    say(f"  browser_quota: {before} seen paid before, {while_full} in it, {len(browser.seen)} in all")
    there = [number for number, amount in browser.seen.items() if stored.get(number) == amount]
    return {
        "browser_quota_acknowledged": len(browser.seen),
        "browser_quota_in_it": while_full,
        "browser_quota_stored": len(there),
        "browser_quota_doubled": len(rows) - len(stored),
    }


def settle(shop: Rehearsal, tills: list[LoadTill]) -> None:
    """What lies with the agent is waited for as long as something still comes."""
    chains, made = [till.chain for till in tills], sum(len(till.made) for till in tills)
    newest, ends = -1, 0.0
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True) as books:
        while True:
            [stored] = books.execute("SELECT count(*) FROM sales_entry WHERE chain_id = ANY(%s)", [chains]).fetchone()
            if stored > newest:
                newest, ends = stored, time.monotonic() + SETTLE_SECONDS
            if stored >= made or time.monotonic() > ends:
                return
            time.sleep(0.5)


def compare(shop: Rehearsal, tills: list[LoadTill], counted: dict[str, frozenset[str] | None]) -> Figures:
    chains = [till.chain for till in tills]
    made = {digest: gross for till in tills for digest, gross in till.made.items()}
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as books:
        rows = books.execute("SELECT digest FROM sales_entry WHERE chain_id = ANY(%s)", [chains])
        stored = Counter(bytes(digest).hex() for (digest,) in rows)
        quarantined = books.execute("SELECT count(*) FROM sales_quarantine WHERE chain = ANY(%s)", [chains]).fetchone()
        total = books.execute(
            "SELECT coalesce(sum(s.gross), 0)::bigint FROM sales_sale s JOIN sales_entry e USING (id) "
            "WHERE e.chain_id = ANY(%s)",
            [chains],
        ).fetchone()
    everything = acknowledged(tills)
    figures: Figures = {
        "acknowledged": len(everything),
        "lost": len([digest for digest in everything | made.keys() if digest not in stored]),
        "doubled": sum(count - 1 for count in stored.values()) + len(stored.keys() - made.keys()),
        "sums_equal": int(total is not None and total[0] == sum(made.values())),
        "refused": sum(len(till.refused) for till in tills) + (quarantined[0] if quarantined else 0),
        "cut_deliveries": sum(till.cuts for till in tills),
    }
    for name, digests in counted.items():
        there = None if digests is None else [digest for digest in digests if digest in stored]
        figures |= {
            f"{name}_acknowledged": None if digests is None else len(digests),
            f"{name}_stored": None if there is None else len(there),
            f"{name}_doubled": None if there is None else sum(stored[digest] - 1 for digest in there),
        }
    return figures


@contextmanager
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-faults-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
