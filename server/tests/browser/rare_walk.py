"""What stands on a screen only now and then: a PIN is asked for, somebody else must allow it, the line is gone,
somebody learns, a page refuses. A shop of its own, because its people have PINs and its database is taken away.
"""

import json
import re
from collections.abc import Iterator, Mapping

from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.office_walk import speak
from tests.browser.pictures import read_qr
from tests.browser.till_page import Shop, good, sign_in
from tests.browser.till_walk import Hand
from tests.browser.till_words import pattern

Screens = Iterator[tuple[Page, str]]

MOVE_IN = """
import json
import django; django.setup()
from datetime import UTC, datetime
from comptoir.config.demo.founding import OWNER
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.people import PINS, move_in
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.public import add_membership, create_user
from comptoir.identity.roles import Role
move_in(datetime.now(UTC))
who = identifier("user", "louis")
create_user(CreateUser(id=who, email="louis@demo.example", name="Louis", password="{password}", language="fr"))
add_membership(
    AddMembership(
        organization=ORGANIZATION, person=OWNER, id=identifier("membership", "louis"), user=who, role=Role.CASHIER
    )
)
print(json.dumps(PINS))
"""
LOUIS = Access("", "louis@demo.example", "quatre mots bien simples", "", "")
BUYER = (
    ("give.company", "Atelier Durand SARL"),
    ("give.street", "3 rue des Tanneurs"),
    ("give.postalCode", "44000"),
    ("give.city", "Nantes"),
)
# A browser that can no longer write a figure is what a fault of ours looks like to a screen.
BREAK = "() => { Intl.NumberFormat.prototype.formatToParts = () => { throw new Error('broken on purpose') } }"
NEWER = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'waiting', { get() { return this.active } })"


def furnish_people(shop: Shop) -> dict[str, str]:
    """Roles, customers with an account, somebody who may look up prices in the back office; answers the PINs."""
    pins: dict[str, str] = json.loads(shop.rehearsal.run(["-c", MOVE_IN.format(password=LOUIS.password)]))
    return pins


def rare_screens(shop: Shop, page: Page, access: Access, *, language: str = "fr") -> Screens:
    """Names each screen, and the page that it stands on."""
    pins = furnish_people(shop)
    hand = Hand(page, language)
    yield from people_screens(hand, access, pins)
    yield from promise_screens(hand)
    yield from voucher_screens(hand)
    yield from training_screens(hand, pins)
    yield from receipt_screens(shop, hand)
    yield from window_screens(hand)
    yield from page_screens(hand, access)
    yield from office_screens(page, access, language)
    yield from refusal_screens(shop, page, access, language)


def people_screens(hand: Hand, access: Access, pins: Mapping[str, str]) -> Screens:
    page = hand.page
    page.goto(access.enrolment_address)
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Adèle").first.click()
    hand.sheet()
    yield page, "till-pin"
    hand.type("1111")
    page.locator("dialog .bad").wait_for()
    yield page, "till-pin-wrong"
    hand.type(pins["adele"])
    page.locator("dialog[open]").wait_for(state="detached")
    hand.tap("opening.open")
    hand.till.wait_until_selling()
    hand.till.wait_for_mark("catalog-ready")
    hand.menu("cashier")
    hand.sheet().get_by_role("button", name="Louis").click()
    hand.type(pins["louis"])
    page.locator("dialog[open]").wait_for(state="detached")
    hand.till.scan(good("Confiture de fraises 370 g").barcode)
    page.keyboard.press("F6")
    hand.sheet().get_by_role("button", name="20").first.click()
    hand.sheet().locator("fieldset button").first.wait_for()
    yield page, "till-approval"
    hand.type(pins["karim"])
    page.locator("dialog .bad, dialog .missing").first.wait_for()
    yield page, "till-approval-why"
    hand.sheet().locator("fieldset button").first.click()
    hand.type(pins["karim"])
    page.locator("dialog[open]").wait_for(state="detached")
    yield from lock_screens(hand, pins)


def lock_screens(hand: Hand, pins: Mapping[str, str]) -> Screens:
    page = hand.page
    page.keyboard.press("F1")
    hand.sheet()
    page.keyboard.press("5")
    page.locator("main.locked").wait_for()
    yield page, "till-locked"
    hand.type(pins["adele"])
    hand.till.wait_until_selling()
    page.keyboard.press("F1")
    hand.sheet()
    hand.tap("pin.change")
    hand.sheet().locator(".dots").wait_for()
    yield page, "till-pin-change"
    hand.close()


def promise_screens(hand: Hand) -> Screens:
    """A quote, goods kept aside, and customers who pay later."""
    page = hand.page
    hand.more("order.make")
    hand.sheet()
    yield page, "till-order"
    hand.tap("order.layaway")
    page.get_by_label(pattern(hand.language, "order.name")).fill("Mme Durand")
    yield page, "till-order-kept"
    hand.sheet().get_by_role("button", name="2", exact=True).click()
    hand.sheet().get_by_role("button", name=pattern(hand.language, "pay.cash")).click()
    page.locator(".tick").wait_for()
    yield page, "till-order-paid"
    hand.next_sale()
    page.get_by_role("tab").nth(2).click()
    hand.button("order.giveUp").first.wait_for()
    yield page, "till-orders"
    hand.tap("order.giveUp")
    hand.sheet()
    yield page, "till-order-given-up"
    hand.close()
    page.get_by_role("tab").nth(0).click()
    hand.till.scan(good("Baguette tradition").barcode)
    hand.more("tender.account")
    page.get_by_role("button", name="Café du Port").wait_for()
    yield page, "till-on-account-who"
    page.get_by_role("button", name="Café du Port").click()
    hand.button("pay.take").wait_for()
    yield page, "till-on-account"
    hand.tap("pay.take")
    page.locator(".tick").wait_for()
    hand.next_sale()
    page.keyboard.press("F1")
    hand.sheet()
    hand.tap("account.title")
    page.get_by_role("button", name="Café du Port").wait_for()
    yield page, "till-accounts"
    page.get_by_role("button", name="Café du Port").click()
    hand.button("account.other").wait_for()
    yield page, "till-account"
    hand.close()


def voucher_screens(hand: Hand) -> Screens:
    """A gift card is sold; empties come back."""
    page = hand.page
    page.keyboard.press("F1")
    hand.sheet()
    hand.tap("giftCard.title")
    hand.button("giftCard.look").wait_for()
    hand.sheet().locator(".presets button").nth(1).click()
    hand.tap("giftCard.add")
    page.locator("dialog[open]").wait_for(state="detached")
    hand.pay_exactly()
    page.locator(".code").first.wait_for()
    yield page, "till-paid-gift-card"
    hand.next_sale()
    page.keyboard.press("F1")
    hand.sheet()
    hand.tap("deposit.title")
    hand.sheet().locator("li button").first.click()
    yield page, "till-empties"
    hand.tap("deposit.done")
    page.locator("dialog[open]").wait_for(state="detached")
    page.wait_for_timeout(150)
    yield page, "till-empties-to-pay-out"
    page.locator(".ways button").first.click()
    page.locator(".tick").wait_for()
    hand.next_sale()


def training_screens(hand: Hand, pins: Mapping[str, str]) -> Screens:
    page = hand.page
    page.keyboard.press("F1")
    hand.sheet()
    page.keyboard.press("9")
    page.locator("aside, dialog[open] fieldset").first.wait_for()
    if page.locator("dialog[open] fieldset").count() > 0:
        hand.sheet().locator("fieldset button").first.click()
        hand.type(pins["karim"])
    page.locator("aside").wait_for()
    page.wait_for_timeout(200)
    yield page, "till-training-opening"
    hand.tap("opening.open")
    hand.till.wait_until_selling()
    hand.till.scan(good("Espresso").barcode)
    yield page, "till-training"
    hand.pay_exactly()
    yield page, "till-training-paid"
    hand.next_sale()
    # It sells again from a page that is opened for it.
    with page.expect_navigation():
        hand.tap("training.end")
    page.locator("aside").wait_for(state="detached")
    hand.till.wait_until_selling()
    hand.till.wait_for_mark("catalog-ready")


def receipt_screens(shop: Shop, hand: Hand) -> Screens:
    """A sale without a line, its receipt by mail, an invoice; then the customer's own page."""
    page = hand.page
    hand.till.scan(good("Sandwich jambon-beurre").barcode)
    hand.till.pull_cable()
    hand.pay_exactly()
    page.locator(".qr svg").wait_for()
    claim = read_qr(page.locator(".qr")).rpartition("#")[2]
    hand.tap("give.email")
    hand.sheet()
    yield page, "till-mail"
    hand.close()
    hand.tap("give.invoice")
    for key, text in BUYER:
        page.get_by_label(pattern(hand.language, key)).fill(text)
    yield page, "till-invoice"
    hand.tap("give.makeInvoice")
    page.locator("dialog[open]").wait_for(state="detached")
    page.wait_for_timeout(200)
    yield page, "till-paid-offline"
    hand.next_sale()
    page.locator("header button.pill").click()
    hand.sheet()
    yield page, "till-state-offline"
    hand.close()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    shop.wait_until_delivered()
    customer = page.context.new_page()
    for name, text in (("receipt", claim), ("receipt-changed", claim.replace("4", "5", 1)), ("receipt-nothing", "x")):
        customer.goto("about:blank")
        customer.goto(f"{shop.address}/r/#{text}")
        customer.locator("#receipt h1, #receipt .verdict").first.wait_for()
        customer.wait_for_timeout(300)
        yield customer, name
    customer.close()


def window_screens(hand: Hand) -> Screens:
    """What customers look at, in a window beside the till: nothing, a basket, their change."""
    page = hand.page
    hand.menu("settings")
    with page.context.expect_page() as opened:
        hand.tap("hardware.openWindow")
    window = opened.value
    hand.back_to_sell()
    window.locator("main h1").wait_for()
    yield window, "customers-welcome"
    for name in ("Espresso", "Croissant au beurre", "Confiture de fraises 370 g"):
        hand.till.scan(good(name).barcode)
    window.locator("li").nth(2).wait_for()
    yield window, "customers-basket"
    hand.till.pay_cash(2_000)
    window.locator(".giant").wait_for()
    yield window, "customers-change"
    window.close()
    hand.next_sale()


def page_screens(hand: Hand, access: Access) -> Screens:
    """A second tab, a newer version that waits, and a fault of ours."""
    page = hand.page
    second = page.context.new_page()
    second.goto(f"{access.address}/till/")
    second.locator("button").first.wait_for()
    yield second, "till-other-tab"
    second.close()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.add_init_script(NEWER)
    page.reload()
    hand.till.wait_until_selling()
    hand.button("update.label").wait_for()
    yield page, "till-newer-version"
    page.evaluate(BREAK)
    page.get_by_role("tab").nth(1).click()
    page.get_by_role("heading", name=pattern(hand.language, "crash.title")).wait_for()
    yield page, "till-crash"
    page.goto("about:blank")


def office_screens(page: Page, access: Access, language: str) -> Screens:
    """What the back office shows once people have roles and PINs, and customers bought as they do."""
    sign_in(page, access)
    speak(page, language)
    for path, links in (
        ("/team", ("/team/roles/rights", r"/team/roles/", r"/team/[0-9a-f]")),
        ("/gift-cards", (r"/gift-cards/[0-9a-f]",)),
        ("/customers", (r"/customers/[0-9a-f]",)),
        ("/orders", ()),
        ("/invoices", (r"/invoices/[^/]+/cancel",)),
        ("/deliveries", ()),
        ("/acts", (r"/entries/",)),
    ):
        page.goto(f"{access.address}{path}")
        name = f"office{path.replace('/', '-')}"
        yield page, f"{name}-lived-in"
        hrefs: list[str] = page.eval_on_selector_all(
            "main a[href]", "links => links.filter((link) => !link.download).map((link) => link.getAttribute('href'))"
        )
        for number, link in enumerate(links):
            found = next((href for href in hrefs if re.match(link + r"[^.]*$", href)), None)
            if found is None:
                continue
            page.goto(f"{access.address}{found}")
            yield page, f"{name}-{number + 1}"


def refusal_screens(shop: Shop, page: Page, access: Access, language: str) -> Screens:
    """Not for this role, a form that is too old, and a database that is away."""
    page.context.clear_cookies()
    sign_in(page, Access(access.address, LOUIS.email, LOUIS.password, "", ""))
    page.goto(f"{access.address}/products")
    speak(page, language)
    yield page, "office-products-to-look-up"
    answer = page.goto(f"{access.address}/sales")
    assert answer is not None
    assert answer.status == 403
    yield page, "office-forbidden"
    page.context.clear_cookies()
    page.goto(f"{access.address}/sign-in")
    page.context.clear_cookies()
    page.locator("#email").fill(access.email)
    page.locator("#password").fill(access.password)
    with page.expect_navigation():
        page.locator("form[action='/sign-in'] button").click()
    yield page, "office-form-expired"
    shop.rehearsal.kill_database()
    answer = page.goto(f"{access.address}/sign-in")
    assert answer is not None
    assert answer.status == 503
    yield page, "office-away"
