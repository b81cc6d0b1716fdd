"""What a tap says when a part of the till is missing, a PIN typed ahead of its sheet, a customer's card offline."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from comptoir.config.demo.rehearsal import Access
from comptoir.kernel import new_uuid7
from tests.browser.chromium import find_chromium
from tests.browser.test_counter import has_secret, pin_of
from tests.browser.test_tenders import open_panel
from tests.browser.till_page import FLAGS, PHONE, Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

MISSING = "Cette partie n’est pas encore sur cet appareil"


def test_a_tap_on_what_is_not_here_says_so_and_works_once_the_line_is_back(
    shop: Shop, access: Access, tmp_path: Path
) -> None:
    """No service worker has kept anything yet, and the line breaks before the rest was fetched."""
    parts: list[Route] = []
    context = shop.playwright.chromium.launch_persistent_context(
        str(tmp_path / "device"), executable_path=find_chromium(), args=list(FLAGS), viewport=PHONE, locale="fr-FR",
        service_workers="block",
    )  # fmt: skip
    page = context.pages[0]
    till = TillPage(page)
    till.enrol(access)

    def cut(route: Route) -> None:
        parts.append(route)
        route.abort()

    for part in ("late-", "rest-", "notices-", "heets-", "Settings-"):
        context.route(f"**/assets/*{part}*", cut)
    till.reopen(shop.address)

    page.locator("header .cashier").click()

    expect(page.get_by_text(MISSING)).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert parts
    # Selling goes on meanwhile.
    till.sell_amount(150)
    page.get_by_role("button", name="Vente suivante").click()
    context.unroute_all()
    page.locator("header .cashier").click()
    page.locator("dialog[open]").get_by_text("Adèle").first.wait_for()
    context.close()


def test_digits_typed_before_the_sheet_stands_are_all_of_the_pin(shop: Shop, access: Access, till: TillPage) -> None:
    page = till.page

    def late(route: Route) -> None:
        page.wait_for_timeout(900)
        route.continue_()

    page.context.route("**/assets/*heets-*", late)

    with pin_of(shop, "damien", "7193"):
        till.wait_until_heard(has_secret("Damien", "pin"))
        page.evaluate("document.querySelector('header .cashier').click()")
        page.keyboard.type("7193", delay=60)

        expect(page.locator("header .cashier")).to_have_attribute("title", "Damien")
    expect(page.locator("#search")).to_have_value("")


def test_a_voucher_that_can_pay_nothing_says_why_and_offers_the_rest(shop: Shop, till: TillPage) -> None:
    page = till.page
    till.scan(good("Savon de Marseille 300 g").barcode)

    open_panel(page, "Titre-restaurant")

    expect(page.get_by_text("Aucun article de ce panier ne peut être payé ainsi")).to_be_visible()
    expect(page.get_by_role("button", name="Encaisser 0,00")).to_have_count(0)
    expect(page.locator(".others").get_by_role("button", name="Titre-restaurant")).to_have_count(0)
    page.locator("section.payment button[aria-keyshortcuts=F8]").click()
    page.locator("button.exact").wait_for()


def test_a_customers_card_is_known_without_a_line(shop: Shop, access: Access, till: TillPage) -> None:
    page, key = till.page, new_uuid7()
    office = page.context.new_page()
    sign_in(office, access)
    name = f"Marie {key.hex[-4:]}"
    code = _customer_with_card(office, shop.address, name)
    page.bring_to_front()
    till.wait_until_heard(name)
    till.pull_cable()
    till.scan(good("Espresso").barcode)

    till.read_code(code)

    expect(page.get_by_text("Client\u00a0: Marie")).to_be_visible()
    page.locator("section[aria-label=Panier] button.handle").click()
    expect(page.locator(".totals").get_by_text("Marie")).to_be_visible()
    page.context.set_offline(False)
    till.pay_cash()


def _customer_with_card(office: Page, address: str, name: str) -> str:
    office.goto(f"{address}/customers")
    office.locator("form.card input[name=name]").fill(name)
    office.locator("form.card button.button-main").click()
    office.locator("form[action$='/card/make'] button").click()
    return office.locator(".card p.tabular-nums").inner_text()
