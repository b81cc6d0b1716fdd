"""The cable is pulled, the browser is killed, and every sale is in the books once."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.till_page import Shop, TillPage, browser_processes, good

pytestmark = pytest.mark.browser

NEWEST_HEAD = (
    "SELECT max(sequence) FROM sales_entry WHERE chain_id = "
    "(SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1)"
)


def test_a_till_sells_and_refunds_without_a_server_and_delivers_once(shop: Shop, tmp_path: Path) -> None:
    profile = tmp_path / "phone"
    access = shop.new_access()
    with shop.browser(profile) as device:
        till = TillPage(device.pages[0])
        till.enrol(access)
        till.wait_until_installed()
        till.scan(good("Baguette tradition").barcode)
        till.pay_cash()
        expect(till.state_button).to_contain_text("À jour", timeout=30_000)
        [(delivered,)] = shop.ask(NEWEST_HEAD)
    shop.rehearsal.stop()
    numbers: list[str] = []
    try:
        with shop.browser(profile) as device:
            till = TillPage(device.pages[0])
            till.reopen(shop.address)
            till.wait_for_mark("catalog-ready")
            numbers = trade_alone(till)
            for pid in browser_processes(profile):
                os.kill(pid, signal.SIGKILL)
        with shop.browser(profile) as device:
            till = TillPage(device.pages[0])
            till.reopen(shop.address)
            expect(till.state_button).to_contain_text("à envoyer")
            unsent = int(re.findall(r"(\d+) à envoyer", till.state_button.inner_text())[0])
            shop.rehearsal.start()
            expect(till.state_button).to_contain_text("À jour", timeout=60_000)
    finally:
        if not shop.rehearsal.is_open():
            shop.rehearsal.start()
    # Three sales and a refund, and what the till may have noted by itself (a jump of its clock).
    assert unsent >= 4
    # Since that was read it may have told of itself: that this page began, that the server is back.
    [(head,)] = shop.ask(NEWEST_HEAD)
    assert delivered + unsent <= head <= delivered + unsent + 2
    stored = shop.ask(
        "SELECT t.code || '-' || n.number || '-' || e.sequence, s.kind, s.gross FROM sales_entry e "
        "JOIN sales_sale s ON s.id = e.id JOIN tills_enrolment n ON n.id = e.chain_id "
        "JOIN tills_till t ON t.id = e.till_id WHERE e.chain_id = "
        "(SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1) ORDER BY e.sequence"
    )
    assert [(kind, gross) for _, kind, gross in stored] == [
        ("sale", 130), ("sale", 160), ("sale", 260), ("sale", 1_234), ("refund", -1_234),
    ]  # fmt: skip
    assert [number for number, kind, _ in stored if kind == "sale"][1:] == numbers


def trade_alone(till: TillPage) -> list[str]:
    """Two scans, an amount, and the amount given back. Answers the sales' numbers."""
    numbers: list[str] = []
    for name in ("Espresso", "Cookie tout chocolat"):
        till.scan(good(name).barcode)
        till.pay_cash()
        numbers.append(till.receipt_number)
    till.page.keyboard.press("Enter")
    till.sell_amount(1_234)
    numbers.append(till.receipt_number)
    till.refund_last_sale()
    return numbers


def test_a_second_tab_does_not_touch_the_chain(shop: Shop, till: TillPage) -> None:
    till.sell_amount(500)
    second = till.page.context.new_page()

    second.goto(f"{shop.address}/till/")

    expect(second.get_by_role("button", name="Reprendre ici")).to_be_visible()
    expect(second.locator("button.card")).to_have_count(0)
    till.page.bring_to_front()
    till.page.keyboard.press("Enter")
    till.page.keyboard.type("700", delay=90)
    till.pay_cash()
    before = till.receipt_number
    second.bring_to_front()
    second.get_by_role("button", name="Reprendre ici").click()
    taken_over = TillPage(second)
    taken_over.wait_until_selling()
    taken_over.sell_amount(900)
    # Between both stands that this page began.
    assert int(taken_over.receipt_number.rpartition("-")[2]) == int(before.rpartition("-")[2]) + 2
