"""What happens after a sale: a wrong tender, an exchange, and goods that go elsewhere than the shelf."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.pictures import read_qr
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

# Of the till that was opened last, in the order of its chain: documents of one millisecond have no order of their own.
TENDERS = (
    "SELECT s.kind, s.gross, s.returned, array_agg(d.kind || ' ' || d.amount ORDER BY d.number) FROM sales_sale s "
    "JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id "
    "JOIN sales_tender d ON d.organization_id = s.organization_id AND d.sale_id = s.id "
    "WHERE e.chain_id = (SELECT chain_id FROM sales_entry WHERE kind = 'opening' ORDER BY id DESC LIMIT 1) "
    "GROUP BY s.organization_id, s.id, s.kind, s.gross, s.returned, e.sequence ORDER BY e.sequence"
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
    expect(page.locator(".tick")).to_have_text("Échange")

    sold, balance = espresso.unit_price + croissant.unit_price, sandwich.unit_price - croissant.unit_price
    books = [
        ("sale", sold, 0, [f"cash {sold}"]),
        ("tender_correction", 0, 0, [f"cash {-sold}", f"card {sold}"]),
        ("exchange", balance, -croissant.unit_price, [f"cash {balance}"]),
    ]
    shop.expect(books, TENDERS)
    shop.expect(
        [("sale", -1_000), ("refund", 1_000), ("waste", -1_000)],
        "SELECT m.reason, m.quantity_milli FROM stock_movement m JOIN sales_sale s ON s.id = m.document "
        "WHERE s.kind = 'exchange' ORDER BY m.line",
    )
    assert shop.ask("SELECT code FROM sales_discrepancy d JOIN sales_sale s ON s.id = d.entry_id "
                    "WHERE s.kind IN ('exchange', 'tender_correction')") == []  # fmt: skip


@pytest.fixture
def second(shop: Shop, access: Access, tmp_path: Path) -> Iterator[TillPage]:
    """Another till of the same store, made and enrolled through the back office."""
    with shop.browser(tmp_path / "second") as context:
        page = context.pages[0]
        sign_in(page, access)
        page.goto(f"{access.address}/tills/new")
        page.locator("input[name=code]").fill("B9")
        page.locator("input[name=name]").fill("Caisse du fond")
        page.locator("main form button").last.click()
        page.wait_for_url(re.compile("/tills/[0-9a-f-]{36}"))
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile("/enrol"))
        found = re.search(r"till/#code=([\w-]+)", page.content())
        assert found is not None
        till = TillPage(page)
        till.enrol(replace(access, enrolment_address=f"{access.address}/till/#code={found[1]}"))
        yield till


def test_a_basket_goes_to_another_till_and_the_receipt_comes_back_to_the_first(
    shop: Shop, till: TillPage, second: TillPage
) -> None:
    here, there = till.page, second.page
    till.scan(good("Espresso").barcode)
    here.get_by_role("button", name="Autres actions").click()
    here.get_by_role("button", name="sous un nom").click()
    here.locator("#park-name").fill("Mme Petit")
    here.keyboard.press("Enter")

    there.get_by_role("tab", name="En attente").click()
    expect(there.get_by_text("Mme Petit")).to_be_visible(timeout=15_000)
    there.get_by_role("button", name="Reprendre").click()
    there.locator("button.card:not([disabled])").wait_for()
    second.pay_cash()
    here.get_by_role("tab", name="En attente").click()
    expect(here.get_by_text("Rien en attente")).to_be_visible(timeout=15_000)

    shop.wait_until_delivered()
    till.read_code(read_qr(there.locator(".qr")))
    expect(here.get_by_role("heading", name="Vente B9-1-")).to_be_visible(timeout=15_000)
    here.get_by_role("button", name="Rembourser").click()
    here.get_by_role("button", name="Tout", exact=True).click()
    here.locator("footer .ways button").first.click()
    here.get_by_text("Remboursé").first.wait_for()

    [(chain, refunded)] = shop.ask(
        "SELECT s.refers_to_chain = e.chain_id, s.gross FROM sales_sale s JOIN sales_entry e ON e.id = s.id "
        "WHERE s.kind = 'refund' ORDER BY s.id DESC LIMIT 1"
    )
    assert (chain, refunded) == (False, -good("Espresso").unit_price)
    shop.expect([(0,)], "SELECT count(*) FROM tills_parkedbasket WHERE label <> ''")
