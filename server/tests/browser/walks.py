"""Walks through every screen, for the camera and for axe: each step names the screen that stands there."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import TillPage, good, sign_in

PAGES = (
    *("today", "sales", "day-report", "products", "products/new", "products/import"),
    *("modifiers", "restrictions", "team", "acts", "hours", "returns", "account", "tills", "tills/new", "incidents"),
)
RULES = (
    *("promotions", "promotions/new", "promotions/new/menu", "promotions/report"),
    *("price-lists", "price-lists/new", "customer-groups"),
)
LISTS = ("sales", "products", "promotions", "price-lists", "tills", "incidents")


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
    till.read_code(good("Pommes Gala").barcode)
    page.locator("dialog[open]").wait_for()
    page.keyboard.type("850", delay=90)
    yield "till-4-weigh"
    page.keyboard.press("Enter")
    for name in ("Espresso", "Croissant au beurre", "Sandwich jambon-beurre"):
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
    page.locator("section footer .ways button").first.wait_for()
    yield "till-13-refund"


def office_screens(page: Page, access: Access) -> Iterator[str]:
    """Walks through the back office."""
    page.goto(f"{access.address}/sign-in")
    yield "office-0-sign-in"
    sign_in(page, access)
    for path in (*PAGES, *RULES):
        answer = page.goto(f"{access.address}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_timeout(300)
        yield f"office-{path.replace('/', '-')}"
    for path in LISTS:
        page.goto(f"{access.address}/{path}")
        page.goto(f"{access.address}{page.locator('a.row-link').first.get_attribute('href')}")
        yield f"office-{path}-detail"
        if path == "products":
            page.goto(f"{page.url}/goods")
            yield "office-products-goods"
        if path == "price-lists":
            page.goto(f"{page.url}/prices")
            yield "office-price-lists-prices"
