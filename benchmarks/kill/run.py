"""`comptoir bench kill`: SIGKILL of browser, server and database under load; what was acknowledged must be there, once.

How it is done stands in benchmarks/README.md. A lost or doubled sale is a figure here, not an exception: it is printed.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

import psycopg
from browser import browser_processes, browsing, enrol, kill_browser, open_session, percentile, wait_for_mark
from load import LoadTill
from playwright.sync_api import ConsoleMessage, Page, Playwright, TimeoutError, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

TILLS = 3
ROUNDS, QUICK_ROUNDS = 20, 2
FIRST_AMOUNT = 101
TOLD = "paid in sight "
COUNTER = (FOLDER / "counter.js").read_text(encoding="utf-8")

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    dice = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-kill-") as folder:
        shop = Rehearsal(Path(folder), durable=True)
        say("starting a Comptoir with a durable database")
        try:
            shop.start()
            access = shop.furnish(days=1)
            codes = json.loads(shop.run([str(FOLDER / "enrolment_codes.py"), str(TILLS)]).splitlines()[-1])
            tills = [LoadTill(shop.address, code, shop.folder, seed) for seed, code in enumerate(codes, start=1)]
            for till in tills:
                till.start()
            with sync_playwright() as playwright:
                counter = Counting(playwright, shop)
                counter.enrol(access.enrolment_address)
                server_back = [interrupt(shop, dice, "server", n, rounds) for n in range(1, rounds + 1)]
                database_back = [interrupt(shop, dice, "database", n, rounds) for n in range(1, rounds + 1)]
                counter.kill(rounds, dice)
            say("delivering what is left")
            for till in tills:
                till.drain()
            for till in tills:
                till.join(timeout=120)
            figures = compare(shop, tills, counter)
        finally:
            shop.stop()
    return figures | {
        "rounds": 3 * rounds,
        "server_back_ms_max": max(server_back),
        "database_back_ms_max": max(database_back),
        "server_back_ms_p50": percentile(server_back, 50),
        "database_back_ms_p50": percentile(database_back, 50),
    }


def interrupt(shop: Rehearsal, dice: random.Random, name: str, number: int, rounds: int) -> int:
    """Let the tills sell for a moment, kill, and wait until the door has asked the database again."""
    time.sleep(dice.uniform(0.3, 1.5))
    killed_at = time.monotonic()
    if name == "server":
        shop.crash()
        shop.start()
    else:
        shop.kill_database()
        shop.wait_until_open()
    back = round((time.monotonic() - killed_at) * 1000)
    say(f"  {name} killed {number}/{rounds}, back after {back} ms")
    return back


class Counting:
    """A real till in Chromium that sells one amount after the other and is killed in the midst of it."""

    def __init__(self, playwright: Playwright, shop: Rehearsal) -> None:
        self._playwright = playwright
        self._shop = shop
        self._profile = shop.folder / "profile"
        self.seen: dict[int, int] = {}  # sequence → amount

    def enrol(self, address: str) -> None:
        with browsing(self._playwright, self._profile) as context:
            page = context.pages[0]
            enrol(page, address)
            open_session(page)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            page.wait_for_timeout(1_000)

    def kill(self, rounds: int, dice: random.Random) -> None:
        for number in range(1, rounds + 1):
            with browsing(self._playwright, self._profile) as context:
                page = self._open(context.pages[0])
                before = len(self.seen)
                # Never awaited: it sells until the browser dies.
                page.evaluate(f"(given) => {{ void ({COUNTER})(given); }}", [FIRST_AMOUNT + len(self.seen), TOLD])
                page.wait_for_timeout(dice.randint(1_000, 3_000))
                kill_browser(browser_processes(self._profile))
            say(f"  browser killed {number}/{rounds}, {len(self.seen) - before} sales seen paid")
        with browsing(self._playwright, self._profile) as context:
            page = self._open(context.pages[0])
            try:
                page.get_by_role("button", name="À jour").wait_for(timeout=90_000)
            except TimeoutError:
                # What is missing in the books is then counted as lost.
                shown = page.get_by_role("button", name="État de la connexion").get_attribute("aria-label")
                say(f"  the till is not in sync: {shown}")

    def _open(self, page: Page) -> Page:
        page.on("console", self._heard)
        page.goto(f"{self._shop.address}/till/")
        wait_for_mark(page, "amount-ready")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.text.startswith(TOLD):
            sequence, amount = message.text.removeprefix(TOLD).split()
            self.seen[int(sequence)] = int(amount)


def compare(shop: Rehearsal, tills: list[LoadTill], counter: Counting) -> Figures:
    """What the tills know against what the books hold."""
    chains = [till.chain for till in tills]
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as books:
        stored = Counter(
            bytes(digest).hex()
            for (digest,) in books.execute("SELECT digest FROM sales_entry WHERE chain_id = ANY(%s)", [chains])
        )
        in_browser = dict(
            books.execute(
                "SELECT e.sequence, s.gross FROM sales_sale s JOIN sales_entry e USING (id) WHERE e.chain_id = %s",
                [browser_chain(books)],
            ).fetchall()
        )
        twice = books.execute(
            "SELECT count(*) FROM (SELECT 1 FROM sales_entry WHERE kind = 'sale' "
            "GROUP BY convert_from(content, 'UTF8')::jsonb -> 'body' ->> 'id' HAVING count(*) > 1) AS doubled"
        ).fetchone()
        sums = dict(
            books.execute(
                "SELECT e.chain_id, sum(s.gross)::bigint FROM sales_sale s JOIN sales_entry e USING (id) "
                "WHERE e.chain_id = ANY(%s) GROUP BY 1",
                [chains],
            ).fetchall()
        )
    acknowledged = set().union(*(till.acknowledged for till in tills))
    made = {digest for till in tills for digest in till.made}
    problems = {
        "lost": [digest for digest in acknowledged | made if digest not in stored],
        "lost in the browser": [seen for seen in counter.seen.items() if in_browser.get(seen[0]) != seen[1]],
        "never made": [digest for digest in stored if digest not in made],
        "stored twice": [digest for digest, count in stored.items() if count > 1],
        "other sums": [str(till.chain) for till in tills if sums.get(till.chain) != sum(till.made.values())],
        "refused": [line for till in tills for line in till.refused],
    }
    for name, found in problems.items():
        if found:
            say(f"  {name}: {found[:5]}")
    documents_twice = twice[0] if twice else 0
    return {
        "acknowledged": len(acknowledged) + len(counter.seen),
        "acknowledged_browser": len(counter.seen),
        "lost": len(problems["lost"]) + len(problems["lost in the browser"]),
        "doubled": documents_twice + sum(len(problems[name]) for name in ("never made", "stored twice", "other sums")),
        "refused": len(problems["refused"]),
        "cut_deliveries": sum(till.cuts for till in tills),
    }


def browser_chain(books: psycopg.Connection) -> UUID:
    row = books.execute(
        "SELECT n.id FROM tills_enrolment n JOIN tills_till t ON t.id = n.till_id WHERE t.code = 'T1' "
        "ORDER BY n.number DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    return row[0]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
