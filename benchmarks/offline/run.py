"""`comptoir bench offline`: thirty days and ten thousand sales without a server, and then the line comes back.

How the figures are taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

import psycopg
from browser import browsing
from playwright.sync_api import BrowserContext, Page, Playwright, Route, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

WEB = FOLDER.parents[1] / "web"
PROGRAM = WEB / "packages" / "till-core" / "bench" / "offline-day.ts"
PAGE = "<!doctype html><meta charset=utf-8><title>bench</title><script type=module src=/bench/offline-day.js></script>"
DATABASE = "comptoir-till"
OPENS_AT, LASTS = timedelta(hours=8), timedelta(hours=11)

Figures = dict[str, float | int | None]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How long the till is away."""

    days: int
    sales: int
    by_hand: int = 2
    sales_per_cashier: int = 80


FULL = Size(days=30, sales=10_000)
QUICK = Size(days=3, sales=240, sales_per_cashier=20)


@dataclass(slots=True)
class Away:
    """What the till did while nobody answered it."""

    cold_starts_ms: list[int]
    sales: int = 0
    refunds: int = 0
    switches: int = 0
    selling_ms: int = 0


def main(*, quick: bool) -> Figures:
    size = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-offline-") as name:
        folder = Path(name)
        program = build(folder / "program")
        shop = Rehearsal(folder / "shop")
        say("starting a Comptoir")
        try:
            shop.start()
            with sync_playwright() as playwright:
                return measure(playwright, shop, program, size)
        finally:
            shop.stop()


def measure(playwright: Playwright, shop: Rehearsal, program: Path, size: Size) -> Figures:
    profile = shop.folder / "profile"
    first = (datetime.now(UTC) - timedelta(days=size.days + 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    access = shop.furnish(days=1)
    with browsing(playwright, profile) as context:
        install(context.pages[0], shop.address)
        bench = bench_page(context, shop, program, then=first)
        bench.evaluate(
            "([code, at]) => offline.enrol(code, at)", [access.enrolment_code, milliseconds(first + timedelta(hours=7))]
        )
        bench.unroute_all(behavior="ignoreErrors")
    say("stopping the server")
    shop.stop()
    away = Away([])
    for day in range(size.days):
        until_now = size.sales * (day + 1) // size.days
        live(playwright, shop, program, size, first + timedelta(days=day), until_now - away.sales, away)
    say(f"  {away.sales} sales; cold starts {away.cold_starts_ms} ms; starting the server again")
    shop.start()
    return come_back(playwright, shop, profile, away)


def live(
    playwright: Playwright, shop: Rehearsal, program: Path, size: Size, day: datetime, sales: int, away: Away
) -> None:
    """One day: a cold start of the real pages, the first sales by hand, the rest by the same core, the closing."""
    morning = day + OPENS_AT
    with browsing(playwright, shop.folder / "profile") as context:
        page = context.pages[0]
        page.clock.install(time=morning)
        began = time.monotonic()
        page.goto(f"{shop.address}/till/")
        page.get_by_role("button", name="Adèle").first.wait_for()
        away.cold_starts_ms.append(round((time.monotonic() - began) * 1_000))
        page.get_by_role("button", name="Adèle").first.click()
        page.get_by_role("button", name="Ouvrir avec").click()
        page.locator("button.card").wait_for()
        for number in range(size.by_hand):
            sell_by_hand(page, 1_000 + number)
        page.close()
    with browsing(playwright, shop.folder / "profile") as context:
        bench = bench_page(context, shop, program, then=None)
        done = bench.evaluate(
            "(day) => offline.sell(day)",
            {
                "epoch_ms": milliseconds(morning + timedelta(hours=1)),
                "lasts_ms": LASTS // timedelta(milliseconds=1),
                "sales": sales - size.by_hand,
                "sales_per_cashier": size.sales_per_cashier,
                "seed": day.toordinal(),
            },
        )
    away.sales += sales
    away.refunds += done["refunds"]
    away.switches += done["switches"]
    away.selling_ms += done["took_ms"]
    print(f"\r{day:%d %B}: {away.sales} sales, {done['unsent']} entries wait ", end="", file=sys.stderr, flush=True)


def sell_by_hand(page: Page, cents: int) -> None:
    """Type an amount, take exact cash: as a cashier does."""
    page.get_by_role("tab", name="Montant").click()
    page.keyboard.type(str(cents))
    page.keyboard.press("F8")
    page.locator("button.exact").click()
    page.locator(".tick").wait_for()
    page.keyboard.press("Escape")
    page.locator(".tick").wait_for(state="hidden")


def come_back(playwright: Playwright, shop: Rehearsal, profile: Path, away: Away) -> Figures:
    """The real pages find the server again. The clock runs from the first navigation until nothing waits."""
    with browsing(playwright, profile) as context:
        page = context.pages[0]
        began = time.monotonic()
        page.goto(f"{shop.address}/till/")
        while (unsent := page.evaluate(COUNT_UNSENT)) > 0:
            print(f"\r{unsent} entries wait     ", end="", file=sys.stderr, flush=True)
            page.wait_for_timeout(100)
        sync_s = time.monotonic() - began
        print(file=sys.stderr)
        kept: list[Row] = page.evaluate(READ_ENTRIES)
    return compare(shop, kept, away) | {
        "sync_s": round(sync_s, 1),
        "entries_per_s": round(len(kept) / sync_s),
    }


def compare(shop: Rehearsal, kept: list[Row], away: Away) -> Figures:
    """What the till sealed against what the books hold: by digest, and by the sums of the sales."""
    chains = sorted({row["chain"] for row in kept})
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        stored = connection.execute(
            "SELECT encode(digest, 'hex'), count(*) FROM sales_entry WHERE chain_id = ANY(%s::uuid[]) GROUP BY 1",
            [chains],
        ).fetchall()
        [turned] = connection.execute(
            "SELECT count(*) FILTER (WHERE s.kind = 'sale'), count(*) FILTER (WHERE s.kind = 'refund'), "
            "coalesce(sum(s.gross), 0)::bigint FROM sales_sale s JOIN sales_entry e ON e.organization_id = "
            "s.organization_id AND e.id = s.id WHERE e.chain_id = ANY(%s::uuid[])",
            [chains],
        ).fetchall()
        [quarantined] = connection.execute(
            "SELECT count(*) FROM sales_quarantine WHERE chain = ANY(%s::uuid[])", [chains]
        ).fetchall()
        flags = connection.execute(
            "SELECT d.code, count(*) FROM sales_discrepancy d JOIN sales_entry e ON "
            "e.organization_id = d.organization_id AND e.id = d.entry_id WHERE "
            "e.chain_id = ANY(%s::uuid[]) GROUP BY 1 ORDER BY 1",
            [chains],
        ).fetchall()
    books = dict(stored)
    sealed = [row["digest"] for row in kept]
    by_kind = {kind: sum(row["kind"] == kind for row in kept) for kind in ("sale", "refund", "closing", "opening")}
    gross = sum(row["gross"] for row in kept if row["kind"] in ("sale", "refund"))
    if turned != (by_kind["sale"], by_kind["refund"], gross):
        say(f"  the books say {turned}, the till says {by_kind} and {gross}")
    say(f"  flags: {flags}; selling took {away.selling_ms / max(1, away.sales):.1f} ms a sale")
    return {
        "days": by_kind["closing"],
        "sales": by_kind["sale"],
        "refunds": by_kind["refund"],
        "entries": len(kept),
        "cashier_changes": away.switches,
        "cold_starts": len(away.cold_starts_ms),
        "cold_start_max_ms": max(away.cold_starts_ms),
        "lost": sum(digest not in books for digest in sealed) + max(0, by_kind["sale"] - turned[0]),
        "doubled": sum(count - 1 for count in books.values())
        + len(sealed)
        - len(set(sealed))
        + max(0, turned[0] - by_kind["sale"]),
        "unlike": len(set(books) - set(sealed)) + int(turned[2] != gross),
        "quarantined": quarantined[0],
        "flagged": sum(count for _, count in flags),
    }


def build(folder: Path) -> Path:
    """The till's core as one program for the bench's page."""
    rolldown = WEB / "node_modules" / ".bin" / "rolldown"
    subprocess.run(
        [str(rolldown), str(PROGRAM), "--dir", str(folder), "--format", "esm"], cwd=WEB, check=True, capture_output=True
    )
    return folder


def install(page: Page, address: str) -> None:
    """The till's pages, kept by their service worker, before there is a key: a phone installs first."""
    page.goto(f"{address}/till/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(3_000)
    page.close()


def bench_page(context: BrowserContext, shop: Rehearsal, program: Path, *, then: datetime | None) -> Page:
    """A page of the till's own origin, out of its service worker's sight. With `then`, the door lives at that time."""

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name == "day":
            route.fulfill(body=PAGE, content_type="text/html")
        else:
            route.fulfill(path=program / name, content_type="text/javascript")

    def answer(route: Route) -> None:
        assert then is not None
        if route.request.url.endswith("/events"):
            route.abort()
        elif route.request.url.endswith("/enrol"):
            route.fulfill(body=enrol_then(shop, then, route.request.post_data or ""), status=201, headers=stamp(then))
        else:
            there = route.fetch()
            route.fulfill(response=there, headers={**there.headers, **stamp(then)})

    page = context.new_page()
    page.route("**/bench/*", serve)
    if then is not None:
        page.route("**/edge/v1/**", answer)
    page.goto(f"{shop.address}/bench/day")
    page.wait_for_function("() => globalThis.offline !== undefined")
    return page


def stamp(then: datetime) -> dict[str, str]:
    """The door's time, as each answer carries it."""
    return {
        "comptoir-time": then.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "content-type": "application/json",
    }


def enrol_then(shop: Rehearsal, then: datetime, body: str) -> str:
    done = subprocess.run(
        [sys.executable, str(FOLDER / "enrol_then.py"), then.isoformat()],
        env=shop.environment(),
        input=body,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


# The tables are read by the bench's own hands: the till's words about itself are what is to be proven.
OPEN = f"""const db = await new Promise((done, fail) => {{
    const asked = indexedDB.open({json.dumps(DATABASE)});
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  }});
  const ask = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));"""
COUNT_UNSENT = f"""async () => {{
  {OPEN}
  const count = await ask(db.transaction("outbox").objectStore("outbox").count());
  db.close();
  return count;
}}"""
READ_ENTRIES = f"""async () => {{
  {OPEN}
  const rows = await ask(db.transaction("entries").objectStore("entries").getAll());
  db.close();
  return rows.map((row) => {{
    const entry = JSON.parse(row.text);
    return {{ chain: row.chain, digest: row.digest, kind: entry.kind, gross: entry.body.gross ?? 0 }};
  }});
}}"""
