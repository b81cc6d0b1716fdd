"""Offers at the counter: by themselves, by a customer's group, by a code, and what the books say of them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

JAMS = "Confitures et miels : 3 pour 2"


def test_offers_hold_by_themselves_by_group_and_by_code(shop: Shop, till: TillPage, tmp_path: Path) -> None:
    page = till.page
    jam, coffee = good("Confiture de fraises 370 g"), good("Espresso")
    for item in (jam, jam, jam, coffee):
        till.scan(item.barcode)
    page.locator("section[aria-label=Panier] button.handle").click()
    basket = page.locator("section[aria-label=Panier]")
    expect(basket.locator(".promotion", has_text=JAMS).first).to_be_visible()
    expect(basket.get_by_text(JAMS)).to_have_count(2)  # on its line, and above the total

    page.get_by_role("button", name="Autres actions pour cette vente").click()
    page.get_by_role("button", name="Client, code, TVA").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Code promo").fill("nimporte")
    sheet.get_by_role("button", name="Appliquer").click()
    expect(sheet.get_by_role("alert")).to_have_text("Aucune offre du magasin n’a ce code.")
    page.screenshot(path=tmp_path / "terms.png")
    assert serious(page, "till-terms", source=AXE.read_text(encoding="utf-8")) == []
    sheet.get_by_label("Code promo").fill("bienvenue")
    sheet.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_text("Code noté")).to_be_visible()
    page.get_by_role("button", name="Autres actions pour cette vente").click()
    page.get_by_role("button", name="Client, code, TVA").click()
    sheet.get_by_role("button", name="Habitués").click()
    expect(basket.get_by_role("button", name="Habitués · BIENVENUE")).to_be_visible()

    till.pay_cash()
    [(kept, taken, doubted)] = shop.ask(
        "SELECT count(*), sum(p.amount), (SELECT count(*) FROM sales_discrepancy d WHERE d.entry_id = e.id) "
        "FROM sales_line_promotion p JOIN sales_entry e ON e.id = p.sale_id WHERE e.chain_id = "
        "(SELECT chain_id FROM sales_entry ORDER BY received_at DESC LIMIT 1) GROUP BY e.id"
    )
    assert (kept, doubted) == (1, 0)
    assert taken > 0
