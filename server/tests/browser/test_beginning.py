"""From an empty computer to the first sale: what a new shopkeeper does, with a stop-watch and axe."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Playwright, expect

from comptoir.config.demo.rehearsal import Rehearsal
from tests.browser.chromium import find_chromium
from tests.browser.test_accessibility import axe, serious
from tests.browser.till_page import Shop, TillPage

__all__ = ["axe"]

pytestmark = pytest.mark.browser

# Of the ten minutes three are for reaching the first sale; the machine may take one of them.
SECONDS_MAX = 60


@pytest.fixture
def empty_shop(playwright: Playwright, tmp_path: Path) -> Iterator[Shop]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("there is no Chromium; `make test` finds or installs one")
    rehearsal = Rehearsal(tmp_path / "shop", durable=False)
    try:
        rehearsal.start()
        yield Shop(rehearsal, playwright, chromium)
    finally:
        rehearsal.stop()


def test_a_new_shop_sells_an_amount_without_any_article(empty_shop: Shop, tmp_path: Path, axe: str) -> None:
    began = time.monotonic()
    link = printed_address(empty_shop.rehearsal)
    problems: list[str] = []

    with empty_shop.browser(tmp_path / "phone") as device:
        page = device.pages[0]
        page.goto(f"{empty_shop.address}/")
        expect(page.locator("#code")).to_be_visible()
        problems += serious(page, "code", source=axe)
        page.goto(link)
        page.locator("#country").select_option("LU")
        page.locator("input[value=market]").check()
        problems += serious(page, "choices", source=axe)
        page.get_by_role("button", name="Suivant").click()
        page.locator("#id_name").fill("Chez Léa")
        page.locator("#id_owner").fill("Léa Favre")
        page.locator("#id_password").fill("quatre mots faciles ici")
        page.locator("#id_with_samples").uncheck()
        problems += serious(page, "shop", source=axe)
        page.get_by_role("button", name="Ouvrir le commerce").click()
        page.get_by_role("button", name="Encaisser votre premier montant").wait_for()
        problems += serious(page, "first sale", source=axe)
        page.get_by_role("button", name="Encaisser votre premier montant").click()
        page.get_by_role("button", name="Ouvrir avec").click()
        till = TillPage(page)
        till.wait_until_selling()

        # No article, no tap on a tab: the figures can be typed at once.
        expect(page.get_by_role("tab", name="Montant")).to_have_attribute("aria-selected", "true")
        page.keyboard.type("1250", delay=60)
        till.pay_cash()

        assert time.monotonic() - began < SECONDS_MAX
        assert till.receipt_number == "A1-1-4"
        page.wait_for_timeout(1_500)
    with psycopg.connect(empty_shop.rehearsal.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT gross, currency FROM sales_sale").fetchall()
    assert rows == [(1_250, "EUR")]
    assert problems == []


def printed_address(shop: Rehearsal) -> str:
    """What the person at the keyboard reads, once it is printed."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := re.search(r"http\S+/begin\?code=\S+", shop.log.read_text()):
            return found.group(0)
        time.sleep(0.1)
    raise AssertionError(shop.tail())
