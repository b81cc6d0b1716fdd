"""What a cashier hears, feels and touches: sounds, the vibrator, big buttons; each as its setting says."""

import pytest
from playwright.sync_api import BrowserContext, Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import TillPage, good

pytestmark = pytest.mark.browser

KNOWN = good("Chewing-gum menthe").barcode
UNKNOWN = "4006381333931"
# What reaches the loudspeaker and the motor: the browser's own objects, overheard.
OVERHEARD = """
  window.tones = []; window.shakes = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { tones.push(this.frequency.value); start.apply(this, when); };
  navigator.vibrate = (pattern) => { shakes.push(pattern.join(' ')); return true; };
"""


def told(page: Page) -> tuple[list[int], list[str]]:
    """What was heard and felt since the last time, once it has had its frame."""
    page.wait_for_timeout(700)
    found = page.evaluate("({ tones: tones.splice(0), shakes: shakes.splice(0) })")
    return found["tones"], found["shakes"]


def switch(till: TillPage, label: str, choice: str) -> None:
    """Through the settings, as a person does it."""
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réglages").click()
    group = till.page.get_by_role("group", name=label, exact=True)
    group.get_by_role("button", name=choice, exact=True).click()
    till.page.keyboard.press("Escape")
    till.wait_until_selling()


def read_three(till: TillPage) -> list[tuple[list[int], list[str]]]:
    """A code that is known, one that nobody knows, and the payment."""
    heard = []
    till.scan(KNOWN)
    heard.append(told(till.page))
    till.read_code(UNKNOWN)
    heard.append(told(till.page))
    till.page.keyboard.press("Escape")
    till.pay_cash()
    heard.append(told(till.page))
    till.page.keyboard.press("Escape")
    return heard


def test_each_signal_is_heard_and_felt_and_each_can_be_switched_off(device: BrowserContext, access: Access) -> None:
    device.add_init_script(OVERHEARD)
    till = TillPage(device.pages[0])
    till.enrol(access)
    told(till.page)

    tones, shakes = [[1_800], [300, 240], [880, 1_320]], ["30", "120 60 120", "40 40 80"]
    assert read_three(till) == [(tones[0], [shakes[0]]), (tones[1], [shakes[1]]), (tones[2], [shakes[2]])]

    switch(till, "Sons", "Sans")
    assert told(till.page) == ([], [])
    assert read_three(till) == [([], [shakes[0]]), ([], [shakes[1]]), ([], [shakes[2]])]

    switch(till, "Vibreur", "Sans")
    assert read_three(till) == [([], []), ([], []), ([], [])]

    # Switched on again, it is heard at once, and felt no more than before.
    switch(till, "Sons", "Avec")
    assert told(till.page) == (tones[0], [])


def test_big_buttons_are_bigger_and_fit_on_a_small_phone(till: TillPage) -> None:
    till.page.set_viewport_size({"width": 320, "height": 640})

    def heights() -> dict[str, float]:
        card = till.page.locator("button.card").bounding_box()
        tile = till.page.get_by_role("button", name="Menu", exact=True).bounding_box()
        assert card is not None
        assert tile is not None
        return {"card": card["height"], "menu": tile["height"]}

    normal = heights()
    switch(till, "Boutons", "Grands")
    big = heights()
    till.page.reload()
    till.wait_until_selling()

    assert big["card"] > normal["card"]
    assert big["menu"] > normal["menu"]
    assert heights() == big
    assert till.page.evaluate("document.scrollingElement.scrollWidth") == 320
