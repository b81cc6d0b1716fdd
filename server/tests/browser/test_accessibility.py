"""axe finds nothing serious on any screen, light or dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import Shop
from tests.browser.walks import office_screens, till_screens

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def serious(page: Page, screen: str, *, source: str) -> list[str]:
    """What axe calls serious or worse, as readable lines. The page's policy forbids foreign scripts: evaluate it."""
    page.evaluate(source)
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, { resultTypes: ['violations'], runOnly: rules })", RULES
    )
    return [
        f"{screen} {rule['id']}: {node['target']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run make setup")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def themed(request: pytest.FixtureRequest, shop: Shop, tmp_path: Path) -> Iterator[Page]:
    with shop.browser(tmp_path / "device", dark=request.param) as context:
        yield context.pages[0]


def test_every_screen_of_the_till(shop: Shop, access: Access, themed: Page, axe: str) -> None:
    problems = [problem for screen in till_screens(themed, access) for problem in serious(themed, screen, source=axe)]

    assert sorted(set(problems)) == []


def test_every_page_of_the_back_office(shop: Shop, access: Access, themed: Page, axe: str) -> None:
    problems = [problem for page in office_screens(themed, access) for problem in serious(themed, page, source=axe)]

    assert sorted(set(problems)) == []
