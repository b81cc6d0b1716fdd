"""axe finds nothing serious on any screen, light or dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LISTS = ("sales", "products", "tills", "incidents")
PAGES = (*LISTS, "today", "products/new", "products/import", "tills/new", "team", "day-report")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def serious(page: Page, *, source: str) -> list[str]:
    """What axe calls serious or worse, as readable lines. The page's policy forbids foreign scripts: evaluate it."""
    page.evaluate(source)
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, { resultTypes: ['violations'], runOnly: rules })", RULES
    )
    return [
        f"{page.url} {rule['id']}: {node['target']}"
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
    problems: list[str] = []
    till = TillPage(themed)
    themed.goto(access.enrolment_address)
    themed.locator("form button[type=submit]").wait_for()
    problems += serious(themed, source=axe)
    themed.locator("form button[type=submit]").click()
    themed.get_by_role("button", name="Adèle").first.wait_for()
    problems += serious(themed, source=axe)
    themed.get_by_role("button", name="Adèle").first.click()
    themed.get_by_role("button", name="Ouvrir avec").click()
    till.wait_until_selling()
    till.wait_for_mark("catalog-ready")
    till.scan(good("Espresso").barcode)
    till.scan(good("Pommes Gala").barcode)
    problems += serious(themed, source=axe)
    for key in ("F6", "F7", "F9"):
        themed.keyboard.press(key)
        themed.wait_for_timeout(200)
        problems += serious(themed, source=axe)
        themed.keyboard.press("Escape")
    themed.keyboard.press("F8")
    themed.locator("button.exact").wait_for()
    problems += serious(themed, source=axe)
    themed.locator("button.exact").click()
    themed.locator(".tick").wait_for()
    problems += serious(themed, source=axe)
    themed.keyboard.press("Enter")
    themed.get_by_role("tab", name="Montant").click()
    problems += serious(themed, source=axe)
    themed.keyboard.press("F10")
    themed.wait_for_timeout(300)
    problems += serious(themed, source=axe)
    themed.locator("button[aria-current]").first.click()
    themed.get_by_role("button", name="Rembourser").wait_for()
    problems += serious(themed, source=axe)
    themed.get_by_role("button", name="Rembourser").click()
    themed.get_by_role("button", name="Tout", exact=True).wait_for()
    problems += serious(themed, source=axe)

    assert sorted(set(problems)) == []


def test_every_page_of_the_back_office(shop: Shop, access: Access, themed: Page, axe: str) -> None:
    problems: list[str] = []
    themed.goto(f"{shop.address}/sign-in")
    problems += serious(themed, source=axe)
    sign_in(themed, access)
    for path in PAGES:
        answer = themed.goto(f"{shop.address}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        problems += serious(themed, source=axe)
    for listing in LISTS:
        themed.goto(f"{shop.address}/{listing}")
        target = themed.locator("a.row-link").first.get_attribute("href")
        themed.goto(f"{shop.address}{target}")
        problems += serious(themed, source=axe)

    assert sorted(set(problems)) == []
