"""At the counter: a person's own PIN, a tablet that customers look at, and a till for the left hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.shop import CASHIER_IDS, ORGANIZATION
from comptoir_agent.simulate.hands import SECONDS_MAX, Hardware, hardware, start_agent
from tests.browser.test_accessibility import AXE, serious
from tests.browser.test_printing import connect, leave_settings
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

SET_PIN = """
import django; django.setup()
from datetime import UTC, datetime
from uuid import UUID
from comptoir.staff.commands import ClearSecret, SetPin
from comptoir.staff.public import clear_secret, set_pin
who = {"organization": UUID("%(organization)s"), "person": None, "employee": UUID("%(employee)s")}
"""


@contextmanager
def pin_of(shop: Shop, cashier: str, digits: str) -> Iterator[None]:
    """Somebody has a PIN for as long as this lasts: the shop is everybody's."""
    begin = SET_PIN % {"organization": ORGANIZATION, "employee": CASHIER_IDS[cashier]}
    shop.rehearsal.run(["-c", f"{begin}set_pin(SetPin(**who, pin={digits!r}, now=datetime.now(UTC)))"])
    try:
        yield
    finally:
        shop.rehearsal.run(["-c", f"{begin}clear_secret(ClearSecret(**who, kind='pin'))"])


def has_secret(cashier: str, kind: str) -> str:
    """What a till keeps of somebody whose PIN or badge it can check."""
    return f'"name":"{cashier}"[^}}]*"{kind}":"'


def no_violations(page: Page, screen: str) -> None:
    if AXE.exists():
        assert serious(page, screen, source=AXE.read_text(encoding="utf-8")) == []


def type_digits(till: TillPage, *pins: str) -> None:
    for pin in pins:
        till.page.keyboard.type(pin, delay=90)
        till.page.wait_for_timeout(100)


def test_a_cashier_chooses_another_pin_at_the_till(shop: Shop, till: TillPage, device: BrowserContext) -> None:
    with pin_of(shop, "ines", "5028"):
        till.wait_until_heard(has_secret("Inès", "pin"))
        till.page.get_by_role("button", name="Caisse tenue par").click()
        till.page.get_by_role("button", name="Inès").click()
        expect(till.page.get_by_text("Code de Inès")).to_be_visible()
        type_digits(till, "5028")
        till.page.locator("dialog[open]").wait_for(state="hidden")

        till.page.get_by_role("button", name="Menu", exact=True).click()
        till.page.get_by_role("button", name="Changer mon code").click()
        no_violations(till.page, "change the PIN")
        type_digits(till, "5028", "3333", "3333")
        expect(till.page.get_by_text("celui que tout le monde essaie")).to_be_visible()
        till.pull_cable()
        type_digits(till, "9072", "9072")
        expect(till.page.get_by_text("Sans connexion au serveur, le code ne change pas")).to_be_visible()
        device.set_offline(False)
        type_digits(till, "9072", "9072")
        expect(till.page.get_by_text("Inès. Votre nouveau code est valable à toutes les caisses.")).to_be_visible()

        till.page.get_by_role("button", name="Menu", exact=True).click()
        till.page.get_by_role("button", name="Verrouiller").click()
        type_digits(till, "9072")
        till.wait_until_selling()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Hardware]:
    with hardware(tmp_path) as opened:
        yield opened


def test_a_tablet_shows_customers_the_basket_and_comes_back_by_itself(
    shop: Shop, till: TillPage, counter: Hardware, tmp_path: Path
) -> None:
    connect(till, counter)
    till.page.get_by_role("button", name="Relier un appareil").click()
    expect(till.page.get_by_text("Cette adresse ne vaut que sur cet appareil.")).to_be_visible()
    address = till.page.get_by_role("link", name="L’ouvrir sur cet appareil").get_attribute("href")
    assert address is not None
    no_violations(till.page, "connect a screen")

    with shop.browser(tmp_path / "tablet", viewport={"width": 1280, "height": 800}, locale="de-DE") as tablet:
        screen = tablet.pages[0]
        screen.goto(address)
        expect(screen.get_by_text("Bienvenue")).to_be_visible()
        assert "code" not in screen.url
        expect(till.page.get_by_text("1 écran suit cette caisse")).to_be_visible()
        leave_settings(till)

        till.scan(good("Chewing-gum menthe").barcode)
        expect(screen.get_by_text("Chewing-gum menthe")).to_be_visible()
        expect(screen.locator(".total strong")).to_have_text("1,65 €")
        no_violations(screen, "the customers' screen")

        counter.agent.terminate()
        counter.agent.wait(timeout=SECONDS_MAX)
        expect(screen.get_by_text("Plus de liaison avec la caisse.")).to_be_visible()
        expect(screen.get_by_text("Chewing-gum menthe")).to_be_hidden(timeout=15_000)
        port = int(counter.address.rsplit(":", 1)[1])
        again = start_agent(counter.settings, port)
        try:
            screen.reload()
            till.scan(good("Chewing-gum menthe").barcode)
            expect(screen.locator(".total strong")).to_have_text("3,30 €", timeout=20_000)
            till.pay_cash(500)
            expect(screen.locator(".giant")).to_have_text("1,70 €")

            till.page.keyboard.press("Escape")
            till.page.get_by_role("button", name="Menu", exact=True).click()
            till.page.get_by_role("button", name="Réglages").click()
            till.page.get_by_role("button", name="Délier tous les écrans").click()
            expect(screen.get_by_text("Cet écran ne suit plus de caisse.")).to_be_visible(timeout=20_000)
        finally:
            again.terminate()
            again.wait(timeout=SECONDS_MAX)


def test_for_the_left_hand_keys_and_steppers_stand_on_the_left(till: TillPage) -> None:
    def left_of(selector: str) -> float:
        box = till.page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"]

    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    till.page.get_by_role("button", name="Gauche").click()
    leave_settings(till)
    till.scan(good("Espresso").barcode)
    till.page.locator("button.handle").click()

    assert left_of("li .amount") < left_of("li .stepper") < left_of("li .what")
    assert left_of(".pay .more") < left_of(".pay .cash") < left_of(".pay .card")
    no_violations(till.page, "the left hand's till")
    till.page.keyboard.press("F9")
    assert left_of(".answers button:last-child") < left_of(".answers button:first-child")
