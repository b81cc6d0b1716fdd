"""A gift card that is taxed when it is sold: its tax comes off the goods, never twice, never without the server."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.test_tenders import ring_up, tap
from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

CHOCOLATES = good("Boîte de chocolats assortis 250 g")  # 14.90, 20 %
WHEN_SOLD = re.compile("À la vente.*Taux normal")


def tax_cards(office: Page, shop: Shop, label: "str | re.Pattern[str]") -> None:
    """*Gift cards* in the back office."""
    office.goto(f"{shop.address}/gift-cards")
    form = office.locator("form[action='/gift-cards/policy']")
    choice = form.get_by_label("TVA d’une carte cadeau")
    [value] = [
        option.get_attribute("value") or ""
        for option in choice.locator("option").all()
        if re.search(label, option.inner_text())
    ]
    choice.select_option(value)
    with office.expect_navigation():
        form.get_by_role("button", name="Enregistrer").click()


def last_body(shop: Shop, kind: str) -> dict[str, Any]:
    [(body, doubts)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body', (SELECT count(*) FROM sales_discrepancy d "
        "WHERE d.entry_id = e.id) FROM sales_entry e WHERE e.kind = %s ORDER BY e.received_at DESC LIMIT 1",
        kind,
    )
    assert doubts == 0
    assert isinstance(body, dict)
    return body


def redeem(page: Page, code: str, typed: int | None = None) -> None:
    """Pay with the card: all that it can, or so many cents."""
    tap(page, "Autres actions")
    tap(page, "Carte cadeau")
    page.get_by_label("Code de la carte").fill(code)
    tap(page, "Chercher")
    expect(page.get_by_text("TVA payée à l’achat")).to_be_visible()
    if typed is not None:
        page.keyboard.type(str(typed), delay=60)
        # What is typed is a reader's burst until it pauses.
        expect(page.locator(".typed")).to_contain_text(f"{typed // 100},{typed % 100:02}")
    tap(page, "Encaisser")
    page.get_by_role("region", name="Carte cadeau").wait_for(state="hidden")


def test_a_card_that_is_taxed_when_sold_lowers_the_tax_of_what_it_buys(
    shop: Shop, device: BrowserContext, access: Access, till: TillPage, tmp_path: Path
) -> None:
    page = till.page
    office = device.new_page()
    sign_in(office, access)
    tax_cards(office, shop, WHEN_SOLD)
    try:
        page.bring_to_front()
        page.reload()
        till.wait_until_selling()
        till.wait_until_heard('"vouchers":{"tax_category"')
        journey(shop, till, tmp_path)
        office.bring_to_front()
        office.goto(f"{shop.address}/day-report")
        office.screenshot(path=tmp_path / "report.png", full_page=True)
    finally:
        tax_cards(office, shop, "utilisation")


def journey(shop: Shop, till: TillPage, shots: Path) -> None:
    code = sell_card(shop, till, shots)
    tap(till.page, "Vente suivante")
    pay_a_part(shop, till, code, shots)
    give_back(shop, till, shots)
    tap(till.page, "Vente suivante")
    spend_all(shop, till, code, shots)
    tap(till.page, "Vente suivante")
    refuse_without_network(till, code, shots)


def sell_card(shop: Shop, till: TillPage, shots: Path) -> str:
    page = till.page
    tap(page, "Menu")
    page.get_by_role("dialog").get_by_role("button", name="Carte cadeau").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(r"^20\s€$")).click()
    tap(page, "Vendre une carte")
    page.locator("[data-line]").first.wait_for(state="attached")
    till.pay_cash()
    code = page.get_by_text(re.compile(r"^GC..-")).inner_text()
    page.screenshot(path=shots / "sold.png")
    assert last_body(shop, "sale")["tax_subtotals"] == [taxed(1_667, 333)]
    return code


def taxed(net: int, tax: int) -> dict[str, object]:
    return {"tax_category": "S", "tax_rate_ppm": 200_000, "net": net, "tax": tax, "gross": net + tax}


def balance(shop: Shop) -> int:
    [(found,)] = shop.ask("SELECT balance FROM payments_voucher ORDER BY first_at DESC LIMIT 1")
    return int(found)


def pay_a_part(shop: Shop, till: TillPage, code: str, shots: Path) -> None:
    """5.00 by card, the rest in cash: the goods owe the tax of the rest only."""
    till.scan(CHOCOLATES.barcode)
    redeem(till.page, code, 500)
    till.page.screenshot(path=shots / "part.png")
    till.pay_cash()
    part = last_body(shop, "sale")
    assert [(line["amount"], "voucher" in line) for line in part["lines"]] == [(1_490, False), (-500, True)]
    assert part["tax_subtotals"] == [taxed(825, 165)]
    assert [(tender["kind"], tender["amount"]) for tender in part["tenders"]] == [("cash", 990)]
    assert balance(shop) == 1_500


def give_back(shop: Shop, till: TillPage, shots: Path) -> None:
    """What the card paid comes back onto it, the rest as it came."""
    page = till.page
    page.keyboard.press("F10")
    page.locator(".days button").first.click()
    tap(page, "Rembourser")
    tap(page, "Tout", exact=True)
    expect(page.locator(".total", has_text="Retour sur la carte")).to_contain_text("5,00")
    page.screenshot(path=shots / "refund.png")
    page.locator(".ways button").first.click()
    page.locator(".tick").wait_for()
    back = last_body(shop, "refund")
    assert (back["gross"], back["tax"], balance(shop)) == (-990, -165, 2_000)


def spend_all(shop: Shop, till: TillPage, code: str, shots: Path) -> None:
    """A sale that the card pays wholly owes no tax any more; of the next it pays what is left."""
    page = till.page
    page.wait_for_timeout(1_600)  # the same code sooner after paying is asked about
    till.scan(CHOCOLATES.barcode)
    redeem(page, code)
    expect(page.get_by_text("1 article", exact=True).first).to_be_visible()
    page.screenshot(path=shots / "nothing-due.png")
    tap(page, "Terminer : la carte paie tout")
    page.locator(".tick").wait_for()
    whole = last_body(shop, "sale")
    assert (whole["gross"], whole["tax"], whole["tenders"], balance(shop)) == (0, 0, [], 510)
    tap(page, "Vente suivante")
    page.wait_for_timeout(1_600)  # the same code sooner after paying is asked about
    till.scan(CHOCOLATES.barcode)
    redeem(page, code)
    till.pay_cash()
    assert (last_body(shop, "sale")["gross"], balance(shop)) == (980, 0)


def refuse_without_network(till: TillPage, code: str, shots: Path) -> None:
    """Nobody knows its rate here: refused in words, and nothing is sealed."""
    page = till.page
    sealed = till.sealed_count()
    till.pull_cable()
    ring_up(till, 300)
    tap(page, "Autres actions")
    tap(page, "Carte cadeau")
    page.get_by_label("Code de la carte").fill(code)
    tap(page, "Chercher")
    expect(page.get_by_text("La TVA de cette carte a été payée à l’achat")).to_be_visible()
    page.screenshot(path=shots / "offline.png")
    page.context.set_offline(False)
    assert till.sealed_count() == sealed
