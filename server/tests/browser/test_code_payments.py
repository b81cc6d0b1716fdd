"""A code on the screen: the customer's bank app reads it, and the office, or nobody yet, says that it was paid."""

import os
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pictures import read_qr
from tests.browser.test_printing import leave_settings
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
PAYMENTS = "SELECT state, confirmation, sequence IS NOT NULL FROM payments_code_payment ORDER BY made_at"
TENDERS = (
    "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'tenders' FROM sales_entry e WHERE e.kind = 'sale' "
    "ORDER BY e.received_at DESC, e.sequence DESC LIMIT 1"
)
KEPT = os.environ.get("COMPTOIR_CODE_PICTURES", "")


def keep(page: Page, name: str) -> None:
    if KEPT:
        page.screenshot(path=str(Path(KEPT) / f"{name}.png"))


def show_code(till: TillPage, barcode: str) -> str:
    till.scan(barcode)
    till.page.get_by_role("button", name="Autres actions").click()
    till.page.get_by_role("button", name="GiroCode", exact=True).click()
    shown = till.page.get_by_role("img", name="Le client scanne le code")
    shown.wait_for(timeout=PATIENCE_MS)
    return read_qr(shown)


def open_account(till: TillPage, shop: Shop) -> Page:
    """The office makes one; a wrong figure is seen at once."""
    office = till.page.context.new_page()
    sign_in(office, shop.new_access())
    office.goto(urljoin(shop.address, "/tenders/codes/new?scheme=epc"))
    for name, value in {"name": "GiroCode", "iban": "BE72 0000 0000 1661", "holder": "Épicerie du Port"}.items():
        office.locator(f"#id_{name}").fill(value)
    office.locator("#id_may_finish").check()
    office.locator("main form .button-main").click()
    expect(office.locator("#id_iban")).to_have_attribute("aria-invalid", "true")
    keep(office, "account")
    office.locator("#id_iban").fill("BE72 0000 0000 1616")
    office.locator("main form .button-main").click()
    office.get_by_role("link", name="GiroCode").wait_for()
    return office


def open_customers_screen(till: TillPage) -> Page:
    """The second window of this device, as a person opens it."""
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    with till.page.context.expect_page() as opened:
        till.page.get_by_role("button", name="Ouvrir l’écran client").click()
    till.page.bring_to_front()
    leave_settings(till)
    return opened.value


def test_a_code_is_read_off_the_screen_and_the_office_confirms_what_was_paid(till: TillPage, shop: Shop) -> None:
    office = open_account(till, shop)
    till.page.bring_to_front()
    customers = open_customers_screen(till)

    gum, lunch = good("Chewing-gum menthe"), good("Sandwich jambon-beurre")
    text = show_code(till, gum.barcode)
    keep(till.page, "till")
    turned = customers.get_by_role("img", name="Scannez avec votre application bancaire")
    turned.wait_for(timeout=PATIENCE_MS)
    assert read_qr(turned) == text
    keep(customers, "customers")
    lines = text.split("\n")
    amount = f"EUR{gum.unit_price // 100}.{gum.unit_price % 100:02d}"
    assert lines[:10] == ["BCD", "002", "1", "SCT", "", "Épicerie du Port", "BE72000000001616", amount, "", ""]
    assert lines[10].startswith("RF")

    till.page.get_by_role("button", name="Terminer, pas encore confirmé").click()
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    shop.expect([("pending", "", True)], PAYMENTS)
    [([tender],)] = shop.ask(TENDERS)
    assert (tender["kind"], tender["terminal"], tender["confirmation"]) == ("transfer", "qr-epc", "none")

    # The office says that the money of the next one is there: the till seals by itself.
    till.page.get_by_role("button", name="Vente suivante").click()
    second = show_code(till, lunch.barcode)
    assert second.split("\n")[10] != lines[10]
    shop.expect([("pending", "", True), ("pending", "", False)], PAYMENTS)
    office.bring_to_front()
    office.goto(urljoin(shop.address, "/code-payments"))
    keep(office, "payments")
    office.locator("tbody tr").nth(1).get_by_role("link").first.click()
    keep(office, "payment")
    office.locator("main form .button-main").click()
    till.page.bring_to_front()
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    shop.expect([("pending", "", True), ("approved", "person", True)], PAYMENTS)
    [([tender],)] = shop.ask(TENDERS)
    assert tender["confirmation"] == "person"

    # The list of sales says which one nobody has confirmed.
    till.page.keyboard.press("F10")
    rows = till.page.locator(".days button")
    expect(rows.nth(1)).to_contain_text("pas encore confirmé")
    expect(rows.first).not_to_contain_text("pas encore confirmé")
    keep(till.page, "sales")
