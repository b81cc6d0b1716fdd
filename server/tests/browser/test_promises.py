"""What takes several days at a counter: goods kept aside and paid in parts, a customer who pays later."""

import re

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.test_accessibility import AXE, light_and_dark
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

BOOKS = (
    "SELECT s.kind, s.gross, array_agg(d.kind || ' ' || d.amount ORDER BY d.number) FROM sales_sale s "
    "LEFT JOIN sales_tender d ON d.organization_id = s.organization_id AND d.sale_id = s.id "
    "JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id "
    "WHERE e.chain_id = (SELECT chain_id FROM sales_entry ORDER BY id DESC LIMIT 1) "
    "GROUP BY s.organization_id, s.id, s.kind, s.gross, e.sequence ORDER BY e.sequence"
)
FREE = """
    SELECT v.on_hand_milli, r.quantity_milli FROM stock_reservation r
    JOIN stock_level v ON v.store_id = r.store_id AND v.item_id = r.item_id AND v.counted_at IS NOT NULL
    JOIN catalog_item i ON i.id = r.item_id WHERE i.name = %s
"""
FLAGS = (
    "SELECT x.code FROM sales_discrepancy x JOIN sales_entry e ON e.organization_id = x.organization_id "
    "AND e.id = x.entry_id WHERE e.chain_id = (SELECT chain_id FROM sales_entry ORDER BY id DESC LIMIT 1) "
    "AND x.code <> 'simulated_terminal'"
)


def test_goods_are_kept_aside_paid_in_parts_and_collected(shop: Shop, till: TillPage) -> None:
    page, sandwich = till.page, good("Sandwich jambon-beurre")
    worth = sandwich.unit_price
    till.scan(sandwich.barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Devis ou acompte").click()
    page.get_by_role("button", name="Mise de côté").click()
    page.get_by_label("Nom du client").fill("M. Durand")
    dialog = page.get_by_role("dialog")
    for digit in "200":
        dialog.get_by_role("button", name=digit, exact=True).click()
    dialog.get_by_role("button", name="Espèces").click()
    expect(page.get_by_text("Encaissé").first).to_be_visible()

    page.keyboard.press("Enter")
    page.get_by_role("tab", name="En attente").click()
    # Other customers' goods lie there, too.
    kept = page.get_by_role("article").filter(has_text="M. Durand")
    expect(kept.get_by_text(re.compile("payé 2,00"))).to_be_visible()
    kept.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text(re.compile("Acomptes de"))).to_be_visible()
    till.pay_cash()

    shop.expect([("payment", 200, ["cash 200"]), ("sale", worth - 200, [f"cash {worth - 200}"])], BOOKS)
    assert shop.ask(FLAGS) == []


def test_goods_that_lie_there_for_a_customer_say_so_when_somebody_else_takes_them(
    shop: Shop, access: Access, till: TillPage
) -> None:
    page, honey = till.page, good("Miel de lavande 250 g")
    office = page.context.new_page()
    sign_in(office, access)
    office.goto(f"{shop.address}/products?q={honey.name}")
    office.get_by_role("link", name=re.compile(honey.name)).first.click()
    office.goto(f"{office.url}/stock")
    office.locator("input[name=quantity]").fill("1")
    office.get_by_role("button", name="Enregistrer le comptage").click()
    expect(office.get_by_text("Les chiffres suivent")).to_be_visible()
    office.close()
    till.scan(honey.barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Devis ou acompte").click()
    page.get_by_role("button", name="Mise de côté").click()
    page.get_by_label("Nom du client").fill("Mme Roux")
    page.get_by_role("dialog").get_by_role("button", name="1", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Espèces").click()
    page.get_by_role("button", name="Vente suivante").click()
    kept = page.get_by_role("article").filter(has_text="Mme Roux")
    # What is counted and what is promised are worked out after the answer; the till asks when it shows what waits.
    shop.expect([(1_000, 1_000)], FREE, honey.name)
    page.get_by_role("tab", name="En attente").click()
    expect(kept).to_be_visible()

    page.get_by_role("tab", name="Articles").click()
    page.wait_for_timeout(1_600)  # the same code sooner after paying is asked about
    till.scan(honey.barcode)

    expect(page.get_by_text(re.compile(rf"{honey.name}\s: rien de libre, 1 de côté pour Mme Roux"))).to_be_visible()
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Annuler cette vente").click()
    page.get_by_role("dialog").get_by_role("button", name="Erreur").click()
    page.get_by_role("tab", name="En attente").click()
    kept.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text(re.compile("Mise de côté .+ · Mme Roux"))).to_be_visible()
    expect(page.get_by_text("rien de libre")).to_have_count(0)


def test_a_customer_pays_later_and_what_is_owed_is_settled_at_the_till(
    shop: Shop, access: Access, till: TillPage
) -> None:
    page, baguette = till.page, good("Baguette tradition")
    worth = baguette.unit_price
    office = page.context.new_page()
    sign_in(office, access)
    office.goto(f"{shop.address}/customers")
    office.get_by_label("Nom", exact=True).fill("Café du Port")
    office.locator("#id_credit_limit").fill("300")
    office.get_by_role("button", name="Ajouter", exact=True).click()
    office.close()
    till.reopen(shop.address)
    till.scan(baguette.barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="En compte").click()
    page.get_by_role("button", name=re.compile("Café du Port")).click()
    page.get_by_role("button", name=re.compile("^Encaisser|^Prendre")).last.click()
    # Nothing came in: who reads "paid" puts it into the drawer's sum.
    expect(page.locator(".tick")).to_have_text("En compte")

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Comptes clients").click()
    page.get_by_role("button", name=re.compile("Café du Port")).click()
    page.get_by_role("dialog").get_by_role("button", name="Espèces").click()
    expect(page.get_by_text("Encaissé").first).to_be_visible()

    owed = ("sale", worth, [f"account {worth}"])
    shop.expect([owed, ("payment", 0, [f"cash {worth}", f"account {-worth}"])], BOOKS)
    assert shop.ask(FLAGS) == []


def test_a_quote_is_sent_by_mail_from_the_till_and_from_the_back_office(
    shop: Shop, access: Access, till: TillPage
) -> None:
    page, sandwich = till.page, good("Sandwich jambon-beurre")
    till.scan(sandwich.barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Devis ou acompte").click()
    page.get_by_label("Nom du client").fill("Mme Petit")
    page.get_by_label("E-mail").fill("petit@example.fr")
    page.get_by_role("button", name="Faire le devis").click()
    page.get_by_role("button", name="Envoyer par e-mail").click()
    expect(page.get_by_label("Adresse e-mail du client")).to_have_value("petit@example.fr")
    problems = light_and_dark(page, "quote by mail", source=AXE.read_text(encoding="utf-8")) if AXE.exists() else []
    page.get_by_role("dialog").last.get_by_role("button", name="Envoyer par e-mail").click()
    expect(page.get_by_text("p…@example.fr")).to_be_visible()
    page.get_by_role("button", name="Vente suivante").click()
    page.get_by_role("tab", name="En attente").click()
    expect(page.get_by_role("article").filter(has_text="Mme Petit").get_by_label("Envoyer par e-mail")).to_be_visible()
    if AXE.exists():
        problems += light_and_dark(page, "open orders", source=AXE.read_text(encoding="utf-8"))

    office = page.context.new_page()
    sign_in(office, access)
    office.goto(f"{shop.address}/orders")
    office.get_by_role("row", name=re.compile("Mme Petit")).get_by_role("link").first.click()
    expect(office.get_by_label("E-mail")).to_have_value("petit@example.fr")
    if AXE.exists():
        problems += light_and_dark(office, "order", source=AXE.read_text(encoding="utf-8"))
    office.get_by_role("button", name="Envoyer", exact=True).click()
    expect(office.get_by_text("p…@example.fr")).to_have_count(2)

    sent = "SELECT channel, essentials <> '' FROM papers_delivery ORDER BY requested_at"
    shop.expect([("email", True), ("email", False)], sent)
    assert problems == []
