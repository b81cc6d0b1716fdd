"""`comptoir bench till`: how quick the till is in Chromium with 100,000 products, at full speed and four times slower.

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from browser import browser_pid, browsing, open_session, percentile, wait_for_mark
from playwright.sync_api import Page, Playwright, sync_playwright
from slowing import CALIBRATION, Slowness, Speed, find_slowness, slowed

from comptoir.config.demo.rehearsal import Access, Rehearsal

DRIVER = (FOLDER / "driver.js").read_text(encoding="utf-8")
FACTOR = 4.0
# What `price_50_lines_ms` promises.
LINES = 50
CALIBRATION_ROUNDS = 20_000_000

Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    products: int
    searches: int
    scans: int
    scans_per_sale: int
    cold_starts: int
    promotions: int
    price_lists: int
    prices: int


FULL = Size(
    products=100_000,
    searches=300,
    # Two hundred payments: of fifty, the 99th percentile is the worst one.
    scans=600,
    scans_per_sale=3,
    cold_starts=7,
    promotions=500,
    price_lists=20,
    prices=100,
)
QUICK = Size(
    products=5_000, searches=40, scans=45, scans_per_sale=3, cold_starts=2, promotions=500, price_lists=20, prices=30
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What the driver scans and searches."""

    codes: list[str]
    queries: list[str]
    basket: list[str]


def main(*, quick: bool) -> Figures:
    size = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-till-") as folder:
        shop = Rehearsal(Path(folder))
        say("starting a Comptoir")
        try:
            shop.start()
            access = shop.furnish(days=1)
            say(f"importing {size.products} products")
            told = json.loads(shop.run([str(FOLDER / "stock_shelves.py"), str(size.products)]).splitlines()[-1])
            say(f"stating {size.promotions} promotions and {size.price_lists} price lists")
            shop.run([str(FOLDER / "state_offers.py"), str(size.promotions), str(size.price_lists), *told["codes"]])
            with sync_playwright() as playwright:
                return measure(playwright, shop, access, size, sought(told["codes"], told["names"], size))
        finally:
            shop.stop()


def measure(playwright: Playwright, shop: Rehearsal, access: Access, size: Size, wanted: Sought) -> Figures:
    profile = shop.folder / "profile"
    figures: Figures = {}
    with browsing(playwright, profile) as context:
        page = context.pages[0]
        figures |= first_visit(page, access)
        open_session(page)
        figures |= code_bytes(page, shop.address)
        page.evaluate(DRIVER)
        figures |= at_the_counter(page, size, wanted, "")
        say("slowing the browser")
        tab = context.new_page()
        slowness = calibrate(tab, browser_pid(profile))
        tab.close()
        page.bring_to_front()
        figures |= {"slowdown_page": round(slowness.page, 2), "slowdown_worker": round(slowness.worker, 2)}
        is_slow = min(slowness.page, slowness.worker) >= FACTOR
        with slowed(browser_pid(profile), slowness.share_ppm):
            slow = at_the_counter(page, size, wanted, "_x4")
        # A figure of a browser that was not slowed enough would be a guess.
        figures |= slow if is_slow else dict.fromkeys(slow)
        say("waiting until everything is delivered")
        page.wait_for_timeout(3_000)
    say("stopping the server")
    shop.stop()
    figures |= offline(playwright, profile, shop.address, size, wanted)
    return figures


def first_visit(page: Page, access: Access) -> Figures:
    """An empty browser: until a code can be typed, and from enrolment until the whole catalogue answers."""
    say("first visit")
    page.add_init_script(
        """new MutationObserver((_, observer) => {
             if (!document.querySelector('input[name=code]')) return;
             performance.mark('enrol-shown');
             observer.disconnect();
           }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(access.enrolment_address)
    shown = wait_for_mark(page, "enrol-shown")
    began = float(page.evaluate("performance.now()"))
    page.locator("form button[type=submit]").click()
    ready = wait_for_mark(page, "catalog-ready", timeout_ms=300_000)
    return {"initial_load_ms": round(shown), "first_catalog_ms": round(ready - began)}


def at_the_counter(page: Page, size: Size, wanted: Sought, suffix: str) -> Figures:
    """Search, scan, pay; again and again."""
    say(f"searching{suffix}")
    shown = page.evaluate("(queries) => bench.search(queries)", wanted.queries)
    say(f"scanning and paying{suffix}")
    sold = page.evaluate("([codes, n]) => bench.sell(codes, n)", [wanted.codes, size.scans_per_sale])
    say(f"pricing {LINES} lines{suffix}")
    priced = page.evaluate("([codes, n]) => bench.price(codes, n)", [wanted.basket, size.prices])
    return {
        f"price_50_lines_ms{suffix}": median_of_prices(priced, suffix),
        f"search_p99_ms{suffix}": p99(shown, suffix, "searches"),
        f"scan_to_line_p99_ms{suffix}": p99(sold["lines"], suffix, "scans"),
        f"pay_to_sealed_p99_ms{suffix}": p99(sold["payments"], suffix, "payments"),
        f"strict_write_p99_ms{suffix}": p99(sold["writes"], suffix, "strict writes"),
    }


def median_of_prices(priced: dict[str, Any], suffix: str) -> float | None:
    taken = priced["taken"]
    if priced["lines"] != LINES or len(taken) < 10:
        say(f"  {priced['lines']} lines, {len(taken)} prices{suffix}: not what was asked")
        return None
    middle = percentile(taken, 50) or 0
    say(f"  {len(taken)} prices{suffix}: median {middle:.2f} ms, p99 {percentile(taken, 99) or 0:.2f} ms")
    return round(middle, 2)


def p99(taken: list[float | None], suffix: str, name: str) -> float | None:
    """The 99th percentile; one that never came makes the figure null, because it would be the slowest of all."""
    came = [value for value in taken if value is not None]
    if len(came) < len(taken):
        say(f"  {len(taken) - len(came)} of {len(taken)} {name}{suffix} did not come")
        return None
    middle, worst = percentile(came, 50), percentile(came, 99)
    say(f"  {len(came)} {name}{suffix}: median {middle:.1f} ms, p99 {worst:.1f} ms, most {max(came):.1f} ms")
    return round(worst, 1) if worst is not None else None


def calibrate(tab: Page, browser: int) -> Slowness:
    tab.goto("data:text/html,<title>calibration</title>")
    return find_slowness(browser, lambda: Speed(**tab.evaluate(CALIBRATION, CALIBRATION_ROUNDS)), factor=FACTOR)


def offline(playwright: Playwright, profile: Path, address: str, size: Size, wanted: Sought) -> Figures:
    """Cold starts with nothing behind the address: each in a browser that was just started."""
    say("starting offline")
    starts: list[float] = []
    scans: list[float] = []
    for round_number in range(size.cold_starts):
        with browsing(playwright, profile) as context:
            page = context.pages[0]
            page.goto(f"{address}/till/")
            ready = wait_for_mark(page, "amount-ready")
            page.evaluate(DRIVER)
            scanned = page.evaluate("(code) => bench.firstScan(code)", wanted.codes[round_number])
            if not sells_an_amount(page) or scanned is None:
                return {"offline_cold_start_ms": None, "offline_first_scan_ms": None}
            starts.append(ready)
            scans.append(scanned)
    say(f"  cold starts {[round(ms) for ms in starts]} ms, first scans {[round(ms) for ms in scans]} ms")
    return {
        "offline_cold_start_ms": round(percentile(starts, 50) or 0),
        "offline_cold_start_max_ms": round(max(starts)),
        "offline_first_scan_ms": round(percentile(scans, 50) or 0),
        "offline_first_scan_max_ms": round(max(scans)),
    }


def sells_an_amount(page: Page) -> bool:
    """Type 12.50 behind what was scanned, take exact cash: the till must seal it without a server."""
    page.keyboard.press("F2")
    page.keyboard.type("1250")
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    try:
        wait_for_mark(page, "sealed", timeout_ms=10_000)
    except TimeoutError:
        return False
    return True


def code_bytes(page: Page, address: str) -> Figures:
    """Gzipped code: what a till loads before an amount can be paid, and everything that it keeps for later."""
    page.reload()
    ready = wait_for_mark(page, "amount-ready")
    page.wait_for_timeout(3_000)
    loaded = page.evaluate(
        "(ready) => performance.getEntriesByType('resource')"
        ".filter((one) => one.startTime < ready).map((one) => one.name)",
        ready,
    )
    kept = page.evaluate(
        "caches.keys().then(async (names) => Promise.all(names.map(async (name) => "
        "(await (await caches.open(name)).keys()).map((one) => one.url)))).then((lists) => lists.flat())"
    )
    always = {f"{address}/till/", f"{address}/till/sw.js"}
    sizes = {
        url: len(gzip.compress(page.request.get(url).body(), 9))
        for url in {*always, *loaded, *kept}
        if url in always or url.endswith((".js", ".css"))
    }
    before_selling = sum(size for url, size in sizes.items() if url in always or url in loaded)
    return {"code_kb_gz": round(before_selling / 1000, 1), "code_all_kb_gz": round(sum(sizes.values()) / 1000, 1)}


def sought(codes: list[str], names: list[str], size: Size) -> Sought:
    """The same codes and queries in every run: beginnings of one or two words, as people type them."""
    dice = random.Random(1)
    chosen = [dice.choice(codes) for _ in range(size.scans)]
    queries: list[str] = []
    while len(queries) < size.searches:
        words = dice.choice(names).split()
        query = words[0][: dice.randint(2, 6)]
        if dice.random() < 0.5:
            query += " " + dice.choice(words[1:])[: dice.randint(2, 5)]
        if not queries or query != queries[-1]:
            queries.append(query)
    return Sought(chosen, queries, codes[:: len(codes) // LINES][:LINES])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
