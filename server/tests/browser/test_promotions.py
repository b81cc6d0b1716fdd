"""A promotion from the shopkeeper's form to the customer's receipt."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_shop import office, signed_in  # noqa: F401  # fixtures
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser


def test_a_promotion_is_tried_saved_met_at_the_till_and_ended(shop: Shop, till: TillPage, office: Page) -> None:  # noqa: F811
    baguette = good("Baguette classique")
    office.goto(f"{shop.address}/promotions/new/cheapest")
    office.locator("#id_name").fill("Trois baguettes, une offerte")
    office.locator("input[data-no-enter]").first.press_sequentially("baguette classique", delay=20)
    office.locator("[data-picks]").first.click()

    # 3 at 1.05, one free, as the real engine says before anything is saved.
    trial = office.locator("#trial")
    expect(trial).to_contain_text("Cette promotion donne 1,05")
    expect(trial).to_contain_text("2,10")
    office.get_by_role("button", name="Enregistrer").click()
    office.wait_for_url(re.compile("/promotions/[0-9a-f-]{36}$"))

    till.wait_until_heard("Trois baguettes, une offerte")
    for _piece in range(3):
        till.scan(baguette.barcode)
    expect(till.page.locator("body")).to_contain_text("Trois baguettes, une offerte")
    till.pay_cash()
    [(gross, taken)] = shop.ask(
        "SELECT s.gross, p.amount FROM sales_line_promotion p JOIN sales_sale s ON s.id = p.sale_id "
        "ORDER BY s.sold_at DESC LIMIT 1"
    )
    assert (gross, taken) == (210, 105)
    assert shop.ask("SELECT count(*) FROM sales_discrepancy WHERE code = 'promotion'") == [(0,)]

    office.goto(f"{shop.address}/promotions/report")
    expect(office.locator("main")).to_contain_text("Trois baguettes, une offerte")
    office.goto(f"{shop.address}/promotions")
    office.get_by_role("link", name="Trois baguettes, une offerte").click()
    office.get_by_role("button", name="Terminer maintenant").click()
    expect(office.locator("main")).to_contain_text("Terminées")
