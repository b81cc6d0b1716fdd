"""axe, cuts and small targets on what stands on a screen only now and then, in a shop whose people have PINs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.furnished import furnished_copy
from tests.browser.rare_walk import rare_screens
from tests.browser.test_accessibility import axe, light_and_dark
from tests.browser.till_page import Shop

__all__ = ["axe"]

pytestmark = pytest.mark.browser


@pytest.fixture
def lived_in(
    playwright: Playwright,
    chromium: str,
    tmp_path: Path,
    of_the_run: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    monkeypatch.setenv("COMPTOIR_EMAIL_URL", f"file://{tmp_path}/mail")
    with furnished_copy(tmp_path / "shop", of_the_run / "furnished") as rehearsal:
        yield Shop(rehearsal, playwright, chromium)


def test_every_screen_that_is_seldom_seen(lived_in: Shop, tmp_path: Path, axe: str) -> None:
    problems: list[str] = []
    seen = []
    with lived_in.browser(tmp_path / "device") as context:
        for page, screen in rare_screens(lived_in, context.pages[0], lived_in.new_access()):
            problems += light_and_dark(page, screen, source=axe)
            seen.append(screen)

    assert sorted(set(problems)) == []
    # A page that nothing led to was not looked at.
    assert {"till-approval", "till-crash", "customers-change", "office-team-2", "office-gift-cards-1"} <= set(seen)
