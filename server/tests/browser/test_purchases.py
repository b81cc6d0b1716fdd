"""People of the house buy at their prices: who it is, by name, and what the books say of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.shop import ORGANIZATION
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

SET_LIMIT = """
import django; django.setup()
from uuid import UUID
from comptoir.staff.commands import SetPurchaseLimit
from comptoir.staff.public import set_purchase_limit
set_purchase_limit(SetPurchaseLimit(organization=UUID("{organization}"), person=None, purchase_limit={limit}))
"""


@pytest.fixture
def month_limit(shop: Shop) -> Iterator[int]:
    """What each person may buy in a month, for as long as this lasts: the shop is everybody's."""
    limit = 20_000
    shop.rehearsal.run(["-c", SET_LIMIT.format(organization=ORGANIZATION, limit=limit)])
    yield limit
    shop.rehearsal.run(["-c", SET_LIMIT.format(organization=ORGANIZATION, limit=None)])


@pytest.mark.usefixtures("month_limit")
def test_somebody_of_the_house_buys_and_the_month_counts_it(shop: Shop, till: TillPage, tmp_path: Path) -> None:
    page = till.page

    def choose(name: str) -> None:
        page.get_by_role("button", name="Autres actions pour cette vente").click()
        page.get_by_role("button", name="Client, code, TVA").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="Personnel").click()
        expect(sheet.get_by_text("Qui achète ?")).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width, height in ((390, 844), (1280, 800)):
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=tmp_path / f"who-buys-{width}-{scheme}.png")
            if AXE.exists():
                assert serious(page, f"who-buys-{scheme}", source=AXE.read_text(encoding="utf-8")) == []
        page.emulate_media(color_scheme="light")
        sheet.get_by_role("button", name=name).click()

    till.scan(good("Espresso").barcode)
    choose("Damien")
    expect(page.get_by_text(re.compile(r"Damien a acheté pour 0,00\s€ sur 200,00\s€ ce mois-ci"))).to_be_visible()
    till.pay_cash()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.body.innerText.includes('À jour')")

    [(buyer, paid, doubted)] = shop.ask(
        "SELECT b.name, a.amount, (SELECT count(*) FROM sales_discrepancy d WHERE d.entry_id = a.entry_id) "
        "FROM sales_act a JOIN identity_employee b ON b.id = a.other WHERE a.deed = 'staff_purchase'"
    )
    assert (buyer, paid > 0, doubted) == ("Damien", True, 0)
