"""Money that a card holds, from the till to a terminal that speaks ZVT; its ledger is the judge."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_printing import connect, leave_settings
from tests.browser.test_terminals import PATIENCE_MS, TENDERS, CardCounter, card_counter
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

TOLD = "SELECT kind, state, label FROM payments_card_attempt ORDER BY made_at"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    with card_counter(tmp_path) as opened:
        yield opened


def kinds(counter: CardCounter) -> list[tuple[str, int]]:
    rows = map(json.loads, counter.ledger.read_text(encoding="utf-8").splitlines())
    return [(row["kind"], row["amount"]) for row in rows if row["code"] == 0]


def open_holds(till: TillPage) -> None:
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Réservé sur des cartes").click()


def reserve(till: TillPage, label: str, digits: str) -> None:
    till.page.get_by_role("button", name="Réserver sur une carte").click()
    till.page.get_by_label("Pour (table, chambre, commande)").fill(label)
    for digit in digits:
        till.page.locator("dialog").get_by_role("button", name=digit, exact=True).click()
    till.page.get_by_role("button", name="Réserver sur une carte").click()


def test_what_a_card_holds_pays_one_sale_and_the_rest_is_let_go(
    till: TillPage, shop: Shop, counter: CardCounter
) -> None:
    connect(till, counter.agent)
    till.page.get_by_role("button", name="Terminal CB", exact=True).click()
    leave_settings(till)
    open_holds(till)
    reserve(till, "Table 4", "5000")
    expect(till.page.locator("dialog button.row")).to_contain_text(["Table 4 · VISA ···· 1111"], timeout=PATIENCE_MS)
    assert (kinds(counter), till.sealed_count()) == ([("reserve", 5_000)], 0)
    # A second one is let go again.
    reserve(till, "Chambre 7", "2000")
    row = till.page.locator("dialog button.row", has_text="Chambre 7")
    row.click(timeout=PATIENCE_MS)
    till.page.get_by_role("button", name="La libérer").click()
    expect(till.page.get_by_role("button", name="Réserver sur une carte")).to_be_visible(timeout=PATIENCE_MS)
    expect(row).to_have_count(0)
    assert kinds(counter)[1:] == [("reserve", 2_000), ("release", 2_000)]
    till.page.get_by_role("button", name="Fermer", exact=True).click()

    brush = good("Brosse à dents")
    till.scan(brush.barcode)
    till.page.get_by_role("button", name="Autres actions pour cette vente", exact=True).click()
    till.page.get_by_role("button", name="Carte réservée").click()
    charge = till.page.get_by_role("button", name="L’encaisser")
    charge.wait_for(timeout=PATIENCE_MS)
    # Pressed twice it is taken once.
    charge.dblclick(timeout=PATIENCE_MS)
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    assert kinds(counter)[3:] == [("capture", brush.unit_price)]
    [(tenders,)] = shop.ask(TENDERS)
    assert [(one["kind"], one["amount"], one["last_four"]) for one in tenders] == [("card", brush.unit_price, "1111")]
    shop.expect(
        [
            ("reserve", "approved", "Table 4"), ("reserve", "approved", "Chambre 7"), ("release", "approved", ""),
            ("capture", "approved", ""),
        ],
        TOLD,
    )  # fmt: skip
