"""An embassy buys without tax: asked for its card at the till, on the receipt, in the books, on the sale's page."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.looks import faults
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

LOOKS = os.environ.get("COMPTOIR_LOOKS", "")


def _look(page: Page, name: str) -> list[str]:
    """What axe and the eye find; a picture in each size and light, where somebody asked for pictures."""
    found = [*serious(page, name, source=AXE.read_text(encoding="utf-8")), *faults(page, name)]
    if LOOKS:
        for width, height in ((390, 844), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(150)
                page.screenshot(path=Path(LOOKS) / f"{name}-{width}-{scheme}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
    return found


def test_an_embassy_shows_its_card_and_pays_no_tax(
    shop: Shop, device: BrowserContext, access: Access, till: TillPage
) -> None:
    page = till.page
    till.scan(good("Espresso").barcode)
    page.locator("section[aria-label=Panier] button.handle").click()
    page.get_by_role("button", name="Autres").first.click()
    page.get_by_role("button", name="Client, code, TVA").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Ambassade ou consulat")).to_have_count(0)
    sheet.get_by_role("button", name="Ambassades", exact=True).click()
    # Choosing the customer offers it.
    page.get_by_role("button", name="Sans TVA").first.click()
    sheet.get_by_role("button", name="Ambassade ou consulat").click()
    field = sheet.get_by_label("Numéro de la carte présentée")
    expect(sheet.get_by_role("button", name="Vendre sans TVA")).to_be_disabled()
    field.fill("CD-4711")
    seen = _look(page, "till-exemption")
    sheet.get_by_role("button", name="Vendre sans TVA").click()
    expect(sheet).to_have_count(0)
    till.pay_cash()

    [(exemption, doubts, sale)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'exemption', (SELECT count(*) FROM "
        "sales_discrepancy d WHERE d.entry_id = e.id), e.id FROM sales_entry e WHERE e.kind = 'sale' "
        "ORDER BY e.received_at DESC LIMIT 1"
    )
    assert doubts == 0
    assert (exemption["category"], exemption["name"], exemption["vatex"], len(exemption["evidence"])) == (
        "E", "Ambassade ou consulat", "VATEX-EU-151", 64,
    )  # fmt: skip
    office = device.new_page()
    sign_in(office, access)
    for path, name in (("exemptions", "exemptions"), ("exemptions/new", "exemption"), (f"sales/{sale}", "exempt-sale")):
        office.goto(f"{shop.address}/{path}")
        seen += _look(office, name)
    if LOOKS:
        office.goto(f"{shop.address}/day-report?day=2026-11-25")
        office.get_by_text("Par lieu").evaluate("(caption) => caption.scrollIntoView()")
        seen += _look(office, "day-report")
        office.goto(f"{shop.address}/sales/{sale}")
    expect(office.get_by_text("Directive 2006/112/CE, art. 151 · VATEX-EU-151")).to_be_visible()
    expect(office.get_by_text("Présenté pour la vente sans TVA")).to_be_visible()
    expect(office.get_by_text("CD-4711")).to_be_visible()
    assert seen == []


def test_a_customer_whose_papers_the_office_has_seen_is_asked_for_nothing(
    shop: Shop, device: BrowserContext, access: Access, till: TillPage
) -> None:
    """Granted on the customer's page in the office; one tap at the till, and the entry is in order."""
    page, office = till.page, device.new_page()
    sign_in(office, access)
    office.goto(f"{shop.address}/customers")
    office.get_by_label("Nom", exact=True).fill("Mme Petit")
    office.get_by_role("button", name="Ajouter", exact=True).click()
    office.get_by_text("Ce client ne paie pas la TVA").click()
    office.get_by_label("Pourquoi pas de TVA").select_option(label="Société d’un autre pays de l’UE")
    office.get_by_label("Justificatif").fill("BE 0123.456.789")
    office.get_by_label("Dernier jour").fill(f"{datetime.now(UTC).date() + timedelta(days=90):%Y-%m-%d}")
    seen = _look(office, "customer-exemption")
    office.get_by_role("button", name="Accorder", exact=True).click()
    expect(office.get_by_role("button", name="Compter de nouveau la TVA")).to_be_visible()

    page.bring_to_front()  # behind another tab a sheet never stops moving
    till.scan(good("Espresso").barcode)
    page.locator("section[aria-label=Panier] button.handle").click()
    page.get_by_role("button", name="Autres").first.click()
    page.get_by_role("button", name="Client, code, TVA").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Mme Petit")).to_be_visible(timeout=15_000)
    seen += _look(page, "till-exempt-customer")
    sheet.get_by_role("button", name="Mme Petit").click()
    expect(sheet).to_have_count(0)
    expect(page.get_by_text("Mme Petit · BE 0123.456.789").first).to_be_visible()
    till.pay_cash()

    [(exemption, doubts, tax)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'exemption', (SELECT count(*) FROM "
        "sales_discrepancy d WHERE d.entry_id = e.id), s.tax FROM sales_entry e JOIN sales_sale s ON s.id = e.id "
        "WHERE e.kind = 'sale' ORDER BY e.received_at DESC LIMIT 1"
    )
    assert (doubts, tax, exemption["category"], "Petit" in str(exemption)) == (0, 0, "K", False)
    assert len(exemption["standing"]) == 36
    office.bring_to_front()
    office.get_by_role("button", name="Compter de nouveau la TVA").click()
    expect(office.get_by_text("Ce client ne paie pas la TVA")).to_be_visible()
    assert seen == []
