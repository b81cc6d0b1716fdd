"""No page makes a text into markup, code or a worker's address but by a policy with a name; what a page needs works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.pictures import read_qr
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

WATCH = """
  window.refused = [];
  addEventListener("securitypolicyviolation", (one) =>
    refused.push([one.violatedDirective, one.blockedURI, one.sourceFile, one.lineNumber, one.sample].join(" ")));
"""
INJECT = """() => {
  const tries = [
    () => { document.body.innerHTML = "<b>injected</b>"; },
    () => { document.body.insertAdjacentHTML("beforeend", "<b>injected</b>"); },
    () => { document.createElement("iframe").srcdoc = "<b>injected</b>"; },
    () => { new DOMParser().parseFromString("<b>injected</b>", "text/html"); },
    () => { document.createElement("script").src = "/static/injected.js"; },
    () => { new Worker("/static/injected.js"); },
    () => { trustedTypes.createPolicy("injected", { createHTML: (text) => text }); },
  ];
  return tries.map((attempt) => { try { attempt(); return "taken"; } catch (error) { return error.name; } });
}"""
TRIES = 7
PAGES = (
    "/today", "/sales", "/products", "/stock", "/reports", "/reports/sales", "/customers", "/team", "/audit", "/tills",
    "/account", "/receipts", "/product-grid",
)  # fmt: skip


@pytest.fixture
def watched(shop: Shop, tmp_path: Path) -> Iterator[BrowserContext]:
    with shop.browser(tmp_path / "watched") as context:
        context.add_init_script(WATCH)
        yield context


def refused(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => refused")
    return found


def assert_injected_text_is_refused(page: Page) -> None:
    assert page.evaluate(INJECT) == ["TypeError"] * TRIES
    expect(page.get_by_text("injected")).to_have_count(0)
    page.wait_for_function("(count) => refused.length >= count", arg=TRIES)


def test_pages_of_the_office_work_under_the_policy(access: Access, watched: BrowserContext) -> None:
    page = watched.pages[0]
    for path in ("/sign-in", "/forgotten", "/pay/nothing", "/nowhere"):
        page.goto(f"{access.address}{path}")
        assert refused(page) == [], path
    sign_in(page, access)
    for path in PAGES:
        page.goto(f"{access.address}{path}")
        page.wait_for_timeout(300)
        assert refused(page) == [], path

    page.goto(f"{access.address}/products")
    page.locator("input[type=search][name=q]").last.press_sequentially("Espresso", delay=20)
    page.wait_for_url("**q=Espresso**")
    expect(page.locator("#product-rows")).to_contain_text("Espresso")
    page.goto(f"{access.address}/today")
    assert page.locator("[data-chart] svg").count() == page.locator("[data-chart]").count()
    assert refused(page) == []
    assert_injected_text_is_refused(page)


def test_a_till_and_its_receipt_work_under_the_policy(shop: Shop, access: Access, watched: BrowserContext) -> None:
    page = watched.pages[0]
    till = TillPage(page)
    till.enrol(access)
    till.scan(good("Espresso").barcode)
    till.pay_cash()
    claim = read_qr(page.locator(".qr")).removeprefix(f"{shop.address}/r/#")
    till.wait_until_installed()

    assert refused(page) == []
    assert page.evaluate("async () => (await navigator.serviceWorker.ready).active.scriptURL").endswith("/till/sw.js")
    shop.wait_until_delivered()
    receipt = watched.new_page()
    receipt.goto(f"{shop.address}/r/#{claim}")
    expect(receipt.locator(".verdict.good")).to_be_visible()
    assert refused(receipt) == []
    assert_injected_text_is_refused(receipt)
    assert_injected_text_is_refused(page)
