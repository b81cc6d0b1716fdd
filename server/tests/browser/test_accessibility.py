"""axe finds nothing on any screen, light or dark; nothing is cut off, too wide or too small to touch."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from comptoir.config.demo.rehearsal import Access
from tests.browser.looks import faults
from tests.browser.office_walk import office_screens
from tests.browser.till_page import PHONE, Shop
from tests.browser.till_walk import till_screens

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A page at 400 % on a screen of 1280 is as wide as this one (WCAG 1.4.10); and so is the smallest phone.
NARROW: ViewportSize = {"width": 320, "height": 640}
# Those of axe's rules that look at colors; the others find in the dark what they found in the light.
COLOR_RULES = ("color-contrast", "link-in-text-block")
# A sheet that still fades in has the contrast of half a sheet. What turns for ever, turns.
AT_REST = """() => document.getAnimations().every(
  (one) => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity
)"""


def serious(page: Page, screen: str, *, source: str, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds, of any weight, as readable lines: by these rules, or by all that it has.

    The page's policy forbids foreign scripts: evaluate it, once for each page that is loaded.
    """
    page.wait_for_function(AT_REST)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source)
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [f"{screen} {rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def light_and_dark(page: Page, screen: str, *, source: str) -> list[str]:
    """Both on the same screen: a theme changes colors and nothing else."""
    page.wait_for_function(AT_REST)
    problems = faults(page, screen)
    page.emulate_media(color_scheme="light")
    problems += serious(page, f"{screen} light", source=source)
    page.emulate_media(color_scheme="dark")
    problems += serious(page, f"{screen} dark", source=source, rules=COLOR_RULES)
    page.set_viewport_size(NARROW)
    problems += faults(page, f"{screen} narrow")
    page.set_viewport_size(PHONE)
    return problems


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run make setup")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def page(shop: Shop, tmp_path: Path) -> Iterator[Page]:
    with shop.browser(tmp_path / "device") as context:
        yield context.pages[0]


def test_every_screen_of_the_till(access: Access, page: Page, axe: str) -> None:
    problems = [
        problem for screen in till_screens(page, access) for problem in light_and_dark(page, screen, source=axe)
    ]

    assert sorted(set(problems)) == []


def test_every_page_of_the_back_office(access: Access, page: Page, axe: str) -> None:
    problems = [fault for screen in office_screens(page, access) for fault in light_and_dark(page, screen, source=axe)]

    assert sorted(set(problems)) == []
