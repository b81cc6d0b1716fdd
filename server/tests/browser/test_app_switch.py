"""The till leaves for a provider's app on the same phone and comes back; the simulated provider is the judge."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from comptoir.payments.peers.sumup import SumUpPeer
from tests.browser.provider_account import connect, shop_with
from tests.browser.test_links import look
from tests.browser.test_printing import leave_settings
from tests.browser.test_tenders import tenders_of_last_sale
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def house(playwright: Playwright, chromium: str, tmp_path: Path, of_the_run: Path) -> Iterator[tuple[Shop, SumUpPeer]]:
    peer = SumUpPeer()
    with shop_with("sumup-app", peer, playwright, chromium, tmp_path, of_the_run) as shop:
        yield shop, peer


def test_a_sale_is_paid_in_the_app_and_sealed_by_what_the_provider_says(
    house: tuple[Shop, SumUpPeer], tmp_path: Path
) -> None:
    shop, peer = house
    shots, access = Path(os.environ.get("COMPTOIR_SHOTS", tmp_path)), shop.new_access()
    brush = good("Brosse à dents")
    with shop.browser(tmp_path / "phone", dark=True) as phone, shop.browser(tmp_path / "office") as desk:
        office, till = desk.pages[0], TillPage(phone.pages[0])
        sign_in(office, access)
        connect(office, shop, "sumup-app", "SumUp")
        till.enrol(access)
        till.page.get_by_role("button", name="Menu", exact=True).click()
        till.page.get_by_role("button", name="Réglages").click()
        till.page.get_by_role("button", name="SumUp", exact=True).click()
        leave_settings(till)
        till.scan(brush.barcode)
        till.page.keyboard.press("F9")
        till.page.get_by_role("button", name="Envoyer au terminal").click()
        leap = till.page.get_by_role("button", name="Ouvrir SumUp")
        leap.wait_for()
        look(till.page, "till-app-fr-dark-phone", shots)
        assert peer.ledger == []

        leap.click()
        till.page.get_by_role("link", name="Pay", exact=True).click()
        look(till.page, "app-return-fr-dark-phone", shots)
        # The phone had put the till away: it finds the payment by itself, and the sale that it pays.
        till.page.get_by_role("link", name="Aller à la caisse").click()
        till.wait_until_selling()
        till.page.get_by_text("n’appartient à aucune vente").first.wait_for()
        till.page.keyboard.press("F9")
        till.page.get_by_role("button", name="Oui, l’utiliser ici").click()
        till.page.locator(".tick").wait_for()

        assert tenders_of_last_sale(shop, till) == [("card", brush.unit_price)]
        assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", brush.unit_price)]
        office.goto(f"{shop.address}/card-payments")
        expect(office.get_by_role("row").filter(has_text="VISA")).to_have_count(1)
