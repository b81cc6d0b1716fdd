"""`comptoir bench taps`: how often a cashier must touch the till, and how long the till takes by itself.

How the figures are taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from browser import browsing, enrol, open_session, percentile, wait_for_mark
from playwright.sync_api import Locator, Page, sync_playwright

from comptoir.config.demo.goods import goods
from comptoir.config.demo.rehearsal import Rehearsal

HANDS = (FOLDER / "hands.js").read_text(encoding="utf-8")
ROUNDS, QUICK_ROUNDS = 25, 3
# One round before those that count: a shop's till has been used today.
WARM_UP = 1
PINS = ("4071", "5283")
AMOUNT = "1250"
PAID = "() => document.querySelector('.tick') !== null"

Figures = dict[str, int | float | None]


@dataclass(slots=True)
class Hands:
    """Touches the screen and counts; typing an address and holding goods under a reader are no touches."""

    page: Page
    taps: int = 0
    machine_ms: float = 0

    def tap(self, what: Locator, *, until: str) -> None:
        """One touch; the machine's time goes on until the page shows what it was for."""
        what.wait_for()
        self.page.evaluate("(what) => hands.expect(what)", until)
        what.click()
        self.taps += 1
        self.machine_ms += float(self.page.evaluate("hands.took()"))

    def scan(self, code: str) -> None:
        self.machine_ms += float(self.page.evaluate("(code) => hands.scan(code)", code))


@dataclass(slots=True)
class Flow:
    """The same thing done many times: always as many touches, or the flow is no flow."""

    taps: set[int] = field(default_factory=set)
    machine_ms: list[float] = field(default_factory=list)

    def figures(self, name: str) -> Figures:
        [taps] = self.taps
        p95 = percentile(self.machine_ms, 95)
        print(f"  {name}: {taps} taps, machine {json.dumps([round(ms) for ms in self.machine_ms])} ms", file=sys.stderr)
        return {name: taps, f"{name}_machine_ms": None if p95 is None else round(p95, 1)}


def main(*, quick: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-taps-") as folder:
        # A terminal that answers by itself does not exist in a bench, and neither does a mail server.
        os.environ["COMPTOIR_CARD_TERMINAL"] = "simulated"
        os.environ["COMPTOIR_EMAIL_URL"] = f"file://{folder}/mail"
        shop = Rehearsal(Path(folder) / "shop")
        say("starting a Comptoir")
        try:
            shop.start()
            access = shop.furnish(days=1)
            with sync_playwright() as playwright, browsing(playwright, Path(folder) / "profile") as context:
                page = context.pages[0]
                enrol(page, access.enrolment_address)
                open_session(page)
                wait_for_mark(page, "catalog-ready")
                shop.run([str(FOLDER / "give_pins.py"), *PINS])
                page.wait_for_timeout(4_000)  # until the till has heard of them
                page.evaluate(HANDS)
                return measure(page, QUICK_ROUNDS if quick else ROUNDS)
        finally:
            shop.stop()


def measure(page: Page, rounds: int) -> Figures:
    flows: dict[str, Callable[[Hands, int], None]] = {
        "scan3_card": scan3_card,
        "scan3_card_email": scan3_card_email,
        "amount_card": amount_card,
        "even_split_3": even_split_3,
        "cashier_switch": cashier_switch,
    }
    figures: Figures = {}
    for name, do in flows.items():
        flow = Flow()
        for number in range(WARM_UP + rounds):
            hands = Hands(page)
            do(hands, number)
            if number >= WARM_UP:
                flow.taps.add(hands.taps)
                flow.machine_ms.append(hands.machine_ms)
        figures |= flow.figures(name)
    return figures | {"amount_digits": len(AMOUNT), "pin_digits": len(PINS[0]), "rounds": rounds}


def scan3_card(hands: Hands, _number: int) -> None:
    """Three articles under the reader, Card, and the next customer's first article ends it: no touch for that."""
    scan3(hands)
    hands.tap(card(hands.page), until=PAID)
    next_customer(hands.page)


def scan3_card_email(hands: Hands, _number: int) -> None:
    """The same, and the receipt goes to an address that the customer spells."""
    page = hands.page
    scan3(hands)
    hands.tap(card(page), until=PAID)
    hands.tap(
        page.get_by_role("button", name="E-mail"), until="() => document.activeElement?.matches('input[type=email]')"
    )
    page.keyboard.type("lea@example.org", delay=60)  # faster is a reader's burst, and the till takes it for one
    hands.tap(
        page.locator("form button[type=submit]"), until="() => document.querySelector('[role=status] li') !== null"
    )
    next_customer(page)


def amount_card(hands: Hands, _number: int) -> None:
    """An amount without an article; the keypad stands there, as the last sale left it."""
    page = hands.page
    tab = page.get_by_role("tab", name="Montant")
    if tab.get_attribute("aria-selected") != "true":
        tab.click()
    typed = ""
    for digit in AMOUNT:
        typed += digit
        shown = f"{int(typed) // 100},{int(typed) % 100:02}"
        hands.tap(
            page.locator(f".keypad .d{digit}"),
            until=f"() => document.querySelector('.figure').textContent.includes('{shown}')",
        )
    hands.tap(card(page), until=PAID)
    next_customer(page)


def even_split_3(hands: Hands, _number: int) -> None:
    """Three friends, a card each; the parts add up to the cent."""
    page = hands.page
    for code in codes()[:3]:
        page.evaluate("(code) => hands.scan(code)", code)
    hands.tap(page.locator(".pay .more button"), until="() => document.querySelector('.even button') !== null")
    hands.tap(page.locator(".even button", has_text="3"), until="() => document.querySelector('.evenly') !== null")
    for paid in range(1, 4):
        taken = f"() => document.querySelectorAll('.side section ul li').length === {paid}"
        hands.tap(page.locator(".side section .go button").first, until=taken if paid < 3 else PAID)
    next_customer(page)


def cashier_switch(hands: Hands, number: int) -> None:
    """Somebody else steps to the till: their letters in the corner, and four figures."""
    page = hands.page
    pin = PINS[number % 2]
    hands.tap(page.locator("button.cashier"), until="() => document.querySelector('.pin') !== null")
    for place, digit in enumerate(pin, start=1):
        is_last = place == len(pin)
        until = (
            "() => document.querySelector('.pin') === null"
            if is_last
            else f"() => document.querySelectorAll('.pin .full').length === {place}"
        )
        hands.tap(page.locator(".pin .pad button", has_text=digit), until=until)


def scan3(hands: Hands) -> None:
    for code in codes()[:3]:
        hands.scan(code)


def next_customer(page: Page) -> None:
    """What the next sale's beginning does by itself, done without a count, so that each round begins alike."""
    page.keyboard.press("Escape")
    page.locator(".tick").wait_for(state="hidden")


def card(page: Page) -> Locator:
    return page.locator(".pay button.card")


def codes() -> list[str]:
    """Bar codes of things that are sold by the piece."""
    return [good.barcode for good in goods() if good.unit == "C62" and good.barcode]


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)
