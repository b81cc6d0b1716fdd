"""Somebody learns on the shop's own till: all as in earnest, nothing sold, and the real day goes on as it was."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage

pytestmark = pytest.mark.browser

OF_THIS_TILL = "chain_id = (SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1)"


def choose(page: Page, row: str) -> None:
    page.keyboard.press("F1")
    page.locator("dialog").get_by_role("button", name=row).click()


def test_training_sells_nothing_and_leads_back_to_the_real_day(shop: Shop, till: TillPage) -> None:
    page = till.page
    problems: list[str] = []

    def look(screen: str) -> None:
        if AXE.exists():
            problems.extend(serious(page, screen, source=AXE.read_text(encoding="utf-8")))

    till.sell_amount(431)
    choose(page, "S’exercer")
    band = page.get_by_role("complementary", name="Formation")
    expect(band).to_be_visible()
    look("training-opening")
    page.get_by_role("button", name="Ouvrir avec").click()
    till.wait_until_selling()
    till.sell_amount(862)
    expect(page.get_by_text("porte la mention FORMATION")).to_be_visible()
    learned = till.receipt_number
    look("training-paid")
    page.reload()
    till.wait_until_selling()
    expect(band).to_be_visible()
    till.refund_last_sale()
    look("training-refunded")
    band.get_by_role("button", name="Quitter").click()
    expect(band).to_have_count(0)
    till.wait_until_selling()
    till.sell_amount(517)
    real = till.receipt_number
    expect(till.state_button).to_contain_text("À jour", timeout=30_000)

    assert re.fullmatch(r"\w+-T-\d+-\d+", learned)
    assert re.fullmatch(r"\w+-\d+-\d+", real)
    page.keyboard.press("F10")
    expect(page.locator(".days button")).to_have_count(2)
    assert shop.ask(
        f"SELECT gross FROM sales_sale WHERE id IN (SELECT id FROM sales_entry WHERE {OF_THIS_TILL}) ORDER BY sold_at"
    ) == [(431,), (517,)]
    assert shop.ask(
        f"SELECT deed, amount FROM sales_act a JOIN sales_entry e ON e.id = a.entry_id WHERE e.{OF_THIS_TILL} "
        "AND a.deed LIKE 'training%%' ORDER BY e.sequence"
    ) == [("training_began", None), ("training", 862), ("training", -862), ("training_ended", None)]
    assert problems == []
