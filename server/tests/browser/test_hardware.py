"""The whole counter through the agent: scale, pole display, serial reader, shelf labels, the customers' window."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from comptoir.config.demo_hardware import COUNTER, devices, folder_of, page_of
from comptoir_agent.simulate.hands import SECONDS_MAX, wait_for
from tests.browser.printers import FullCounter, full_counter
from tests.browser.test_printing import connect, leave_settings
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[FullCounter]:
    with full_counter(tmp_path) as opened:
        yield opened


def test_the_scale_weighs_customers_read_the_pole_and_the_reader_is_heard(
    till: TillPage, device: BrowserContext, counter: FullCounter
) -> None:
    connect(till, counter.agent)
    for name in ("Balance fruits", "Colonne", "Douchette", "Étiqueteuse"):
        till.page.get_by_role("button", name=name, exact=True).click()
    with device.expect_page() as opened:
        till.page.get_by_role("button", name="Ouvrir l’écran client").click()
    customers = opened.value
    leave_settings(till)
    expect(customers.get_by_text("Bienvenue")).to_be_visible()

    counter.reader.say(f"scan {good('Chewing-gum menthe').barcode}")
    expect(customers.get_by_text("Chewing-gum menthe")).to_be_visible()
    counter.until_shown("Chewing-gum m 1,65 €", "Total         1,65 €")

    till.page.locator("#search").fill("Pommes Gala")
    till.page.get_by_role("button", name="Pommes Gala").first.click()
    expect(till.page.get_by_text("Balance non vérifiée : interdite")).to_be_visible()
    counter.scale.say("put 1200")
    expect(till.page.locator("dialog p.figure")).to_contain_text("1,2", timeout=SECONDS_MAX * 1_000)
    expect(till.page.locator("dialog p.amount")).to_contain_text("3,54")
    # Customers see what it comes to, and why, before it is in the basket; the pole is the scale's meanwhile.
    expect(customers.locator("section")).to_contain_text("2,95 €/kg")
    expect(customers.locator("section strong")).to_contain_text("3,54")
    till.page.get_by_role("button", name="Ajouter").last.click()
    counter.until_shown("Pommes Gala   3,54 €", "Total         5,19 €")
    expect(customers.locator("section")).to_have_count(0)
    expect(customers.get_by_text("1,2 kg × 2,95 €/kg")).to_be_visible()
    till.pay_cash(1_000)
    counter.until_shown("Total         5,19 €", "À rendre      4,81 €")
    expect(customers.get_by_text("4,81")).to_be_visible()


def test_a_scale_that_does_not_answer_stops_nobody_and_labels_come_out(till: TillPage, counter: FullCounter) -> None:
    connect(till, counter.agent)
    till.page.get_by_role("button", name="Balance fruits", exact=True).click()
    till.page.get_by_role("button", name="Étiqueteuse", exact=True).click()
    leave_settings(till)
    counter.scale.say("mute")

    till.page.locator("#search").fill("Pommes Gala")
    till.page.get_by_role("button", name="Pommes Gala").first.click()
    expect(till.page.get_by_text("La balance ne répond pas.")).to_be_visible(timeout=SECONDS_MAX * 1_000)
    till.page.get_by_role("button", name="Saisir le poids").click()
    till.page.keyboard.type("500", delay=90)
    till.page.get_by_role("button", name="Ajouter").last.click()
    expect(till.page.get_by_role("button", name="Carte 1,48")).to_be_visible()

    till.page.get_by_role("button", name="Pommes Gala").first.click(delay=900)
    till.page.get_by_role("button", name="Imprimer l’étiquette").click()
    label = Path(counter.labels.next("label")["file"]).read_text(encoding="utf-8")
    assert "Pommes Gala" in label
    assert "2,95" in label


def test_the_demo_s_hardware_is_offered_and_one_tap_uses_it(shop: Shop, till: TillPage, device: BrowserContext) -> None:
    home, address = shop.rehearsal.home.path, shop.address
    shop.rehearsal.run(["-m", "comptoir.config.demo_hardware", "prepare", address])
    module = [sys.executable, "-m", "comptoir.config.demo_hardware"]
    running = [subprocess.Popen([*module, *words], stderr=subprocess.DEVNULL) for _, words in devices(home, address)]
    try:
        settings = (folder_of(home, address) / "agent.toml").read_text(encoding="utf-8")
        wait_for(int(settings.split("port = ")[1].split("\n")[0]))
        till.page.reload()
        till.wait_until_selling()

        till.page.get_by_role("button", name="Utiliser").click(timeout=SECONDS_MAX * 1_000)
        till.sell_amount(4_321)
        till.page.get_by_role("button", name="Imprimer").click()

        hands = device.new_page()
        hands.goto(page_of(home, address))
        expect(hands.get_by_role("img", name="Ce qui est imprimé: 0001.png")).to_be_visible()
        printed = folder_of(home, address) / COUNTER / "printed" / "0001.txt"
        assert "43,21" in printed.read_text(encoding="utf-8")
        expect(hands.locator("#display")).to_contain_text("43,21 €")
        hands.get_by_role("button", name="Un code inconnu").click()
        expect(till.page.get_by_text("4006381333931")).to_be_visible()
    finally:
        for process in running:
            process.terminate()
            process.wait(timeout=SECONDS_MAX)
