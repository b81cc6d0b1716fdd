"""A Comptoir started by its own supervisor, with the demo shop in it, for the journeys of people."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from comptoir.config.demo.rehearsal import Access, Rehearsal, free_port
from tests.browser.chromium import find_chromium
from tests.browser.furnished import furnished_copy
from tests.browser.till_page import PATIENCE_MS, Shop, TillPage

# As long as every other step waits: what a test waits for may be busy, a bound that people care for is asserted.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of one run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip("there is no Chromium; `make test` finds or installs one")
    return found


@pytest.fixture(scope="session")
def stripe_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def shop(
    playwright: Playwright,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
    of_the_run: Path,
    stripe_port: int,
) -> Iterator[Shop]:
    with pytest.MonkeyPatch.context() as patch:
        # Mails become files: receipts and quotes can be sent, and nothing leaves this machine.
        patch.setenv("COMPTOIR_EMAIL_URL", f"file://{tmp_path_factory.mktemp('mails')}")
        # Card terminals of Stripe's are asked for here; a journey that wants one starts it.
        patch.setenv("COMPTOIR_PAYMENT_PEERS", f"stripe=http://127.0.0.1:{stripe_port}")
        # A witness of the log may be on this computer, for the journey that has one.
        patch.setenv("COMPTOIR_WITNESS_NETWORKS", "127.0.0.0/8")
        with furnished_copy(tmp_path_factory.mktemp("browser-shop"), of_the_run / "furnished") as rehearsal:
            opened = Shop(rehearsal, playwright, chromium)
            opened.new_access()
            yield opened


@pytest.fixture
def empty_shop(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Shop]:
    """A Comptoir that nobody has begun with."""
    rehearsal = Rehearsal(tmp_path / "shop", durable=False)
    try:
        rehearsal.start()
        yield Shop(rehearsal, playwright, chromium)
    finally:
        rehearsal.stop()


@pytest.fixture
def access(shop: Shop) -> Access:
    return shop.new_access()


@pytest.fixture
def device(shop: Shop, tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone that never saw the shop."""
    with shop.browser(tmp_path / "device") as context:
        yield context


@pytest.fixture
def till(device: BrowserContext, access: Access) -> TillPage:
    """The phone as an open till."""
    page = TillPage(device.pages[0])
    page.enrol(access)
    return page
