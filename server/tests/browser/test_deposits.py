"""Deposits on bottles: rung with the water, empties off the basket, empties alone paid out, a machine's paper once."""

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.containers import WATER
from comptoir.kernel import gtin_check_digit
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

SOLD = (
    "SELECT s.gross, s.returned, (SELECT count(*) FROM sales_discrepancy x WHERE x.entry_id = s.id) "
    "FROM sales_sale s WHERE s.id >= (SELECT id FROM sales_entry WHERE kind = 'opening' ORDER BY id DESC LIMIT 1) "
    "ORDER BY (SELECT sequence FROM sales_entry e WHERE e.id = s.id)"
)


def test_bottles_go_and_come_back(shop: Shop, till: TillPage) -> None:
    page, water = till.page, good(WATER)
    paper = "980004200325"
    paper += str(gtin_check_digit(paper))

    def pay_out() -> None:
        before = till.sealed_count()
        page.get_by_role("button", name="Espèces").click()
        page.wait_for_function("(before) => performance.getEntriesByName('sealed', 'mark').length > before", arg=before)

    def empties(name: str, pieces: int) -> None:
        page.get_by_role("button", name="Menu", exact=True).click()
        page.get_by_role("button", name="Consigne rendue").click()
        for _ in range(pieces):
            page.get_by_role("button", name=f"Un de plus : {name}").click()

    till.scan(water.barcode)
    expect(page.get_by_text("Consigne bouteille 1 L")).to_be_attached()
    empties("Consigne bouteille 33 cl", 2)
    # An empty bottle under the reader is one that came back; what has no deposit joins nothing.
    till.scan(water.barcode)
    till.read_code(good("Baguette tradition").barcode)
    expect(page.locator("dialog").get_by_text("Rien n’est consigné sur cet article.")).to_be_visible()
    if AXE.exists():
        assert serious(page, "empties", source=AXE.read_text(encoding="utf-8")) == []
    page.get_by_role("button", name="Ajouter au panier").click()
    till.pay_cash()
    page.keyboard.press("Enter")

    empties("Consigne casier", 3)
    page.get_by_role("button", name="Ajouter au panier").click()
    pay_out()
    expect(page.get_by_text("À rendre", exact=True)).to_be_visible()
    page.keyboard.press("Enter")

    till.scan(paper)
    pay_out()
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_600)  # the same code sooner after paying is asked about
    till.read_code(paper)
    expect(page.get_by_text("Ce bon de consigne a déjà été payé.")).to_be_visible()

    # The bottle of water with its deposit, two small ones and an empty large one back.
    shop.expect([(water.unit_price - 30, -60, 0), (-720, -720, 0), (-325, -325, 0)], SOLD)
