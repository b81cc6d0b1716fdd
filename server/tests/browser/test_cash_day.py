"""A day of the drawer in two currencies, at a phone and with real paper: from the float to a Z that survives a kill."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comptoir_agent.simulate.hands import Hardware, hardware
from tests.browser.test_counter import no_violations
from tests.browser.test_printing import connect, leave_settings
from tests.browser.till_page import Shop, browser_processes
from tests.browser.till_walk import Hand
from tests.browser.till_words import pattern

pytestmark = pytest.mark.browser

CLOSINGS = (
    "SELECT convert_from(content, 'UTF8')::json -> 'body' FROM sales_entry WHERE kind = 'closing' AND chain_id = "
    "(SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1)"
)
FLAGS = "SELECT count(*) FROM sales_discrepancy WHERE code LIKE 'closing%%'"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Hardware]:
    with hardware(tmp_path, width=58) as opened:
        yield opened


def words_printed(counter: Hardware) -> str:
    page = counter.printer.next("page")
    assert page["faults"] == []
    return Path(page["file"]).with_suffix(".txt").read_text(encoding="utf-8").replace("\u00a0", " ")


def open_with_francs(page: Page, hand: Hand, address: str) -> None:
    """100.00 and 50 francs."""
    page.goto(address)
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Adèle").first.click()
    hand.button("opening.open").wait_for()
    hand.type("10000")
    page.get_by_role("button", name="CHF", exact=True).click()
    hand.type("5000")
    hand.tap("opening.open")
    hand.till.wait_until_selling()


def move(hand: Hand, way: str, amount: str, *, reason: str, currency: str = "EUR") -> None:
    hand.menu("cash")
    hand.tap(f"cash.{way}")
    hand.page.get_by_role("button", name=currency, exact=True).click()
    hand.page.get_by_role("group", name=pattern("fr", "why.reason")).get_by_role(
        "button", name=pattern("fr", f"reason.{reason}")
    ).click()
    hand.type(amount)
    hand.tap("cash.putInNow" if way == "in" else "cash.takeOutNow")
    hand.button("cash.handover").wait_for()
    hand.back_to_sell()


def count_by_coins(hand: Hand, *heaps: tuple[str, str]) -> None:
    """Each coin or note, and how many."""
    for value, pieces in heaps:
        hand.page.locator(f"[role=radio]:has(.value:text-is('{value}'))").click()
        hand.type(pieces)


def hand_over(hand: Hand, taker: str) -> None:
    page = hand.page
    hand.menu("cash")
    hand.tap("cash.handover")
    page.locator(".places button").first.wait_for()
    page.get_by_role("tab").nth(1).click()
    hand.type("13250")  # 100.00 + 12.50 + 20.00
    page.get_by_role("button", name="CHF").click()
    count_by_coins(hand, ("20", "1"), ("5", "1"), ("0,50", "1"))
    hand.tap("cash.whoTakes")
    page.get_by_role("button", name=taker).first.click()
    hand.button("cash.printHandover").wait_for()


def kill(profile: Path) -> None:
    """As a tablet whose battery is empty."""
    for pid in browser_processes(profile):
        os.kill(pid, signal.SIGKILL)


def trade(hand: Hand, counter: Hardware) -> None:
    """A sale, change put in, francs to the safe, and the drawer handed over, with its paper."""
    connect(hand.till, counter, width=58)
    leave_settings(hand.till)
    hand.till.sell_amount(1_250)
    hand.next_sale()
    move(hand, "in", "2000", reason="more_change")
    move(hand, "out", "2000", reason="to_safe", currency="CHF")
    hand.menu("cash")
    hand.tap("cash.figures")
    figures = hand.page.locator("main .raised")
    expect(figures).to_contain_text(re.compile(r"CHF · Attendu dans le tiroir\s*30,00\sCHF"))
    expect(figures).to_contain_text(re.compile(r"Attendu dans le tiroir\s*132,50\s€"))
    hand.back_to_sell()
    hand_over(hand, "Louis")
    no_violations(hand.page, "handover")
    hand.tap("cash.printHandover")
    paper = words_printed(counter)
    for said in ("Passation de caisse", "Louis", "Devise CHF", "Mis au coffre", "25,50", "-4,50"):
        assert said in paper


def count_to_close(hand: Hand, *, with_francs: bool) -> None:
    hand.menu("closing")
    hand.page.get_by_role("tab").nth(1).click()
    hand.type("13250")
    if with_francs:
        hand.page.get_by_role("button", name="CHF").click()
        count_by_coins(hand, ("20", "1"), ("5", "1"))


def test_two_currencies_from_the_float_to_a_closing_that_survives_a_kill(
    shop: Shop, tmp_path: Path, counter: Hardware
) -> None:
    access = shop.new_access()
    profile = tmp_path / "phone"
    [(flags_before,)] = shop.ask(FLAGS)
    with shop.browser(profile) as device:
        hand = Hand(device.pages[0], "fr")
        open_with_francs(hand.page, hand, access.enrolment_address)
        hand.till.wait_until_installed()
        trade(hand, counter)
        device.set_offline(True)
        hand.back_to_sell()
        count_to_close(hand, with_francs=False)
        kill(profile)  # counted, and not closed yet
    with shop.browser(profile) as device:
        hand = Hand(device.pages[0], "fr")
        hand.till.reopen(access.address)
        device.set_offline(True)
        count_to_close(hand, with_francs=True)
        hand.tap("closing.close")
        hand.button("closing.openNext").wait_for()
        device.set_offline(False)  # the printer is on the same line
        hand.tap("closing.print")
        paper = words_printed(counter)
        for said in ("Ticket Z", "Devise CHF", "50,00", "-20,00", "25,50", "25,00", "-0,50"):
            assert said in paper
        kill(profile)  # sealed, and on its way
    with shop.browser(profile) as device:
        page = device.pages[0]
        page.goto(f"{access.address}/till/")
        Hand(page, "fr").button("opening.open").wait_for()
        expect(page.get_by_role("button", name="État de la connexion")).to_contain_text("À jour", timeout=60_000)
    [(body,)] = shop.ask(CLOSINGS)
    francs = {"kind": "foreign_cash", "currency": "CHF", "expected": 2_550, "counted": 2_500, "difference": -50}
    assert (body["cash_expected"], body["cash_counted"], body["gross"]) == (13_250, 13_250, 1_250)
    assert [row for row in body["counted_tenders"] if row.get("currency")] == [
        {**francs, "count": [{"value": 2_000, "pieces": 1}, {"value": 500, "pieces": 1}]}
    ]
    assert shop.ask(FLAGS) == [(flags_before,)]
