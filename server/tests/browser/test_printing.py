"""Paper at the counter: a real agent, a printer of true bytes, and somebody else's eyes on what it printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from comptoir_agent.simulate.hands import Hardware, hardware
from tests.browser.till_page import TillPage, good

pytestmark = pytest.mark.browser


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Hardware]:
    with hardware(tmp_path) as opened:
        yield opened


def connect(till: TillPage, counter: Hardware, *, width: int = 80) -> None:
    """As a person does it: menu, settings, address and code, choose the printer."""
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    till.page.get_by_label("Adresse").fill(counter.address)
    till.page.get_by_label("Code").fill(counter.code())
    till.page.get_by_role("button", name="Connecter", exact=True).click()
    till.page.get_by_role("button", name=f"Caisse · {width}").click()


def leave_settings(till: TillPage) -> None:
    till.page.keyboard.press("Escape")
    till.wait_until_selling()


def test_a_cash_sale_opens_the_drawer_and_its_receipt_is_on_paper(till: TillPage, counter: Hardware) -> None:
    connect(till, counter)
    till.page.get_by_role("button", name="Après chaque vente").click()
    leave_settings(till)
    till.scan(good("Chewing-gum menthe").barcode)

    till.pay_cash()

    assert counter.printer.next("drawer")["pin"] == 2
    page = counter.printer.next("page")
    assert page["faults"] == []
    words = Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "Chewing-gum menthe" in words
    assert "1,65" in words
    assert f"N° {till.receipt_number}" in words


def test_without_paper_the_shop_goes_on_and_the_receipt_comes_later(till: TillPage, counter: Hardware) -> None:
    connect(till, counter)
    leave_settings(till)
    counter.printer.say("paper out")
    till.sell_amount(1_250)

    till.page.get_by_role("button", name="Imprimer").click()

    told = till.page.get_by_text("plus de papier. Mettez un rouleau.")
    expect(told).to_be_visible()
    waiting = till.receipt_number
    till.page.keyboard.press("Escape")
    till.sell_amount(700)
    till.page.get_by_role("button", name="Imprimer").click()
    later = till.receipt_number
    expect(told).to_contain_text(later)
    # Where the printers are, all that waits is listed, in sight.
    till.page.get_by_role("button", name="Imprimantes").click()
    for number in (waiting, later):
        expect(till.page.locator("main .notice").filter(has_text=f"{number} ")).to_be_in_viewport()

    counter.printer.say("paper ok")

    assert "12,50" in Path(counter.printer.next("page")["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    # The word that it waits goes with it.
    expect(told).to_have_count(0, timeout=5_000)


def test_a_wrong_code_is_named_and_the_test_page_shows_every_letter(till: TillPage, counter: Hardware) -> None:
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    till.page.get_by_label("Adresse").fill(counter.address)
    till.page.get_by_label("Code").fill("wrong")
    till.page.get_by_role("button", name="Connecter", exact=True).click()
    expect(till.page.get_by_text("Ce code est faux, déjà utilisé")).to_be_visible()

    till.page.get_by_label("Code").fill(counter.code())
    till.page.get_by_role("button", name="Connecter", exact=True).click()
    till.page.get_by_role("button", name="Caisse · 80").click()
    till.page.get_by_role("button", name="Page de test").click()

    page = counter.printer.next("page")
    words = Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "éèêëàâçùûôîï ÄÖÜäöüß œæ 12,34 €" in words
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(page["file"]).convert("L"))] == [
        "https://comptoir.example/test"
    ]


def test_a_print_that_waits_is_given_up_and_the_next_one_is_the_original(till: TillPage, counter: Hardware) -> None:
    connect(till, counter)
    leave_settings(till)
    counter.printer.say("paper out")
    till.sell_amount(1_250)
    number = till.receipt_number
    till.page.get_by_role("button", name="Imprimer").click()
    till.page.get_by_role("button", name="Imprimantes").click()
    waiting = till.page.locator("main .notice").filter(has_text=f"{number} ")

    till.page.get_by_role("button", name=f"Ne pas imprimer {number}").click()

    expect(till.page.get_by_text(f"{number} ne s’imprimera pas.")).to_be_visible()
    expect(waiting).to_have_count(0)
    counter.printer.say("paper ok")
    # Back where the receipt is still shown.
    till.page.keyboard.press("Escape")
    till.page.get_by_role("button", name="Imprimer").click()
    words = Path(counter.printer.next("page")["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert f"N° {number}" in words
    assert "DUPLICATA" not in words
