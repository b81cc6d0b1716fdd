"""The Austrian demo shop at a real till: each receipt signed, an outage said and ended, and what a checker says of it.

The code is read from the paper as a customer's phone reads it; the log is judged by the checker that was written from
the regulation and shares nothing with the till (`tests/austria/checker.py`).
"""

import base64
import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.austria.checker import faults, parse
from tests.browser.pictures import grey_pixels, read_qr
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, sign_in

pytestmark = pytest.mark.browser

NO_DIALOG = "window.printed = 0; window.print = () => { window.printed += 1; };"
# A device whose clock a person can set: timers and marks go on as they are.
CLOCK = """{
  const True = Date;
  window.laterMs = 0;
  window.Date = class extends True {
    constructor(...given) { if (given.length > 0) super(...given); else super(True.now() + window.laterMs); }
    static now() { return True.now() + window.laterMs; }
  };
}"""
FAILED = "Sicherheitseinrichtung ausgefallen"
ENTRIES = "SELECT content FROM sales_entry ORDER BY sequence"


def sell(till: TillPage, cents: int) -> str:
    """In cash, printed; answers the code of the law that stands on the paper."""
    page = till.page
    page.get_by_role("tab", name="Betrag").click()
    page.keyboard.type(str(cents), delay=90)
    till.pay_cash()
    printed = int(page.evaluate("window.printed"))
    page.get_by_role("button", name="Drucken").first.click()
    page.wait_for_function("(before) => window.printed > before", arg=printed)
    code, words = paper(page)
    assert (FAILED in words) == code.endswith(base64.b64encode(FAILED.encode()).decode())
    assert "kein Beleg im Sinne der RKSV" in words
    page.get_by_role("button", name="Nächster Verkauf").click()
    till.wait_until_selling()
    return code


def paper(page: Page) -> tuple[str, str]:
    """What a printer sees: the code by which Austria's app checks, and the words."""
    page.emulate_media(media="print")
    sheet = page.locator(".paper")
    found = zxingcpp.read_barcodes(grey_pixels(sheet.screenshot(type="png")))
    words = sheet.inner_text()
    page.emulate_media(media="screen")
    [code] = [one.text for one in found if one.text.startswith("_R1-")]
    return code, words


def code_of(jws: str) -> str:
    """The machine code of a receipt of the log, made here from its parts."""
    _header, payload, signature = jws.split(".")
    plain = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (payload, signature)]
    return f"{plain[0].decode()}_{base64.b64encode(plain[1]).decode()}"


def let_fail(office: Page, till: TillPage, button: str, heard: str) -> None:
    office.reload()
    office.get_by_role("button", name=button).click()
    till.wait_until_heard(f'"is_out":{heard}')


def taken(office: Page, address: str, what: str, day: str) -> Any:
    answer = office.request.get(f"{address}/fiscal/country/file?what={what}&to={day}")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        [name] = archive.namelist()
        return json.loads(archive.read(name))


@pytest.fixture
def austrian(empty_shop: Shop) -> Access:
    told = empty_shop.rehearsal.run(["-m", "comptoir.config.demo.abroad", empty_shop.address, "at"])
    return Access(**json.loads(told))


def open_till(page: Page, access: Access) -> TillPage:
    page.goto(access.enrolment_address)
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Anna").first.click()
    page.locator("main.opening button").last.click()
    till = TillPage(page)
    till.wait_until_selling()
    return till


def picture(page: Page, name: str) -> None:
    """For people who look: COMPTOIR_PICTURES names a folder."""
    if folder := os.environ.get("COMPTOIR_PICTURES"):
        page.screenshot(path=Path(folder) / f"austria-{name}.png")


def look(page: Page, screen: str) -> list[str]:
    return serious(page, screen, source=AXE.read_text(encoding="utf-8")) if AXE.exists() else []


def ask_for_zero_receipt(page: Page) -> str:
    """From the menu; answers the code on the screen."""
    page.keyboard.press("F1")
    page.get_by_role("dialog").get_by_role("button", name="Sicherheitseinrichtung").click()
    sheet = page.get_by_role("dialog", name="Sicherheitseinrichtung")
    sheet.get_by_role("button", name="Nullbeleg").click()
    expect(sheet.get_by_role("heading", name="Nullbeleg K1-1-")).to_be_visible()
    expect(sheet.get_by_text("NULLBELEG", exact=True)).to_be_visible()
    code = read_qr(sheet.locator(".code"))
    picture(page, "zero-receipt")
    page.keyboard.press("Escape")
    return code


def sell_through_an_outage(till: TillPage, office: Page) -> tuple[list[str], list[str]]:
    """One sale before it, two in it, one after: their codes, and what is wrong with the screens."""
    page = till.page
    band = page.locator("main.sell").get_by_role("status").filter(has_text="Belege ohne")
    codes = [sell(till, 1_250)]
    expect(band).to_have_count(0)
    let_fail(office, till, "Ausfallen lassen", "true")
    codes += [sell(till, 700), sell(till, 300)]
    expect(band).to_be_visible()
    problems = look(page, "outage")
    page.keyboard.press("F1")
    page.get_by_role("dialog").get_by_role("button", name="Sicherheitseinrichtung").click()
    sheet = page.get_by_role("dialog", name="Sicherheitseinrichtung")
    expect(sheet.get_by_text("2 Belege sagen es.")).to_be_visible()
    expect(sheet.get_by_text("Sie hat nicht signiert.")).to_be_visible()
    problems += look(page, "sealing")
    picture(page, "sealing-out")
    page.keyboard.press("Escape")
    let_fail(office, till, "Wieder arbeiten lassen", "false")
    codes.append(sell(till, 420))
    expect(band).to_have_count(0)
    return codes, problems


def test_each_receipt_is_signed_through_outage_zero_receipt_and_the_months_end(
    empty_shop: Shop, austrian: Access, tmp_path: Path
) -> None:
    today = datetime.now(UTC)
    later = (today.replace(day=1) + timedelta(days=32)).replace(day=1, hour=12)
    with empty_shop.browser(tmp_path / "till", locale="de-AT") as device:
        device.add_init_script(NO_DIALOG + CLOCK)
        till = open_till(device.pages[0], austrian)
        office = device.new_page()
        sign_in(office, austrian)
        office.goto(f"{austrian.address}/fiscal/country")

        codes, problems = sell_through_an_outage(till, office)
        codes.append(ask_for_zero_receipt(till.page))
        till.page.evaluate("(ms) => { window.laterMs = ms; }", int((later - today).total_seconds()) * 1_000)
        codes.append(sell(till, 990))

        empty_shop.wait_until_delivered()
        day = later.date().isoformat()
        log, material = (taken(office, austrian.address, what, day) for what in ("dep7", "keys"))

    receipts = log["Belege-Gruppe"][0]["Belege-kompakt"]
    assert faults(log, material) == []
    assert [sum(parse(jws).cents) for jws in receipts] == [0, 1_250, 700, 300, 0, 420, 0, 0, 990]
    assert [parse(jws).is_unsigned for jws in receipts] == [False, False, True, True, *([False] * 5)]
    # Start receipt, recovery and month wrote themselves; every other code was read from paper or screen.
    assert [code_of(jws) for place, jws in enumerate(receipts) if place not in (0, 4, 7)] == codes
    purposes = [json.loads(bytes(content))["body"].get("purpose") for (content,) in empty_shop.ask(ENTRIES)]
    assert [one for one in purposes if one] == ["start", "recovery", "zero", "year" if today.month == 12 else "month"]
    assert problems == []
