"""A card reader of Stripe that the server drives; a simulated Stripe is a process of its own, its ledger the judge."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.test_printing import leave_settings
from tests.browser.test_terminals import PATIENCE_MS, TENDERS, ask_terminal
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

# As an owner does it in the office: the account, its readers, and which tills may choose one.
ACCOUNT = """
import django; django.setup()
from datetime import UTC, datetime
from comptoir.config.demo.founding import OWNER
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import AssignTerminal, SaveAccount
from comptoir.payments.accounts import assign_terminal, save_account, terminals, try_account
from comptoir.payments.peers.stripe import KEYS
from comptoir.platform.models import Store
from comptoir.platform.tenancy import reading
account = new_uuid7()
save_account(SaveAccount(
    organization=ORGANIZATION, person=OWNER, id=account, driver="stripe", name="Stripe", is_live=False,
    is_active=True, settings={}, secrets={"api_key": KEYS[0]},
))
try_account(ORGANIZATION, account, datetime.now(UTC))
with reading(ORGANIZATION):
    terminal = terminals(account)[0].id
    stores = [store.id for store in Store.objects.all()]
for store in stores[:1]:
    assign_terminal(AssignTerminal(
        organization=ORGANIZATION, person=OWNER, terminal=terminal, name="Lecteur Stripe", store=store, till=None,
        allows_tips=False,
    ))
"""


class Stripe:
    """The simulated provider."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def mood(self, **wishes: Any) -> None:
        self._post("mood", wishes)

    def card(self) -> None:
        """The customer who was waited for holds out a card."""
        self._post("card", {})

    @property
    def taken(self) -> list[int]:
        with urlopen(f"{self.address}/_peer/ledger", timeout=10) as answer:
            return [one["amount"] for one in json.load(answer)["taken"]]

    def _post(self, what: str, body: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        urlopen(Request(f"{self.address}/_peer/{what}", json.dumps(body).encode(), headers), timeout=10).close()


@pytest.fixture
def stripe(shop: Shop, stripe_port: int) -> Iterator[Stripe]:
    command = [sys.executable, "-m", "comptoir.config.cli", "peer", "stripe", "--port", str(stripe_port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        shop.rehearsal.run(["-c", ACCOUNT])
        yield Stripe(stripe_port)
    finally:
        process.terminate()
        process.wait(10)


def test_a_reader_of_the_server_is_paid_from_the_till_and_pays_back(till: TillPage, shop: Shop, stripe: Stripe) -> None:
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    till.page.get_by_role("button", name="Lecteur Stripe").click()
    leave_settings(till)
    brush = good("Brosse à dents")
    till.scan(brush.barcode)

    stripe.mood(answer="decline")
    ask_terminal(till)
    expect(till.page.get_by_text("La banque a refusé cette carte.")).to_be_visible(timeout=PATIENCE_MS)
    assert stripe.taken == []
    # The answer to the capture is lost: the server looks, and takes it once.
    stripe.mood(fault="lose", at="/capture")
    ask_terminal(till)
    till.page.locator(".tick").wait_for(timeout=2 * PATIENCE_MS)

    assert stripe.taken == [brush.unit_price]
    [(tenders,)] = shop.ask(TENDERS)
    assert [(one["kind"], one["amount"], one["terminal"], one["last_four"]) for one in tenders] == [
        ("card", brush.unit_price, "stripe", "1111")
    ]
    till.refund_last_sale()
    assert stripe.taken == [brush.unit_price, -brush.unit_price]
