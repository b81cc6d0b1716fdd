"""Goods without a receipt, and a note to a sale: through the real screens into the books."""

import pytest
from playwright.sync_api import expect

from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

OF_THIS_TILL = "e.chain_id = (SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1)"


def test_goods_come_back_without_a_receipt_and_a_note_follows_its_sale(shop: Shop, till: TillPage) -> None:
    page = till.page
    dialog = page.locator("dialog")
    till.scan(good("Baguette tradition").barcode)
    page.get_by_role("button", name="Autres actions pour cette vente").last.click()
    dialog.get_by_role("button", name="Reprise sans ticket").click()
    dialog.locator("li").wait_for()
    dialog.get_by_role("button", name="Jeté").click()
    dialog.locator("footer button").first.click()
    dialog.get_by_role("button", name="Défectueux").click()
    page.locator(".tick").wait_for()
    page.keyboard.press("Enter")

    till.scan(good("Croissant au beurre").barcode)
    page.locator("li[data-line] .what").first.dispatch_event("click")
    page.get_by_role("tab", name="Note").click()
    dialog.locator("input[type=text]").fill("Bien cuite")
    dialog.get_by_role("button", name="Garder la note").click()
    expect(dialog).to_have_count(0)
    till.pay_cash()
    expect(till.state_button).to_contain_text("À jour", timeout=30_000)

    assert shop.ask(
        f"SELECT a.deed, a.reason, s.kind FROM sales_act a JOIN sales_entry e ON e.id = a.entry_id "
        f"JOIN sales_sale s ON s.id = e.id WHERE {OF_THIS_TILL} AND a.deed = 'refund_without_receipt'"
    ) == [("refund_without_receipt", "faulty", "refund")]
    assert shop.ask(
        f"SELECT n.number, n.text, position('cuite'::bytea in e.content) FROM papers_note n "
        f"JOIN sales_entry e ON e.id = n.entry_id WHERE {OF_THIS_TILL}"
    ) == [(1, "Bien cuite", 0)]
