"""A croissant that is eaten at a table: from the back office to the till, its receipt and the books."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from comptoir.config.demo.shop import GROCERY
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

CROISSANT = good("Croissant au beurre")


def _ask(page: Page, shop: Shop, place: str) -> None:
    """What the grocery's tills ask, by the page of the back office."""
    page.goto(f"{shop.address}/places")
    form = page.locator("form", has=page.get_by_role("heading", name=GROCERY.name))
    form.get_by_label("À la caisse").select_option(place)
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Enregistré. Les caisses l’apprennent tout de suite.")).to_be_visible()


def test_what_is_eaten_here_is_taxed_as_a_meal(
    shop: Shop, device: BrowserContext, access: Access, till: TillPage, tmp_path: Path
) -> None:
    office = device.new_page()
    sign_in(office, access)
    try:
        _ask(office, shop, "away")
        assert serious(office, "places", source=AXE.read_text(encoding="utf-8")) == []
        office.screenshot(path=tmp_path / "office.png", full_page=True)
        page = till.page
        page.bring_to_front()
        places = page.get_by_role("group", name="Sur place ou à emporter")
        expect(places.get_by_role("button", name="À emporter")).to_have_attribute("aria-pressed", "true")
        till.scan(CROISSANT.barcode)
        till.scan(good("Espresso").barcode)
        page.keyboard.press("Control+b")
        expect(places.get_by_role("button", name="Sur place")).to_have_attribute("aria-pressed", "true")
        page.locator("section[aria-label=Panier] button.handle").click()
        page.screenshot(path=tmp_path / "basket.png")
        assert serious(page, "till-places", source=AXE.read_text(encoding="utf-8")) == []
        page.locator("[data-line] > button").nth(1).click()
        page.get_by_role("dialog").get_by_role("button", name="À emporter").click()
        page.screenshot(path=tmp_path / "line.png")
        assert serious(page, "till-line-place", source=AXE.read_text(encoding="utf-8")) == []
        page.keyboard.press("Escape")
        till.pay_cash()
        shop.wait_until_delivered()
    finally:
        office.bring_to_front()
        _ask(office, shop, "")

    [(content, doubts)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body', (SELECT count(*) FROM sales_discrepancy d "
        "WHERE d.entry_id = e.id) FROM sales_entry e WHERE e.kind = 'sale' ORDER BY e.received_at DESC LIMIT 1"
    )
    assert doubts == 0
    assert (content["place"], content["switch"]) == ("here", "keep_price")
    assert [(line["tax_rate_ppm"], line.get("place")) for line in content["lines"]] == [
        (100_000, None), (100_000, "away"),
    ]  # fmt: skip
    till.page.bring_to_front()
    expect(till.page.get_by_role("group", name="Sur place ou à emporter")).to_have_count(0)
