"""A company pays a deposit, gets its invoice with the code on the receipt, and sees at the shop what is kept for it."""

import re

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.pictures import read_qr
from tests.browser.test_accessibility import AXE, light_and_dark
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

ISSUER = {"street": "12 rue des Halles", "postal_code": "44000", "city": "Nantes", "tax_number": "FR00123456789"}
BUYER = {"name": "Atelier Martin", "street": "3 rue Neuve", "postal_code": "59000", "city": "Lille"}


def test_a_deposit_keeps_goods_aside_and_has_an_invoice(shop: Shop, access: Access, till: TillPage) -> None:
    page, sandwich = till.page, good("Sandwich jambon-beurre")
    office = page.context.new_page()
    sign_in(office, access)
    office.goto(f"{shop.address}/invoices")
    office.get_by_role("link", name="Société sur les factures").click()
    for field, text in ISSUER.items():
        office.locator(f"#id_{field}").fill(text)
    office.get_by_role("button", name="Enregistrer").click()

    till.scan(sandwich.barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Devis ou acompte").click()
    page.get_by_role("button", name="Mise de côté").click()
    page.get_by_label("Nom du client").fill("Mme Martin")
    dialog = page.get_by_role("dialog")
    for digit in "200":
        dialog.get_by_role("button", name=digit, exact=True).click()
    dialog.get_by_role("button", name="Espèces").click()
    page.locator(".qr svg").wait_for()
    claim = read_qr(page.locator(".qr")).rpartition("#")[2]
    [(item,)] = shop.ask("SELECT id FROM catalog_item WHERE name = %s", sandwich.name)

    customer = page.context.new_page()
    customer.goto(f"{shop.address}/r/#{claim}")
    customer.get_by_role("button", name="Il me faut une facture").click()
    for field, text in BUYER.items():
        customer.locator(f"[name={field}]").fill(text)
    customer.get_by_role("button", name="Faire la facture").click()
    with customer.expect_download() as download:
        customer.get_by_role("button", name=re.compile(r"Télécharger la facture D\d{4}-\d{6}")).click()
    problems = light_and_dark(customer, "deposit", source=AXE.read_text(encoding="utf-8")) if AXE.exists() else []
    customer.close()

    office.goto(f"{shop.address}/products/{item}/stock")
    office.get_by_label("Compté").fill("3")
    office.get_by_role("button", name="Enregistrer le comptage").click()
    expect(office.get_by_role("link", name="Mme Martin")).to_be_visible()
    if AXE.exists():
        problems += light_and_dark(office, "stock", source=AXE.read_text(encoding="utf-8"))

    assert download.value.path().read_bytes().startswith(b"%PDF-")
    made = shop.ask("SELECT kind, gross FROM invoices_document WHERE buyer_name = %s", BUYER["name"])
    assert made == [("prepayment", 200)]
    assert problems == []
