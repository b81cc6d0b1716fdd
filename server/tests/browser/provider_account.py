"""A shop of its own whose office has an account with a simulated provider, so that no other journey sees its keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from comptoir.payments.peers.base import Peer
from comptoir.payments.peers.command import SECRETS, SETTINGS
from tests.browser.furnished import furnished_copy
from tests.browser.till_page import Shop
from tests.payments.counter import serving


@contextmanager
def shop_with(
    driver: str, peer: Peer, playwright: Playwright, chromium: str, folder: Path, of_the_run: Path
) -> Iterator[Shop]:
    """Its server is led to the peer."""
    with serving(peer) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPTOIR_PAYMENT_PEERS", f"{driver}={address}")
        with furnished_copy(folder / "shop", of_the_run / "furnished") as rehearsal:
            yield Shop(rehearsal, playwright, chromium)


def connect(page: Page, shop: Shop, driver: str, terminal: str) -> None:
    """An account whose terminal every till of the store may choose."""
    page.goto(f"{shop.address}/card-terminals/new/{driver}")
    for name, value in {**SECRETS[driver], **SETTINGS[driver]}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button").last.click()
    page.wait_for_url("**/card-terminals/accounts/**")
    page.get_by_role("link", name=terminal, exact=True).click()
    page.locator("[name=place]").select_option(index=1)
    page.locator("main form button").first.click()
    page.get_by_text("Enregistré").first.wait_for()
