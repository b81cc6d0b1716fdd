"""Every screen, sheet and panel of the till, one after the other, in any language: for the camera and for axe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import TillPage, good
from tests.browser.till_words import pattern

MENU = {"sales": "1", "cash": "2", "closing": "3", "cashier": "4", "state": "6", "settings": "7", "keys": "8"}
CASH_TASKS = ("in", "out", "handover", "check", "purse")


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand at the till that knows controls by the keys of their words."""

    page: Page
    language: str

    @property
    def till(self) -> TillPage:
        return TillPage(self.page)

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=pattern(self.language, key))

    def tap(self, key: str) -> None:
        self.button(key).first.click()

    def type(self, digits: str) -> None:
        self.page.keyboard.type(digits, delay=90)

    def sheet(self) -> Locator:
        sheet = self.page.locator("dialog[open]").last
        sheet.wait_for()
        return sheet

    def close(self) -> None:
        """The sheet that stands on top."""
        count = self.page.locator("dialog[open]").count()
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("(n) => document.querySelectorAll('dialog[open]').length < n", arg=count)

    def menu(self, name: str) -> None:
        """Opens what the menu leads to."""
        self.page.keyboard.press("F1")
        self.sheet()
        self.page.keyboard.press(MENU[name])

    def back_to_sell(self) -> None:
        for _step in range(6):
            if self.page.locator("button.card").count() > 0:
                return
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(150)
        self.till.wait_until_selling()

    def more(self, key: str) -> None:
        """One of the actions behind the three dots."""
        self.tap("basket.more_actions")
        self.sheet()
        self.page.locator("dialog[open]").get_by_role("button", name=pattern(self.language, key)).first.click()

    def pay_exactly(self) -> None:
        self.page.keyboard.press("F8")
        self.page.locator("button.exact").click()
        self.page.locator(".tick").wait_for()

    def next_sale(self) -> None:
        self.tap("paid.next")
        self.till.wait_until_selling()


def till_screens(page: Page, access: Access, *, language: str = "fr") -> Iterator[str]:
    """Names each screen that stands there."""
    hand = Hand(page, language)
    page.goto(access.enrolment_address)
    page.locator("form button[type=submit]").wait_for()
    yield "till-enrol"
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Adèle").first.wait_for()
    yield "till-opening"
    page.get_by_role("button", name="Adèle").first.click()
    hand.tap("opening.open")
    hand.till.wait_until_selling()
    hand.till.wait_for_mark("catalog-ready")
    page.locator(".grid button").first.wait_for()
    yield "till-sell"
    for room in (shelf_screens, menu_screens, basket_screens, paying_screens, sales_screens, cash_screens):
        yield from room(hand)


def shelf_screens(hand: Hand) -> Iterator[str]:
    """What an article asks, and what is known of it."""
    page = hand.page
    tiles = page.locator(".grid button")
    yield from favorites_screens(hand)
    for name, tile in (
        ("variants", "T-shirt"),
        ("age", "Bière blonde"),
        ("menu", "Menu du midi"),
        ("price", "Bouquet du jour"),
    ):
        page.locator("#search").fill(tile)
        tiles.filter(has_text=tile).first.click()
        hand.sheet()
        yield f"till-ask-{name}"
        hand.close()
    page.locator("#search").fill("Cappuccino")
    tiles.filter(has_text="Cappuccino").first.click()
    hand.sheet()
    yield "till-ask-modifiers"
    hand.close()
    page.locator("#search").fill("Croissant au beurre")
    tiles.filter(has_text="Croissant au beurre").first.click(button="right")
    hand.sheet()
    yield "till-article"
    hand.close()
    page.locator("#search").fill("zzzz")
    page.locator(".grid .empty").wait_for()
    yield "till-nothing-found"
    hand.tap("sell.clearSearch")
    hand.till.read_code("4099999999996")
    hand.button("article.create").wait_for()
    yield "till-unknown-code"
    hand.tap("article.create")
    hand.sheet()
    yield "till-new-article"
    hand.close()
    hand.tap("sell.camera")
    hand.sheet()
    page.wait_for_timeout(400)
    yield "till-camera"
    hand.close()


def favorites_screens(hand: Hand) -> Iterator[str]:
    arrange = hand.button("favorites.arrange")
    if arrange.count() == 0:
        hand.page.get_by_role("button", name=re.compile("★")).first.click()
    arrange.click()
    hand.sheet().locator("li button").first.click()
    yield "till-favorites"
    hand.close()
    hand.tap("sell.all")


def menu_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    page.keyboard.press("F1")
    hand.sheet()
    yield "till-menu"
    hand.tap("giftCard.title")
    hand.button("giftCard.look").wait_for()
    yield "till-gift-card"
    hand.close()
    for name in ("cashier", "state", "keys"):
        hand.menu(name)
        hand.sheet()
        page.wait_for_timeout(200)
        yield f"till-{name}"
        hand.close()
    hand.menu("settings")
    page.locator("form.agent").wait_for()
    yield "till-settings"
    page.keyboard.press("End")
    page.locator("form.agent").scroll_into_view_if_needed()
    yield "till-settings-printers"
    hand.back_to_sell()


def basket_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    hand.till.read_code(good("Pommes Gala").barcode)
    hand.sheet()
    hand.type("850")
    yield "till-weigh"
    page.keyboard.press("Enter")
    for name in ("Espresso", "Croissant au beurre", "Sandwich jambon-beurre", "Confiture de fraises 370 g"):
        hand.till.scan(good(name).barcode)
    page.wait_for_timeout(300)
    yield "till-basket"
    if page.locator("button.handle").is_visible():
        page.locator("button.handle").click()
        page.wait_for_timeout(200)
        yield "till-basket-open"
    page.locator("[data-line] button.what").last.click()
    hand.sheet()
    yield "till-line"
    for number, name in ((1, "discount"), (2, "note"), (3, "price")):
        hand.sheet().get_by_role("tab").nth(number).click()
        page.wait_for_timeout(150)
        yield f"till-line-{name}"
    hand.close()
    page.keyboard.press("F6")
    hand.sheet()
    yield "till-discount"
    hand.close()
    hand.tap("basket.more_actions")
    hand.sheet()
    yield "till-more"
    hand.close()
    for key, name in (("terms.title", "terms"), ("parked.under", "park"), ("unreceipted.title", "unreceipted")):
        hand.more(key)
        page.wait_for_timeout(200)
        yield f"till-{name}"
        hand.close()
    page.keyboard.press("F4")
    page.get_by_role("tab").nth(2).click()
    hand.button("parked.recall").first.wait_for()
    yield "till-parked"
    hand.tap("parked.recall")
    page.locator("button.card:not([disabled])").wait_for()


def paying_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    page.keyboard.press("F9")
    hand.button("pay.accepted").wait_for()
    yield "till-card"
    page.keyboard.press("Escape")
    page.keyboard.press("F7")
    page.get_by_role("region").filter(has=page.locator(".evenly")).wait_for()
    yield "till-split"
    hand.tap("pay.inParts")
    page.keyboard.press("F8")
    page.locator("button.exact").click()
    page.get_by_role("heading", name=pattern(hand.language, "pay.abandon")).wait_for()
    yield "till-split-begun"
    hand.tap("common.back")
    hand.till.wait_until_selling()
    yield "till-split-left"
    yield from other_tender_screens(hand)
    yield from cash_payment_screens(hand)


def other_tender_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    others = page.locator("dialog[open] .others button")
    hand.tap("basket.more_actions")
    hand.sheet()
    count = others.count()
    hand.close()
    for number in range(count):
        hand.tap("basket.more_actions")
        hand.sheet()
        others.nth(number).click()
        page.wait_for_timeout(250)
        yield f"till-other-{number + 1}"
        page.keyboard.press("Escape")
        hand.back_to_sell()


def cash_payment_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    page.keyboard.press("F8")
    page.locator("button.exact").wait_for()
    yield "till-cash"
    page.locator(".tips button").last.click()
    hand.sheet()
    yield "till-tip"
    hand.close()
    # The chip that opened it has the focus again, and Enter would open it once more.
    page.evaluate("document.activeElement?.blur()")
    hand.type("5000")
    yield "till-cash-typed"
    page.keyboard.press("Enter")
    page.locator(".tick").wait_for()
    page.wait_for_timeout(400)
    yield "till-paid"
    yield from giving_screens(hand)
    hand.next_sale()
    page.get_by_role("tab").nth(1).click()
    hand.type("1250")
    yield "till-amount"
    hand.pay_exactly()
    hand.next_sale()
    page.get_by_role("tab").nth(0).click()


def giving_screens(hand: Hand) -> Iterator[str]:
    """Where a receipt can go, and a payment that was noted wrongly."""
    for key, name in (("give.email", "email"), ("give.sms", "sms"), ("give.invoice", "invoice")):
        if hand.button(key).count() == 0:
            continue
        hand.tap(key)
        hand.sheet()
        yield f"till-give-{name}"
        hand.close()
    hand.tap("wrongTender.open")
    hand.page.wait_for_timeout(150)
    yield "till-wrong-tender"
    hand.tap("common.cancel")


def sales_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    hand.menu("sales")
    page.locator(".days button").first.wait_for()
    yield "till-sales"
    page.locator(".days button").nth(1).click()
    page.locator("article footer button").last.wait_for()
    page.wait_for_timeout(200)
    yield "till-sale"
    hand.tap("sales.refundStart")
    page.locator("section footer .ways button").first.wait_for()
    hand.tap("refund.all")
    yield "till-refund"
    page.locator("section footer").get_by_role("button", name=pattern(hand.language, "pay.card")).first.click()
    hand.button("pay.accepted").wait_for()
    yield "till-refund-card"
    page.keyboard.press("Escape")
    hand.back_to_sell()
    hand.menu("sales")
    page.locator(".days button").nth(1).click()
    hand.tap("exchange.start")
    hand.tap("refund.all")
    hand.tap("exchange.choose")
    page.locator(".grid button").first.wait_for()
    yield "till-exchange"
    hand.till.scan(good("Espresso").barcode)
    if page.locator("button.handle").is_visible():
        page.locator("button.handle").click()
    hand.button("exchange.drop").wait_for()
    yield "till-exchange-more"
    hand.tap("exchange.drop")
    hand.till.wait_until_selling()
    hand.more("basket.cancelSale")
    hand.sheet().locator("fieldset button").first.click()
    page.locator("dialog[open]").wait_for(state="detached")


def cash_screens(hand: Hand) -> Iterator[str]:
    page = hand.page
    hand.menu("cash")
    hand.button("cash.handover").wait_for()
    yield "till-cash-drawer"
    for name in CASH_TASKS:
        hand.tap(f"cash.{name}")
        page.locator("main .form").wait_for()
        yield f"till-cash-{name}"
        page.keyboard.press("Escape")
        hand.button("cash.handover").wait_for()
    hand.tap("cash.open")
    hand.sheet()
    yield "till-why"
    hand.close()
    hand.tap("cash.figures")
    hand.button("cash.printFigures").wait_for()
    yield "till-figures"
    hand.back_to_sell()
    hand.menu("closing")
    hand.button("closing.close").wait_for()
    yield "till-closing"
    heaps = page.locator(".drawer > .places").locator("button")
    heaps.last.click()
    page.wait_for_timeout(150)
    yield "till-closing-papers"
    heaps.first.click()
    page.get_by_role("tab").nth(1).click()
    hand.type("1")
    hand.tap("closing.close")
    hand.button("closing.openNext").wait_for()
    yield "till-closed"
    hand.tap("closing.openNext")
    hand.button("opening.open").wait_for()
    yield "till-opening-next"
