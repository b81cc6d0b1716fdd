"""Payment links: made at the till, paid by guests on their phones, sealed by the till that sees it; the simulated
provider's ledger is the judge."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from comptoir.config.demo.rehearsal import Access
from comptoir.links.peers import MolliePages
from comptoir.payments.peers.command import SECRETS
from tests.browser.furnished import furnished_copy
from tests.browser.looks import faults
from tests.browser.test_accessibility import AXE, serious
from tests.browser.test_tenders import open_panel, tenders_of_last_sale
from tests.browser.till_page import Shop, TillPage, good, sign_in
from tests.payments.counter import serving

pytestmark = pytest.mark.browser

TABLET: ViewportSize = {"width": 820, "height": 1180}
TOKEN = "SELECT token FROM links_link ORDER BY made_at DESC LIMIT 1"
TENDERS = (
    "SELECT t->>'kind', t->>'terminal', (t->>'amount')::int, (t->>'tip')::int FROM sales_entry e, "
    "jsonb_array_elements(convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'tenders') t WHERE e.kind = 'sale' "
    "AND t->>'terminal' = 'link' ORDER BY e.received_at, e.sequence, (t->>'amount')::int"
)
SPENT = "SELECT count(*), count(sequence) FROM payments_card_attempt WHERE driver = 'link'"
# The till hears of a payment that soon after the provider has it; half a second is between two questions.
SECONDS_MAX = 3.0


@dataclass(frozen=True, slots=True)
class House:
    """A shop of its own with an account at a simulated provider."""

    shop: Shop
    peer: MolliePages


@pytest.fixture
def house(playwright: Playwright, chromium: str, tmp_path: Path, of_the_run: Path) -> Iterator[House]:
    peer = MolliePages()
    with serving(peer) as address, pytest.MonkeyPatch.context() as patch:
        peer.place = address
        patch.setenv("COMPTOIR_PAYMENT_PEERS", f"mollie={address}")
        with furnished_copy(tmp_path / "shop", of_the_run / "furnished") as rehearsal:
            yield House(Shop(rehearsal, playwright, chromium), peer)


def pay_there(guest: Page, peer: MolliePages) -> float:
    """On the provider's page; answers when it had the money."""
    guest.get_by_role("button", name="Pay", exact=True).wait_for()
    before = len(peer.ledger)
    guest.get_by_role("button", name="Pay", exact=True).click()
    while len(peer.ledger) == before:
        time.sleep(0.01)
    return time.monotonic()


def connect(page: Page, shop: Shop, access: Access) -> None:
    """The shop's account with the provider, in the office."""
    sign_in(page, access)
    page.goto(f"{shop.address}/card-terminals/new/mollie")
    page.locator("[name=api_key]").fill(SECRETS["mollie"]["api_key"])
    page.locator("main form button").last.click()
    page.wait_for_url("**/card-terminals/accounts/**")


def make_link(till: TillPage, shop: Shop, barcode: str) -> str:
    """A link for an article; answers where it is paid."""
    till.scan(barcode)
    open_panel(till.page, "Lien de paiement")
    till.page.get_by_text("En attente du paiement").wait_for()
    [(token,)] = shop.ask(TOKEN)
    return f"{shop.address}/pay/{token}"


def look(page: Page, name: str, shots: Path) -> None:
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    assert serious(page, name, source=AXE.read_text(encoding="utf-8")) == []
    assert faults(page, name) == []


def wait_until_sealed(till: TillPage, paid_at: float) -> None:
    till.page.locator(".tick").wait_for()
    assert time.monotonic() - paid_at < SECONDS_MAX


def test_guests_pay_on_their_phones_and_the_till_seals_what_they_paid(house: House, tmp_path: Path) -> None:
    shop, peer, shots = house.shop, house.peer, Path(os.environ.get("COMPTOIR_SHOTS", tmp_path))
    brush, food, access = good("Brosse à dents"), good("Croquettes pour chat 1 kg"), shop.new_access()
    with (
        shop.browser(tmp_path / "till") as device,
        shop.browser(tmp_path / "phone", dark=True) as phone,
        shop.browser(tmp_path / "tablet", viewport=TABLET, locale="en-GB") as tablet,
    ):
        guest, visitor, till = phone.pages[0], tablet.pages[0], TillPage(device.pages[0])
        connect(guest, shop, access)
        till.enrol(access)

        address = make_link(till, shop, brush.barcode)
        look(till.page, "till-link", shots)
        guest.goto(address)
        expect(guest.get_by_role("list", name="Pour quoi")).to_contain_text("Brosse à dents")
        look(guest, "guest-fr-dark-phone", shots)
        guest.locator("button[value=all]").click()
        wait_until_sealed(till, pay_there(guest, peer))
        expect(guest.get_by_text("Payé. Merci")).to_be_visible()
        assert tenders_of_last_sale(shop, till) == [("card", brush.unit_price)]

        # The goods are put aside, two guests share, and the till seals by itself while nobody touches it.
        till.page.get_by_role("button", name="Vente suivante").click()
        address = make_link(till, shop, food.barcode)
        till.page.get_by_role("button", name="Mettre de côté").click()
        till.page.get_by_text("En attente du paiement").wait_for(state="detached")
        visitor.goto(f"{address}?people=2")
        look(visitor, "guest-en-light-tablet", shots)
        visitor.get_by_role("button", name="Pay my share").click()
        pay_there(visitor, peer)
        visitor.get_by_text("Still to pay").wait_for()
        visitor.locator("button[value=all]").click()
        wait_until_sealed(till, pay_there(visitor, peer))

        half = (food.unit_price + 1) // 2
        parts = sorted((half, food.unit_price - half))
        shop.expect(
            [("card", "link", brush.unit_price, None), *[("card", "link", part, None) for part in parts]], TENDERS
        )
        shop.expect([(3, 3)], SPENT)
        assert sorted(one.amount for one in peer.ledger) == sorted([brush.unit_price, *parts])
