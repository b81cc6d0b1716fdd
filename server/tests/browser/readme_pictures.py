"""Writes the README's pictures to docs/images/: the demo shop in French and in daylight, on a day of full trade."""

import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SERVER = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SERVER), str(SERVER / "src")]

from playwright.sync_api import Page, ViewportSize, sync_playwright  # noqa: E402  # the path first

from comptoir.config.demo.rehearsal import Access, Rehearsal  # noqa: E402
from tests.browser.chromium import find_chromium  # noqa: E402
from tests.browser.till_page import Shop, TillPage, good, sign_in  # noqa: E402

TARGET = SERVER.parent / "docs" / "images"
PHONE = ViewportSize(width=390, height=844)
TABLET = ViewportSize(width=1280, height=800)
BASKET = ("Espresso", "Croissant au beurre", "Sandwich jambon-beurre", "Confiture de fraises 370 g")
# "Usual" is what the same weekday took in the weeks before.
DAYS = 22


def take(page: Page, name: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.wait_for_timeout(400)
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"  {name}", file=sys.stderr)


def take_till(page: Page, access: Access) -> None:
    till = TillPage(page)
    till.enrol(access)
    page.locator(".grid .pictured").first.wait_for()
    for name in BASKET:
        till.scan(good(name).barcode)
    take(page, "till-phone", PHONE)
    take(page, "till-tablet", TABLET)
    page.set_viewport_size(PHONE)
    till.pay_cash(2_000)
    page.locator(".qr svg").wait_for()
    take(page, "till-paid", PHONE)
    page.wait_for_timeout(1_500)


def take_office(page: Page, access: Access) -> None:
    sign_in(page, access)
    yesterday = datetime.now(ZoneInfo("Europe/Paris")).date() - timedelta(days=1)
    page.goto(f"{access.address}/today?day={yesterday.isoformat()}")
    page.locator(".chart canvas, .chart svg").first.wait_for()
    take(page, "office-today", TABLET)
    page.goto(f"{access.address}/sales")
    page.get_by_role("link", name="T1-1-").first.click()
    page.locator("#entry-bytes").wait_for()
    take(page, "office-sale", TABLET)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="comptoir-pictures-") as folder, sync_playwright() as playwright:
        rehearsal = Rehearsal(Path(folder) / "shop", durable=False)
        shop = Shop(rehearsal, playwright, find_chromium() or "", days=DAYS)
        try:
            rehearsal.start()
            access = shop.new_access()
            with shop.browser(Path(folder) / "device") as context:
                take_till(context.pages[0], access)
            with shop.browser(Path(folder) / "desk", viewport=TABLET) as context:
                take_office(context.pages[0], access)
        finally:
            rehearsal.stop()


if __name__ == "__main__":
    main()
