"""Selling without a mouse or a finger, and a till that is set for large, left hands."""

import pytest

from tests.browser.till_page import Shop, TillPage

pytestmark = pytest.mark.browser


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
    stored = before
    for _ in range(50):
        stored = shop.ask("SELECT count(*) FROM sales_sale WHERE kind = 'sale'")[0][0]
        if stored > before:
            break
        page.wait_for_timeout(200)
    assert stored == before + 1


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
