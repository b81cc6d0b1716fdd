"""Where the law wants a receipt with every sale, the till insists: Germany and Austria, from the first run on.

Both open in training only, because no Comptoir signs there yet; who learns is told of the duty as in earnest.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comptoir_agent.simulate.hands import plug_in
from tests.browser.begin_walk import beginning_screens
from tests.browser.plugs import plugged_in
from tests.browser.till_page import Shop, TillPage

pytestmark = pytest.mark.browser

DUTY = "Ein Beleg ist Pflicht: gedruckt, oder digital mit Zustimmung des Kunden."
NO_DIALOG = "window.printed = 0; window.print = () => { window.printed += 1; };"


def sell(till: TillPage, cents: int) -> None:
    till.page.keyboard.type(str(cents), delay=90)
    till.pay_cash()


def until_it_is_given_on_paper(till: TillPage) -> None:
    """The browser prints; until then the till reminds, and hinders nobody."""
    page = till.page
    sell(till, 1_250)
    number = till.receipt_number
    expect(page.get_by_text(DUTY)).to_be_visible()
    page.get_by_role("button", name="Nächster Verkauf").click()
    till.wait_until_selling()
    page.get_by_role("button", name=f"Beleg {number} fehlt noch").click()
    expect(page.get_by_text(DUTY)).to_be_visible()

    page.get_by_role("button", name="Drucken").click()

    expect(page.get_by_text("Beleg ausgegeben.")).to_be_visible()
    expect(page.get_by_text(DUTY)).to_have_count(0)
    page.wait_for_function("window.printed === 1")
    page.get_by_role("button", name="Nächster Verkauf").click()
    expect(page.get_by_role("button", name="fehlt noch")).to_have_count(0)


def choose_printer(page: Page) -> None:
    page.get_by_role("button", name="Menü", exact=True).click()
    page.get_by_role("button", name="Einstellungen").click()
    page.get_by_role("button", name="USB …", exact=True).click()
    expect(page.get_by_role("button", name="Nach jedem Verkauf")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("country", ["DE", "AT"])
def test_a_receipt_is_insisted_on_and_a_printer_prints_each_by_itself(
    empty_shop: Shop, tmp_path: Path, country: str
) -> None:
    printer = plug_in("printer", "--port", "0", "--width", "80", "--folder", str(tmp_path / "printed"))
    try:
        with (
            plugged_in(printer.port) as (_, script),
            empty_shop.browser(tmp_path / "phone", locale="de-DE") as device,
        ):
            device.add_init_script(NO_DIALOG + script)
            page = device.pages[0]
            for _ in beginning_screens(empty_shop, page, country=country):
                pass
            page.locator("main.opening button").last.click()
            till = TillPage(page)
            till.wait_until_selling()
            expect(page.get_by_role("complementary", name="Übung")).to_be_visible()

            until_it_is_given_on_paper(till)
            choose_printer(page)
            till.wait_until_selling()
            sell(till, 700)

            words = Path(printer.next("page")["file"]).with_suffix(".txt").read_text(encoding="utf-8")
            assert "7,00" in words
            assert "TRAINING" in words
            expect(page.get_by_text("Beleg ausgegeben.")).to_be_visible()
    finally:
        printer.stop()
