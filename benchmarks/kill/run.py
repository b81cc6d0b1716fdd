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
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

import psycopg
from browser import percentile
from browser_till import BrowserTill, chain_of_browser
from load import LoadTill
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

TILLS = 3
ROUNDS, QUICK_ROUNDS = 20, 2

Figures = dict[str, int | float | None]


@dataclass(frozen=True, slots=True)
class Interruption:
    """How long the door was away, and then a real till; None: the till did not come back."""

    back_ms: int
    resumed_ms: int | None


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
                browser = BrowserTill(playwright, shop)
                browser.enrol(access.enrolment_address)
                with browser.selling() as page:
                    of_server = [interrupt(shop, browser, page, dice, "server") for _ in range(rounds)]
                    of_database = [interrupt(shop, browser, page, dice, "database") for _ in range(rounds)]
                for number in range(1, rounds + 1):
                    kill_browser_once(browser, dice, number, rounds)
                browser.deliver_the_rest()
            say("delivering what is left")
            for till in tills:
                till.drain()
            for till in tills:
                till.join(timeout=120)
            figures = compare(shop, tills, browser)
        finally:
            shop.stop()
    return figures | {"rounds": 3 * rounds} | times("server", of_server) | times("database", of_database)


def interrupt(shop: Rehearsal, browser: BrowserTill, page: Page, dice: random.Random, name: str) -> Interruption:
    """Let the tills sell for a moment, kill, and wait until the door has asked the database again."""
    page.wait_for_timeout(dice.uniform(300, 1_500))
    killed_at = time.monotonic()
    if name == "server":
        shop.crash()
        shop.start()
    else:
        shop.kill_database()
        shop.wait_until_open()
    back = round((time.monotonic() - killed_at) * 1000)
    resumed = browser.wait_until_resumed(page)
    say(f"  {name} killed, back after {back} ms; a till has sent what it had {resumed} ms later")
    return Interruption(back, resumed)


def kill_browser_once(browser: BrowserTill, dice: random.Random, number: int, rounds: int) -> None:
    before = len(browser.seen)
    with browser.selling() as page:
        page.wait_for_timeout(dice.randint(1_000, 3_000))
        browser.kill()
    say(f"  browser killed {number}/{rounds}, {len(browser.seen) - before} sales seen paid")


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


def compare(shop: Rehearsal, tills: list[LoadTill], browser: BrowserTill) -> Figures:
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
                [chain_of_browser(books)],
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
        "lost in the browser": [seen for seen in browser.seen.items() if in_browser.get(seen[0]) != seen[1]],
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
        "acknowledged": len(acknowledged) + len(browser.seen),
        "acknowledged_browser": len(browser.seen),
        "lost": len(problems["lost"]) + len(problems["lost in the browser"]),
        "doubled": documents_twice + sum(len(problems[name]) for name in ("never made", "stored twice", "other sums")),
        "refused": len(problems["refused"]),
        "cut_deliveries": sum(till.cuts for till in tills),
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
