"""`comptoir bench payments`: random histories of card payments, judged by the terminal; and how fast a payment is.

How the figures are taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent), str(FOLDER.parent / "ingest")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")

import psycopg
from browser import browsing, enrol, open_session, percentile, wait_for_mark
from database import prepare
from django.db import connections
from histories import Found, run_histories, shares
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal
from comptoir.platform.postgres import Cluster
from comptoir_agent.simulate.hands import Device, Hardware, hardware, plug_in

HISTORIES, QUICK_HISTORIES = 100_000, 400
A_TASK = 250
WORKERS = 2
PAYMENTS, QUICK_PAYMENTS = 60, 8
WARM_UP = 3
# When the key that sends the amount was pressed, and when the sale stood sealed on disk, as times of day.
LISTEN = """() => addEventListener("keydown", ({ key, timeStamp }) => {
  if (key === "F9") window.pressedAt = performance.timeOrigin + timeStamp;
}, true)"""
SEALED_AT = """() => {
  const mark = performance.getEntriesByName("sealed", "mark").at(-1);
  return performance.timeOrigin + mark.startTime;
}"""

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    return histories(quick=quick) | timings(QUICK_PAYMENTS if quick else PAYMENTS)


def histories(*, quick: bool) -> Figures:
    """Every driver that the rig knows, as many each."""
    parts = shares(QUICK_HISTORIES if quick else HISTORIES)
    kept = Kept(os.environ.get("COMPTOIR_BENCH_PAYMENTS", ""))
    seed = kept.seed
    say(f"{', '.join(f'{each} of {name}' for name, each in parts.items())}, seed {seed}")
    began = time.monotonic()
    tasks = [
        (name, min(A_TASK, each - start), seed + start)
        for name, each in parts.items()
        for start in range(0, each, A_TASK)
    ]
    told = [(name, found) for name, count, start in tasks if (found := kept.found(name, count, start))]
    left = [task for task in tasks if kept.found(*task) is None]
    say(f"{len(told)} parts of {len(tasks)} are known from before")
    # No process inherits a browser, or an open loop.
    spawned = multiprocessing.get_context("spawn")
    with a_database(), ProcessPoolExecutor(WORKERS, mp_context=spawned) as pool:
        running = {pool.submit(run_histories, *task): task for task in left}
        try:
            for done in as_completed(running):
                kept.keep(*running[done], done.result())
                told.append((running[done][0], done.result()))
                print(f"\r{sum(one.histories for _, one in told)} histories", end="", file=sys.stderr, flush=True)
        finally:
            # Who stops it waits for the parts that run, and for no other.
            pool.shutdown(cancel_futures=True)
    print(file=sys.stderr)
    whole, by_driver = Found(), {name: Found() for name in parts}
    for name, found in told:
        whole.add(found)
        by_driver[name].add(found)
    for name, found in by_driver.items():
        say(f"  {name}: {found}")
    return {
        "histories": whole.histories,
        "histories_min_driver": min(found.histories for found in by_driver.values()),
        "histories_seconds": round(kept.seconds + time.monotonic() - began, 1),
        "drivers": len(parts),
        "faults": whole.faults,
        "payments_approved": whole.approved,
        "payments_unknown_once": whole.unknown,
        "double_charges": whole.double_charges,
        "lost": whole.lost,
        "unmatched": whole.unmatched,
    }


class Kept:
    """What parts of a run found, in a folder: whoever stopped it goes on where it was, with the same seed.

    Without a folder nothing is kept. A part's line is written when it is whole.
    """

    def __init__(self, folder: str) -> None:
        self._file = Path(folder) / "parts.jsonl" if folder else None
        self._parts: dict[tuple[str, int, int], Found] = {}
        self.seed, self.seconds = int(time.time()), 0.0
        self._began = time.monotonic()
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        for line in self._file.read_text().splitlines() if self._file.exists() else []:
            said = json.loads(line)
            self.seed, self.seconds = said["seed"], said["seconds"]
            self._parts[said["driver"], said["count"], said["start"]] = Found(**said["found"])

    def found(self, driver: str, count: int, start: int) -> Found | None:
        return self._parts.get((driver, count, start))

    def keep(self, driver: str, count: int, start: int, found: Found) -> None:
        if self._file is None:
            return
        seconds = self.seconds + time.monotonic() - self._began
        said = {"driver": driver, "count": count, "start": start, "seed": self.seed, "seconds": seconds}
        with self._file.open("a") as lines:
            lines.write(json.dumps({**said, "found": asdict(found)}) + "\n")


@contextmanager
def a_database() -> Iterator[None]:
    """For the server's attempts; every process that starts meanwhile is led to it."""
    folder = Path(tempfile.mkdtemp(prefix="comptoir-bench-payments-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        with psycopg.connect(database.url(), autocommit=True) as connection:
            # Processes die in these histories, and never the database: what a disk takes is no part of them.
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        yield
    finally:
        connections.close_all()
        database.stop()
        cluster.destroy()


def timings(payments: int) -> Figures:
    """A real till in a real browser, a real agent, and a virtual terminal as a process of its own."""
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-payments-") as folder:
        shop = Rehearsal(Path(folder) / "shop")
        terminal = plug_in("terminal", "--port", "0")
        more = f'[[terminals]]\nid = "front"\nname = "Terminal CB"\naddress = "tcp://127.0.0.1:{terminal.port}"\n'
        say("starting a Comptoir, an agent and a card terminal")
        try:
            shop.start()
            access = shop.furnish(days=1)
            with (
                sync_playwright() as playwright,
                hardware(Path(folder), more=more) as counter,
                browsing(playwright, Path(folder) / "profile") as context,
            ):
                page = context.pages[0]
                enrol(page, access.enrolment_address)
                open_session(page)
                wait_for_mark(page, "catalog-ready")
                connect(page, counter)
                page.evaluate(LISTEN)
                times = [pay(page, terminal) for _ in progress(WARM_UP + payments)][WARM_UP:]
        finally:
            terminal.stop()
            shop.stop()
    asked, sealed = [one for one, _ in times], [one for _, one in times]
    return {
        "pay_to_terminal_p50_ms": rounded(percentile(asked, 50)),
        "pay_to_terminal_p95_ms": rounded(percentile(asked, 95)),
        "approval_to_sealed_p50_ms": rounded(percentile(sealed, 50)),
        "approval_to_sealed_p95_ms": rounded(percentile(sealed, 95)),
        "payments": len(times),
    }


def pay(page: Page, terminal: Device) -> tuple[float, float]:
    """One card sale: milliseconds until the terminal has the amount, and from its yes to the seal."""
    page.get_by_role("tab", name="Montant").click()
    page.keyboard.type("1250", delay=60)
    terminal.fresh().say("wait")
    page.keyboard.press("F9")
    # This shop offers a tip first: the key that sends the amount is the second one.
    page.get_by_role("button", name="Envoyer au terminal").wait_for()
    page.keyboard.press("F9")
    terminal.next("waiting")
    asked = terminal.heard_at * 1_000 - float(page.evaluate("window.pressedAt"))
    terminal.say("card")
    terminal.next("taken")
    approved_at = terminal.heard_at * 1_000
    page.locator(".tick").wait_for()
    sealed = float(page.evaluate(SEALED_AT)) - approved_at
    page.keyboard.press("Escape")
    page.locator(".tick").wait_for(state="hidden")
    return asked, sealed


def connect(page: Page, counter: Hardware) -> None:
    """Pair with the agent as a person does, and choose its card terminal."""
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Adresse").fill(counter.address)
    page.get_by_label("Code").fill(counter.code())
    page.get_by_role("button", name="Connecter", exact=True).click()
    page.get_by_role("button", name="Terminal CB", exact=True).click()
    page.keyboard.press("Escape")
    page.locator("button.card").wait_for()


def progress(count: int) -> Iterator[int]:
    for number in range(count):
        print(f"\rpayment {number + 1} of {count}", end="", file=sys.stderr, flush=True)
        yield number
    print(file=sys.stderr)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
