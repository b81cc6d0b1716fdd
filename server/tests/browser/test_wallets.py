"""A customer holds out a phone: the till reads its code, and the simulated wallet is the judge."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from comptoir.payments.peers.alipay import AlipayPeer
from comptoir.payments.peers.base import Mood
from tests.browser.provider_account import connect, shop_with
from tests.browser.test_code_payments import TENDERS
from tests.browser.test_links import look
from tests.browser.till_page import Shop, TillPage, good, sign_in
from tests.payments.counter import CODES

pytestmark = pytest.mark.browser


@pytest.fixture
def house(playwright: Playwright, chromium: str, tmp_path: Path, of_the_run: Path) -> Iterator[tuple[Shop, AlipayPeer]]:
    peer = AlipayPeer()
    with shop_with("alipay", peer, playwright, chromium, tmp_path, of_the_run) as shop:
        yield shop, peer


def test_the_till_reads_the_code_of_a_phone_and_seals_what_the_wallet_says(
    house: tuple[Shop, AlipayPeer], tmp_path: Path
) -> None:
    shop, peer = house
    shots, access = Path(os.environ.get("COMPTOIR_SHOTS", tmp_path)), shop.new_access()
    brush, code = good("Brosse à dents"), CODES["alipay"]
    with shop.browser(tmp_path / "phone", dark=True) as phone, shop.browser(tmp_path / "office") as desk:
        office, till = desk.pages[0], TillPage(phone.pages[0])
        sign_in(office, access)
        connect(office, shop, "alipay", "Alipay+")
        look(office, "wallet-account-fr", shots)
        till.enrol(access)
        till.scan(brush.barcode)
        till.page.get_by_role("button", name="Autres actions").click()
        till.page.get_by_role("button", name="Alipay+", exact=True).click()
        till.page.get_by_text("Scannez le code").wait_for()
        look(till.page, "till-wallet-fr-dark-phone", shots)

        till.read_code(f"{code[:-1]}8")
        expect(till.page.get_by_text("Le code a expiré")).to_be_visible(timeout=30_000)
        peer.mood = Mood(waits=True)
        till.read_code(code)
        expect(till.page.get_by_text("Le client confirme sur son téléphone.")).to_be_visible(timeout=30_000)
        look(till.page, "till-wallet-waits-fr-dark-phone", shots)
        peer.has_card = True
        till.page.locator(".tick").wait_for(timeout=30_000)

        assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", brush.unit_price)]
        shop.expect([("approved",)], "SELECT state FROM payments_card_attempt WHERE sequence IS NOT NULL")
        [([tender],)] = shop.ask(TENDERS)
        assert {name: tender[name] for name in ("kind", "amount", "terminal", "brand")} == {
            "kind": "card", "amount": brush.unit_price, "terminal": "alipay", "brand": "AlipayHK",
        }  # fmt: skip
