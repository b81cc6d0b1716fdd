"""`comptoir bench catalog`: what a catalogue of 20,000 costs, and how soon a new price is on a till.

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import tempfile
import urllib.request
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from browser import browsing, enrol, office_of, open_session, percentile, wait_for_mark
from playwright.sync_api import Page, Playwright, sync_playwright

from comptoir.config.demo.goods import goods
from comptoir.config.demo.rehearsal import Access, Rehearsal

PRODUCTS, QUICK_PRODUCTS = 20_000, 2_000
BUILDS, QUICK_BUILDS = 7, 3
CHANGES, QUICK_CHANGES = 40, 6
ITEM = "Chewing-gum menthe"
WATCH = """(text) => {
  const grid = document.querySelector(".grid");
  const shown = () => grid.textContent.includes(text);
  globalThis.seen = new Promise((done) => {
    const observer = new MutationObserver(() => {
      if (!shown()) return;
      observer.disconnect();
      done(Date.now());
    });
    observer.observe(grid, { childList: true, subtree: true, characterData: true });
  });
}"""

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-catalog-") as folder:
        shop = Rehearsal(Path(folder))
        say("starting a Comptoir")
        try:
            shop.start()
            access = shop.furnish(days=1)
            figures = build_cpu(shop, quick=quick)
            with sync_playwright() as playwright:
                figures |= in_the_browser(playwright, shop, access, QUICK_CHANGES if quick else CHANGES)
        finally:
            shop.stop()
    # With fewer products the names would promise what was not measured.
    return figures | ({"build_cpu_ms_20k": None, "bytes_20k_gz": None} if quick else {})


def build_cpu(shop: Rehearsal, *, quick: bool) -> Figures:
    products, builds = (QUICK_PRODUCTS, QUICK_BUILDS) if quick else (PRODUCTS, BUILDS)
    say(f"importing {products} products and building their snapshot {builds} times")
    postmaster = shop.running().processes["database"]
    told = shop.run([str(FOLDER / "build.py"), str(products), str(builds), str(postmaster)])
    taken = json.loads(told.splitlines()[-1])
    app = statistics.median(build["app"] for build in taken)
    database = statistics.median(build["database"] for build in taken)
    both = statistics.median(build["app"] + build["database"] for build in taken)
    say(f"  median of {builds}: {app:.0f} ms here, {database:.0f} ms in the database")
    return {
        "products": products,
        "build_cpu_ms": round(both),
        "build_cpu_ms_20k": round(both),
        "build_cpu_ms_app": round(app),
        "build_cpu_ms_database": round(database),
    }


def in_the_browser(playwright: Playwright, shop: Rehearsal, access: Access, changes: int) -> Figures:
    with browsing(playwright, shop.folder / "profile") as context:
        till = context.pages[0]
        answers: list[tuple[str, str]] = []
        till.on("request", lambda request: answers.append((request.url, request.headers.get("authorization", ""))))
        enrol(till, access.enrolment_address)
        open_session(till)
        wait_for_mark(till, "catalog-ready")
        till.locator("#search").fill("chewing-gum menthe")
        till.locator(".grid").get_by_text(ITEM, exact=True).wait_for()
        token = next(header for url, header in answers if url.endswith("/edge/v1/catalog"))
        figures: Figures = {"bytes_20k_gz": catalog_bytes(shop.address, token)}
        say(f"changing a price {changes} times")
        office = office_of(playwright, access)
        delays = [change_price(office, till, shop.address, 200 + number) for number in range(changes)]
        say(f"  {[round(delay) for delay in delays]} ms")
        return figures | {
            "price_change_p50_ms": round(percentile(delays, 50) or 0),
            "price_change_p95_ms": round(percentile(delays, 95) or 0),
            "price_change_max_ms": round(max(delays)),
        }


def catalog_bytes(address: str, token: str) -> int:
    """What a new till receives: manifest and pieces, compressed."""
    total = 0

    def fetch(path: str) -> bytes:
        request = urllib.request.Request(  # our own address
            f"{address}{path}", headers={"Authorization": token, "Accept-Encoding": "gzip"}
        )
        nonlocal total
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
            plain = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
        # As sent where the door compresses; else as a proxy in front of it would.
        total += len(body) if plain is not body else len(gzip.compress(body, 6))
        return plain

    manifest = json.loads(fetch("/edge/v1/catalog"))
    for chunk in manifest["chunks"]:
        fetch(f"/edge/v1/catalog/chunks/{chunk['digest']}")
    return total


def change_price(office: Page, till: Page, address: str, price: int) -> float:
    """From the moment the office's browser sends the form until the tile on the till shows the new price."""
    item = next(good for good in goods() if good.name == ITEM)
    shown = f"{price // 100},{price % 100:02d}"
    office.goto(f"{address}/products/{item.id}")
    office.locator("#id_price").fill(shown)
    till.evaluate(WATCH, shown)
    with office.expect_response(lambda answer: answer.url.endswith("/price")) as saved:
        office.locator("form[action$='/price'] button").click()
    sent_at = float(saved.value.request.timing["startTime"])
    return float(till.evaluate("globalThis.seen")) - sent_at


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
