"""Hardware on the device itself: USB, serial line, Bluetooth and a HID reader, chosen, used, pulled out, found again.

The browser's own interfaces are stood in for (`plugs.py` says why and how far); the till, its queue, the @point-of-sale
packages and the virtual printer that judges the bytes are the real ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from comptoir.config.demo.rehearsal import Access
from comptoir_agent.simulate.hands import Device, plug_in
from tests.browser.plugs import Plugs, plugged_in
from tests.browser.till_page import TillPage, good

pytestmark = pytest.mark.browser

WAYS = ("USB", "Port série", "Bluetooth")


@dataclass(frozen=True, slots=True)
class Desk:
    """A till with a printer behind its own plugs."""

    till: TillPage
    plugs: Plugs
    printer: Device

    def settings(self) -> None:
        self.till.page.get_by_role("button", name="Menu", exact=True).click()
        self.till.page.get_by_role("button", name="Réglages").click()

    def sell(self) -> None:
        self.till.page.keyboard.press("Escape")
        self.till.wait_until_selling()

    def choose(self, way: str) -> None:
        self.till.page.get_by_role("button", name=f"{way} …", exact=True).first.click()

    def use(self, way: str) -> None:
        """The printer is chosen, and prints after each sale."""
        self.settings()
        self.choose(way)
        self.till.page.get_by_role("button", name="Après chaque vente").click()
        self.sell()

    def page(self) -> str:
        """The words of the next page, printed without a fault."""
        page = self.printer.next("page")
        assert page["faults"] == []
        return Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8")


@pytest.fixture
def desk(device: BrowserContext, access: Access, tmp_path: Path) -> Iterator[Desk]:
    with _desk(device, access, tmp_path) as opened:
        yield opened


@contextmanager
def _desk(device: BrowserContext, access: Access, folder: Path) -> Iterator[Desk]:
    printer = plug_in("printer", "--port", "0", "--width", "80", "--folder", str(folder / "printed"))
    try:
        with plugged_in(printer.port) as (plugs, script):
            device.add_init_script(script)
            till = TillPage(device.pages[0])
            till.enrol(access)
            yield Desk(till, plugs, printer)
    finally:
        printer.stop()


@pytest.mark.parametrize("way", WAYS)
def test_a_sale_opens_the_drawer_and_its_receipt_comes_out(desk: Desk, way: str) -> None:
    desk.use(way)
    desk.till.scan(good("Chewing-gum menthe").barcode)

    desk.till.pay_cash()

    assert desk.printer.next("drawer")["pin"] == 2
    page = desk.printer.next("page")
    assert page["faults"] == []
    assert page["cut"] is True
    words = Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "Chewing-gum menthe" in words
    assert "1,65" in words
    assert f"N° {desk.till.receipt_number}" in words


@pytest.mark.parametrize("way", WAYS)
def test_pulled_out_in_the_middle_it_says_so_and_the_page_is_printed_again(desk: Desk, way: str) -> None:
    desk.use(way)
    desk.plugs.pull_after(300)

    desk.till.sell_amount(1_250)

    number = desk.till.receipt_number
    told = desk.till.page.get_by_text(f"{number} est peut-être imprimé : la liaison avec l’imprimante s’est coupée.")
    expect(told).to_be_visible()
    desk.till.page.get_by_role("button", name="Imprimantes").click()
    desk.till.page.get_by_role("button", name=f"Imprimer {number} à nouveau").click()
    expect(desk.till.page.get_by_text(f"{number} attend d’être imprimé").first).to_be_visible()
    assert desk.printer.next("page")["cut"] is False

    desk.plugs.put_back()

    words = desk.page()
    assert f"N° {number}" in words
    assert "12,50" in words
    # Without asking the person again.
    assert desk.plugs.lists_opened == 1


@pytest.mark.parametrize("way", WAYS)
def test_two_receipts_that_waited_come_out_one_after_the_other(desk: Desk, way: str) -> None:
    desk.use(way)
    desk.plugs.pull()
    desk.till.sell_amount(1_250)
    first = desk.till.receipt_number
    expect(desk.till.page.get_by_text(f"{first} attend d’être imprimé")).to_be_visible()
    desk.till.page.keyboard.press("Escape")
    desk.till.sell_amount(700)
    second = desk.till.receipt_number

    desk.plugs.put_back()

    words = desk.page() + desk.page()
    assert f"N° {first}" in words
    assert f"N° {second}" in words
    assert desk.plugs.lists_opened == 1


@pytest.mark.parametrize("way", ["USB", "Port série"])
def test_after_a_reload_the_permitted_printer_is_found_without_asking(desk: Desk, way: str) -> None:
    desk.use(way)
    desk.till.page.reload()
    desk.till.wait_until_selling()

    desk.till.sell_amount(4_321)

    assert "43,21" in desk.page()
    assert desk.plugs.lists_opened == 1


def test_a_built_in_serial_port_is_found_again_too(desk: Desk) -> None:
    desk.plugs.offered = "built-in"
    desk.use("Port série")
    desk.settings()
    # The line, which was opened at the usual speed, is opened anew.
    desk.till.page.get_by_role("button", name="115 200").click()
    expect(desk.till.page.get_by_role("button", name="115 200")).to_have_attribute("aria-pressed", "true")
    desk.till.page.get_by_role("button", name="Page de test").click()
    assert "12,34 €" in desk.page()
    desk.till.page.reload()
    desk.till.wait_until_selling()

    desk.till.sell_amount(4_321)

    assert "43,21" in desk.page()
    assert desk.till.page.evaluate("navigator.serial.lastSpeed") == 115_200
    assert desk.plugs.lists_opened == 1


def test_a_browser_that_forgets_bluetooth_is_told_once_and_what_waits_is_printed(desk: Desk) -> None:
    desk.use("Bluetooth")
    desk.till.page.reload()
    desk.till.wait_until_selling()

    desk.till.sell_amount(4_321)
    number = desk.till.receipt_number

    told = desk.till.page.get_by_text(f"{number} attend d’être imprimé")
    expect(told).to_contain_text("choisissez-la encore une fois")
    desk.till.page.get_by_role("button", name="Imprimantes").click()
    desk.choose("Bluetooth")
    words = desk.page()
    assert f"N° {number}" in words
    # It is the same printer, not a second one that helps out.
    expect(desk.till.page.get_by_role("button", name="Printer001", exact=False)).to_have_count(1)


@pytest.mark.parametrize("way", WAYS)
def test_who_closes_the_browser_s_list_is_told_and_nothing_is_chosen(desk: Desk, way: str) -> None:
    desk.plugs.offered = None
    desk.settings()

    desk.choose(way)

    expect(desk.till.page.get_by_text("Rien n’a été choisi, ou l’appareil ne s’ouvre pas.")).to_be_visible()
    expect(desk.till.page.get_by_role("button", name="Page de test")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_the_test_page_has_every_letter_and_a_code_that_reads(desk: Desk, way: str) -> None:
    desk.settings()
    desk.choose(way)
    desk.till.page.get_by_role("button", name="Page de test").click()

    page = desk.printer.next("page")

    words = Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "éèêëàâçùûôîï ÄÖÜäöüß œæ 12,34 €" in words
    [code] = zxingcpp.read_barcodes(Image.open(page["file"]).convert("L"))
    assert code.text == "https://comptoir.example/test"


@pytest.mark.parametrize(
    ("begins", "ends", "words"), [("paper out", "paper ok", "plus de papier"), ("cover open", "cover closed", "capot")]
)
def test_the_printer_s_own_troubles_are_said_and_the_receipt_comes_later(
    desk: Desk, begins: str, ends: str, words: str
) -> None:
    desk.use("USB")
    desk.printer.say(begins)

    desk.till.sell_amount(1_250)

    expect(desk.till.page.get_by_text("attend d’être imprimé")).to_contain_text(words)
    desk.printer.say(ends)
    assert "12,50" in desk.page()


@pytest.mark.parametrize("kind", ["Lecteur USB (HID)", "Lecteur série"])
def test_a_reader_that_is_no_keyboard_adds_a_line_also_after_a_reload(desk: Desk, kind: str) -> None:
    desk.plugs.offered = "reader"
    desk.settings()
    desk.till.page.get_by_role("button", name=kind, exact=False).last.click()
    desk.sell()
    desk.plugs.scan(good("Chewing-gum menthe").barcode)
    expect(desk.till.page.get_by_role("button", name="Carte 1,65")).to_be_visible()
    desk.till.pay_cash()

    desk.plugs.leave()
    desk.till.page.reload()
    desk.till.wait_until_selling()
    desk.plugs.scan(good("Chewing-gum menthe").barcode)

    expect(desk.till.page.get_by_role("button", name="Carte 1,65")).to_be_visible()
    assert desk.plugs.lists_opened == 1
