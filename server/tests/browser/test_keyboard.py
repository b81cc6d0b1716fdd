"""Selling without a mouse or a finger, and a till that is set for large, left hands."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.looks import faults
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser
LAST_CLOSING = (
    "SELECT convert_from(content, 'UTF8')::json -> 'body' FROM sales_entry WHERE kind = 'closing' AND chain_id = "
    "(SELECT id FROM tills_enrolment ORDER BY issued_at DESC LIMIT 1)"
)


def test_a_sale_is_rung_and_paid_by_keys_alone(shop: Shop, till: TillPage) -> None:
    page = till.page
    page.set_viewport_size({"width": 1280, "height": 800})
    before = shop.ask("SELECT count(*) FROM sales_sale WHERE kind = 'sale'")[0][0]

    for number, name in enumerate(("allumettes", "ananas")):
        page.keyboard.type(name, delay=90)
        page.wait_for_function(
            "(name) => document.querySelector('.grid button')?.textContent.toLowerCase().includes(name)", arg=name
        )
        page.keyboard.press("ArrowDown")
        page.wait_for_function("() => document.activeElement.closest('.grid') !== null")
        page.keyboard.press("Enter")
        page.locator("[data-line]").nth(number).wait_for()
        page.keyboard.press("Escape")
    page.locator("[data-line]").nth(1).wait_for()
    page.keyboard.press("PageUp")
    page.wait_for_function("() => document.activeElement.closest('[data-line]') !== null")
    page.keyboard.press("PageUp")
    first = page.locator("[data-line]").first
    page.wait_for_function("() => document.activeElement === document.querySelector('[data-line] > button')")
    page.keyboard.type("+", delay=120)
    first.locator("text=2").first.wait_for()

    page.keyboard.press("F8")
    page.locator("button.exact").wait_for()
    page.keyboard.press("F8")
    page.locator(".tick").wait_for()
    shop.expect([(before + 1,)], "SELECT count(*) FROM sales_sale WHERE kind = 'sale'")
    give_back_by_card(shop, till)


def give_back_by_card(shop: Shop, till: TillPage) -> None:
    """The key that says "accepted" where a sale is paid says it where money goes back."""
    page = till.page
    page.keyboard.press("Enter")
    till.scan(good("Baguette tradition").barcode)
    page.keyboard.press("F9")
    page.locator(".ask").wait_for()
    page.keyboard.press("F9")
    page.locator(".tick").wait_for()
    page.keyboard.press("F10")
    page.locator(".days button").first.click()
    page.get_by_role("button", name="Rembourser").click()
    page.get_by_role("button", name="Tout", exact=True).click()
    page.locator(".ways button").first.click()
    page.locator(".ask").wait_for()
    page.keyboard.press("F9")
    page.locator(".tick").wait_for()
    worth = good("Baguette tradition").unit_price
    back = (
        "SELECT s.kind, s.gross, t.kind FROM sales_sale s JOIN sales_tender t ON t.sale_id = s.id "
        "ORDER BY s.sold_at DESC LIMIT 1"
    )
    shop.expect([("refund", -worth, "card")], back)


def press_tab_to(page: Page, name: str) -> None:
    """As often as it takes to stand on a button."""
    button = page.get_by_role("button", name=name).or_(page.get_by_role("tab", name=name)).first
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("(button) => button === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_a_day_is_opened_counted_and_closed_by_keys_alone(shop: Shop, device: BrowserContext, access: Access) -> None:
    page = device.pages[0]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(access.enrolment_address)
    press_tab_to(page, "Relier cet appareil")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Adèle").first.wait_for()
    press_tab_to(page, "Adèle")
    page.keyboard.press("Enter")
    page.locator("button[aria-pressed=true]").first.wait_for()
    page.keyboard.type("5000", delay=90)
    page.keyboard.press("Enter")  # confirms the figures: the name that was pressed before is left
    TillPage(page).wait_until_selling()
    TillPage(page).wait_for_mark("catalog-ready")

    page.keyboard.type("allumettes", delay=90)
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.activeElement.closest('.grid') !== null")
    page.keyboard.press("Escape")
    page.keyboard.type("ananas", delay=90)  # from a tile that has the focus: Enter adds what was found
    page.keyboard.press("Enter")
    page.locator("[data-line]").first.wait_for()
    assert page.locator("[data-line]").all_inner_texts()[0].startswith("Ananas")
    page.keyboard.press("F8")
    page.locator("button.exact").wait_for()
    page.keyboard.press("F8")
    page.locator(".tick").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("F1")
    page.locator("dialog[open]").wait_for()
    page.keyboard.type("3", delay=120)
    page.get_by_role("tab", name="Pièces et billets").wait_for()
    press_tab_to(page, "Pièces et billets")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5350", delay=90)
    page.keyboard.press("Control+Enter")
    page.get_by_text("La journée est clôturée").wait_for()

    state = page.get_by_role("button", name="État de la connexion")
    page.keyboard.press("Control+Enter")  # the next day
    expect(state).to_contain_text("À jour", timeout=30_000)
    [(body,)] = shop.ask(LAST_CLOSING)
    assert (body["cash_expected"], body["cash_counted"], body["gross"]) == (5_350, 5_350, 350)


def test_big_buttons_and_the_left_hand_are_remembered(shop: Shop, till: TillPage) -> None:
    page = till.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("F1")
    page.locator("dialog[open]").wait_for()
    page.keyboard.type("7", delay=120)
    page.get_by_role("button", name="Grands", exact=True).click()
    page.get_by_role("button", name="Gauche", exact=True).click()
    page.get_by_role("button", name="Aucun", exact=True).click()

    till.reopen(shop.address)

    root = page.evaluate("({ ...document.documentElement.dataset })")
    assert (root["size"], root["hand"], root["motion"]) == ("big", "left", "off")
    card, tile = page.locator("button.card").bounding_box(), page.locator(".grid button").first.bounding_box()
    assert card is not None
    assert tile is not None
    assert card["x"] + card["width"] < tile["x"]
    assert card["height"] >= 96
    assert tile["width"] >= 140

    till.wait_for_mark("catalog-ready")
    till.scan(good("Confiture de fraises 370 g").barcode)
    page.keyboard.press("F8")
    tips, exact = page.locator(".tips button").first.bounding_box(), page.locator("button.exact").bounding_box()
    take = page.locator(".go button").bounding_box()
    assert tips is not None
    assert exact is not None
    assert take is not None
    assert tips["y"] + tips["height"] <= exact["y"]
    assert take["y"] + take["height"] <= 800
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    till.choose_language("de")
    page.locator("button.handle").click()
    page.locator("[data-line] button.what").click()
    page.locator("dialog[open] .at-hand").wait_for()
    assert [fault for fault in faults(page, "line") if "beyond its button" in fault] == []
