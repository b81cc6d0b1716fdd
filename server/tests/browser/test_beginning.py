"""From an empty computer to the first sale: what a new shopkeeper does, with a stop-watch and axe."""

import time
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.begin_walk import beginning_screens
from tests.browser.test_accessibility import axe, light_and_dark
from tests.browser.till_page import Shop, TillPage

__all__ = ["axe"]

pytestmark = pytest.mark.browser

# Of the ten minutes three are for reaching the first sale; the machine may take one of them.
SECONDS_MAX = 60


def test_a_new_shop_sells_an_amount_without_any_article(empty_shop: Shop, tmp_path: Path, axe: str) -> None:
    began = time.monotonic()
    looked = 0.0
    problems: list[str] = []

    with empty_shop.browser(tmp_path / "phone") as device:
        page = device.pages[0]
        for screen in beginning_screens(empty_shop, page):
            # Whoever opens a shop does not look for faults: it is not their time.
            before = time.monotonic()
            problems += light_and_dark(page, screen, source=axe)
            looked += time.monotonic() - before
        page.locator("main.opening button").last.click()
        till = TillPage(page)
        till.wait_until_selling()

        # No article, no tap on a tab: the figures can be typed at once.
        expect(page.get_by_role("tab", name="Montant")).to_have_attribute("aria-selected", "true")
        page.keyboard.type("1250", delay=60)
        till.pay_cash()

        assert time.monotonic() - began - looked < SECONDS_MAX
        assert till.receipt_number == "A1-1-4"
        empty_shop.wait_until_delivered()
    with psycopg.connect(empty_shop.rehearsal.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT gross, currency FROM sales_sale").fetchall()
    assert rows == [(1_250, "EUR")]
    assert problems == []
