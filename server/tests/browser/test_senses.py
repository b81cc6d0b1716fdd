"""What a cashier hears, feels and touches: sounds, the vibrator, big buttons; each as its setting says."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

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


Signal = tuple[list[int], list[str]]
NOTHING: Signal = ([], [])
SO_MANY = "([heard, felt]) => tones.length >= heard && shakes.length >= felt"


def told(page: Page, expected: Signal) -> Signal:
    """What was heard and felt since the last time: as much as is expected, and what else comes in the next moment."""
    with suppress(PlaywrightError):
        page.wait_for_function(SO_MANY, arg=[len(part) for part in expected])
    page.wait_for_timeout(300)
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


def read_three(till: TillPage, expected: Sequence[Signal]) -> None:
    """A code that is known, one that nobody knows, and the payment."""
    known, unknown, paid = expected
    till.scan(KNOWN)
    assert told(till.page, known) == known
    till.read_code(UNKNOWN)
    assert told(till.page, unknown) == unknown
    till.page.keyboard.press("Escape")
    till.pay_cash()
    assert told(till.page, paid) == paid
    till.page.keyboard.press("Escape")


def test_each_signal_is_heard_and_felt_and_each_can_be_switched_off(device: BrowserContext, access: Access) -> None:
    device.add_init_script(OVERHEARD)
    till = TillPage(device.pages[0])
    till.enrol(access)
    told(till.page, NOTHING)

    tones, shakes = [[1_800], [300, 240], [880, 1_320]], [["30"], ["120 60 120"], ["40 40 80"]]
    read_three(till, list(zip(tones, shakes, strict=True)))

    switch(till, "Sons", "Sans")
    assert told(till.page, NOTHING) == NOTHING
    read_three(till, [([], felt) for felt in shakes])

    switch(till, "Vibreur", "Sans")
    read_three(till, [NOTHING] * 3)

    # Switched on again, it is heard at once, and felt no more than before.
    switch(till, "Sons", "Avec")
    assert told(till.page, (tones[0], [])) == (tones[0], [])


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
