"""What the till says stands where people look and can touch, also over a sheet, and is read out there."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.till_page import PHONE, TillPage

pytestmark = pytest.mark.browser

TABLET: ViewportSize = {"width": 1280, "height": 800}
UNKNOWN = "4099999999996"
# What lies on top in the middle of each element; and whether it stands on the screen as a whole.
TOUCHED = """
(element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return element.contains(hit) && top >= 0 && left >= 0 && left + width <= innerWidth && top + height <= innerHeight;
}
"""


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_a_message_stands_over_the_sheet_that_is_open(till: TillPage, size: ViewportSize) -> None:
    page = till.page
    page.set_viewport_size(size)
    page.keyboard.press("F1")
    sheet = page.locator("dialog[open]")
    # Both regions are there before anything is said: only then is it read out.
    expect(sheet.get_by_role("status")).to_have_count(2)

    till.read_code(UNKNOWN)

    told = sheet.get_by_role("status").get_by_text(UNKNOWN)
    expect(told).to_be_visible()
    assert page.get_by_text(UNKNOWN).count() == 1
    assert told.evaluate(TOUCHED)
    create = sheet.get_by_role("button", name="Créer l’article")
    assert create.evaluate(TOUCHED)

    create.click()

    expect(page.get_by_role("dialog", name="Nouvel article")).to_be_visible()


def test_what_was_said_over_a_sheet_still_stands_when_it_is_gone(till: TillPage) -> None:
    page = till.page
    page.keyboard.press("F1")
    page.locator("dialog[open]").wait_for()
    till.read_code(UNKNOWN)
    page.locator("dialog[open]").get_by_text(UNKNOWN).wait_for()

    page.keyboard.press("Escape")

    page.locator("dialog[open]").wait_for(state="detached")
    expect(page.get_by_text(UNKNOWN)).to_have_count(1)
    assert page.get_by_text(UNKNOWN).evaluate(TOUCHED)
