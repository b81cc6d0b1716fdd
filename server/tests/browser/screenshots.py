"""Writes every screen of the demo shop to screenshots/: `make screenshots`, or this file with --fast for a few.

    screenshots/<language>/<light|dark>/<width>x<height>/<screen>.png

Look at them as a shopkeeper would.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SERVER), str(SERVER / "src")]

from playwright.sync_api import Page, ViewportSize, sync_playwright  # noqa: E402  # the path first

from comptoir.config.demo.rehearsal import Access, Rehearsal  # noqa: E402
from tests.browser.chromium import find_chromium  # noqa: E402
from tests.browser.till_page import Shop, TillPage, good, sign_in  # noqa: E402

SIZES = ((360, 640), (390, 844), (800, 480), (1280, 800), (1366, 768))
FAST_SIZES = ((390, 844), (1280, 800))
LANGUAGES = {"fr": "fr-FR", "de": "de-DE", "en": "en-GB"}
PAGES = ("today", "sales", "day-report", "products", "products/new", "team", "tills", "tills/new", "incidents")
LISTS = ("sales", "products", "tills", "incidents")


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes one screen in every size and theme."""

    folder: Path
    sizes: tuple[tuple[int, int], ...]
    themes: tuple[bool, ...]

    def take(self, page: Page, name: str) -> int:
        for dark in self.themes:
            page.emulate_media(color_scheme="dark" if dark else "light")
            for width, height in self.sizes:
                page.set_viewport_size(ViewportSize(width=width, height=height))
                page.wait_for_timeout(180)  # motion lasts 150 ms at most
                place = self.folder / ("dark" if dark else "light") / f"{width}x{height}" / f"{name}.png"
                place.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=place)
        return len(self.sizes) * len(self.themes)


def till_screens(page: Page, access: Access) -> Iterator[str]:
    """Walks through the till and names each screen that stands there. Keys and classes only: words change."""
    till = TillPage(page)
    page.goto(access.enrolment_address)
    page.locator("form button[type=submit]").wait_for()
    yield "till-1-enrol"
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Adèle").first.wait_for()
    yield "till-2-opening"
    page.get_by_role("button", name="Adèle").first.click()
    page.get_by_role("button", name=re.compile(r"0[.,]00")).last.click()
    till.wait_until_selling()
    till.wait_for_mark("catalog-ready")
    yield "till-3-sell"
    yield from basket_screens(page, till)
    yield from paying_screens(page, till)
    yield from sales_screens(page)


def basket_screens(page: Page, till: TillPage) -> Iterator[str]:
    for name in ("Espresso", "Croissant au beurre", "Pommes Gala", "Comté 12 mois AOP"):
        till.scan(good(name).barcode)
    page.wait_for_timeout(300)
    yield "till-4-basket"
    for key, name in (("F6", "till-5-discount"), ("F7", "till-6-split"), ("F9", "till-7-card")):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        yield name
        page.keyboard.press("Escape")


def paying_screens(page: Page, till: TillPage) -> Iterator[str]:
    page.keyboard.press("F8")
    page.locator("button.exact").wait_for()
    yield "till-8-cash"
    page.keyboard.type("5000", delay=90)
    page.keyboard.press("Enter")
    page.locator(".tick").wait_for()
    yield "till-9-paid"
    page.keyboard.press("Enter")
    page.locator("[role=tab]").nth(1).click()
    page.keyboard.type("1250", delay=90)
    yield "till-10-amount"
    till.pay_cash()


def sales_screens(page: Page) -> Iterator[str]:
    page.keyboard.press("F10")
    page.locator(".days button").first.wait_for()
    yield "till-11-sales"
    page.locator(".days button").first.click()
    page.locator("article footer button").last.wait_for()
    yield "till-12-sale"
    page.locator("article footer button").last.click()
    page.locator("section footer .go button").last.wait_for()
    yield "till-13-refund"


def office_screens(page: Page, access: Access) -> Iterator[str]:
    """Walks through the back office."""
    page.goto(f"{access.address}/sign-in")
    yield "office-0-sign-in"
    sign_in(page, access)
    for path in PAGES:
        page.goto(f"{access.address}/{path}")
        page.wait_for_timeout(300)
        yield f"office-{path.replace('/', '-')}"
    for path in LISTS:
        page.goto(f"{access.address}/{path}")
        page.goto(f"{access.address}{page.locator('a.row-link').first.get_attribute('href')}")
        yield f"office-{path}-detail"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write every screen of the demo shop to screenshots/.")
    parser.add_argument("--fast", action="store_true", help="two sizes, light, French")
    parser.add_argument("--days", type=int, default=30, help="days of trade in the demo shop")
    chosen = parser.parse_args()
    sizes = FAST_SIZES if chosen.fast else SIZES
    themes = (False,) if chosen.fast else (False, True)
    languages = ["fr"] if chosen.fast else list(LANGUAGES)
    target = SERVER.parent / "screenshots"
    count = 0
    with tempfile.TemporaryDirectory(prefix="comptoir-screenshots-") as folder, sync_playwright() as playwright:
        rehearsal = Rehearsal(Path(folder), durable=False)
        shop = Shop(rehearsal, playwright, find_chromium() or "", days=chosen.days)
        try:
            print("starting the demo shop", file=sys.stderr)
            rehearsal.start()
            for language in languages:
                access = shop.new_access()
                camera = Camera(target / language, sizes, themes)
                for name, walk in (("till", till_screens), ("office", office_screens)):
                    with shop.browser(Path(folder) / f"{name}-{language}", locale=LANGUAGES[language]) as context:
                        page = context.pages[0]
                        for screen in walk(page, access):
                            count += camera.take(page, screen)
                            print(f"  {language} {screen}", file=sys.stderr)
        finally:
            rehearsal.stop()
    print(f"{count} pictures in {target}")


if __name__ == "__main__":
    main()
