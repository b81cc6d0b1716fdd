"""What happens after a sale: a wrong tender, an exchange, and goods that go elsewhere than the shelf."""

import pytest
from playwright.sync_api import expect

from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

TENDERS = (
    "SELECT s.kind, s.gross, s.returned, array_agg(d.kind || ' ' || d.amount ORDER BY d.number) FROM sales_sale s "
    "JOIN sales_tender d ON d.organization_id = s.organization_id AND d.sale_id = s.id "
    "WHERE s.till_id = (SELECT till_id FROM sales_sale ORDER BY id DESC LIMIT 1) AND s.id >= ("
    "SELECT id FROM sales_entry WHERE kind = 'opening' ORDER BY id DESC LIMIT 1) "
    "GROUP BY s.organization_id, s.id, s.kind, s.gross, s.returned ORDER BY s.id"
)


def test_a_wrong_tender_is_corrected_in_two_taps_and_goods_are_exchanged_in_one_flow(
    shop: Shop, till: TillPage
) -> None:
    espresso, croissant = good("Espresso"), good("Croissant au beurre")
    sandwich = good("Sandwich jambon-beurre")
    page = till.page
    till.scan(espresso.barcode)
    till.scan(croissant.barcode)
    till.pay_cash()

    page.get_by_role("button", name="Payé autrement").click()
    page.get_by_role("button", name="Carte").last.click()
    expect(page.get_by_text("paiement corrigé")).to_be_visible()

    page.keyboard.press("Enter")
    page.keyboard.press("F10")
    page.locator(".days button").first.click()
    expect(page.get_by_text("Carte, corrigé")).to_be_visible()
    page.get_by_role("button", name="Échanger").click()
    page.get_by_role("button", name="Un de plus : Croissant au beurre").click()
    page.get_by_role("button", name="Jeté").click()
    page.get_by_role("button", name="Choisir les nouveaux articles").click()
    expect(page.get_by_text("Ajoutez ce que le client prend.")).to_be_visible()
    till.scan(sandwich.barcode)
    till.pay_cash()
    page.wait_for_timeout(1_500)

    sold, balance = espresso.unit_price + croissant.unit_price, sandwich.unit_price - croissant.unit_price
    assert shop.ask(TENDERS) == [
        ("sale", sold, 0, [f"cash {sold}"]),
        ("tender_correction", 0, 0, [f"cash {-sold}", f"card {sold}"]),
        ("exchange", balance, -croissant.unit_price, [f"cash {balance}"]),
    ]
    moved = shop.ask(
        "SELECT m.reason, m.quantity_milli FROM stock_movement m JOIN sales_sale s ON s.id = m.document "
        "WHERE s.kind = 'exchange' ORDER BY m.line"
    )
    assert moved == [("sale", -1_000), ("refund", 1_000), ("waste", -1_000)]
    assert shop.ask("SELECT code FROM sales_discrepancy d JOIN sales_sale s ON s.id = d.entry_id "
                    "WHERE s.kind IN ('exchange', 'tender_correction')") == []  # fmt: skip
