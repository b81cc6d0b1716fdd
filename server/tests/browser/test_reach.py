"""Focus goes where the eye goes, nothing moves for those who asked for rest, and a page at 400 % still fits."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.looks import faults
from tests.browser.till_page import TillPage, good

pytestmark = pytest.mark.browser

# A page at 400 % on a screen of 1280 is as wide as this one (WCAG 1.4.10).
ZOOMED: ViewportSize = {"width": 320, "height": 640}
FOCUS = "() => (document.activeElement.closest('dialog') ? 'sheet' : document.activeElement.tagName.toLowerCase())"


def test_a_sheet_takes_the_focus_keeps_it_and_gives_it_back(till: TillPage) -> None:
    page = till.page
    menu = page.get_by_role("button", name="Menu", exact=True)

    menu.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    inside = set()
    for _step in range(14):
        inside.add(page.evaluate(FOCUS))
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")

    # The browser's own bar is the body's place in the round.
    assert inside <= {"sheet", "body"}
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Menu"


def test_nothing_moves_for_those_who_asked_for_rest(till: TillPage) -> None:
    page = till.page
    page.emulate_media(reduced_motion="reduce")
    till.scan(good("Espresso").barcode)

    page.keyboard.press("F1")
    page.locator("dialog[open]").wait_for()

    lasting = "() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 0).length"
    assert page.evaluate(lasting) == 0


def test_a_sale_fits_at_400_percent(till: TillPage) -> None:
    page = till.page
    page.set_viewport_size(ZOOMED)
    till.scan(good("Sandwich jambon-beurre").barcode)

    found = faults(page, "sell")
    page.keyboard.press("F8")
    page.locator("button.exact").wait_for()
    found += faults(page, "cash")
    page.locator("button.exact").click()
    page.locator(".tick").wait_for()
    found += faults(page, "paid")

    assert found == []
