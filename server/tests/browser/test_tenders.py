"""Several ways to pay: equal parts, a meal voucher, a gift card sold and spent."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.test_accessibility import AXE, serious
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser


def tap(page: Page, name: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()


def open_panel(page: Page, name: str) -> None:
    """Its code comes with the first tap: what is typed before it stands goes elsewhere."""
    tap(page, "Autres actions")
    tap(page, name)
    page.get_by_role("region", name=name).wait_for()


def ring_up(till: TillPage, cents: int) -> None:
    till.page.get_by_role("tab", name="Montant").click()
    till.page.keyboard.type(str(cents), delay=60)


def tenders_of_last_sale(shop: Shop, till: TillPage) -> list[tuple[str, int]]:
    code, enrolment, sequence = till.receipt_number.split("-")
    return [
        (str(kind), int(amount))
        for kind, amount in shop.ask(
            "SELECT d.kind, d.amount FROM sales_tender d JOIN sales_entry e ON e.id = d.sale_id "
            "JOIN tills_till t ON t.id = e.till_id JOIN tills_enrolment n ON n.id = e.chain_id "
            "WHERE e.sequence = %s AND n.number = %s AND t.code = %s ORDER BY d.number",
            int(sequence),
            int(enrolment),
            code,
        )
    ]


def test_three_equal_card_payments_take_five_taps(shop: Shop, till: TillPage) -> None:
    ring_up(till, 1_000)

    tap(till.page, "Autres actions")
    tap(till.page, "En 3 parts égales")
    for _ in range(3):
        till.page.get_by_role("button", name="Carte", exact=True).first.click()
        # A stand-alone terminal costs its word; an integrated one answers by itself.
        tap(till.page, "Acceptée")

    till.page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("card", 334), ("card", 333), ("card", 333)]


def test_a_meal_voucher_pays_food_only_and_the_law_caps_it(shop: Shop, till: TillPage) -> None:
    till.scan(good("Sandwich jambon-beurre").barcode)
    price = good("Sandwich jambon-beurre").unit_price

    open_panel(till.page, "Titre-restaurant")
    till.page.keyboard.type(str(price + 200), delay=60)
    expect(till.page.get_by_text("ne servent pas")).to_contain_text("2,00")
    till.page.keyboard.press("Enter")

    till.page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("meal_voucher", price)]
    tap(till.page, "Vente suivante")
    ring_up(till, 3_000)
    open_panel(till.page, "Titre-restaurant")
    till.page.keyboard.press("Enter")
    expect(till.page.get_by_text("Aucun article de ce panier")).to_be_visible()


def test_a_gift_card_is_sold_and_spent(shop: Shop, till: TillPage) -> None:
    tap(till.page, "Menu")
    till.page.get_by_role("dialog").get_by_role("button", name="Carte cadeau").click()
    till.page.get_by_role("dialog").get_by_role("button", name=re.compile(r"^20\s€$")).click()
    tap(till.page, "Vendre une carte")
    till.page.locator("[data-line]").first.wait_for(state="attached")
    till.pay_cash()
    code = till.page.get_by_text(re.compile(r"^GC..-")).inner_text()
    assert re.fullmatch(r"GC..(-....){3}", code)
    shop.wait_until_delivered()

    tap(till.page, "Vente suivante")
    ring_up(till, 500)
    tap(till.page, "Autres actions")
    tap(till.page, "Carte cadeau")
    till.page.get_by_label("Code de la carte").fill(code)
    tap(till.page, "Chercher")
    expect(till.page.locator(".fact", has_text="Restera")).to_contain_text("15,00")
    tap(till.page, "Encaisser")

    till.page.locator(".tick").wait_for()
    expect(till.page.locator("dl", has_text="Reste à utiliser")).to_contain_text("15,00")
    assert tenders_of_last_sale(shop, till) == [("gift_card", 500)]
    [(balance,)] = shop.ask("SELECT balance FROM payments_voucher ORDER BY first_at DESC LIMIT 1")
    assert balance == 1_500


def test_francs_give_euros_back_and_a_tip_comes_on_top_and_afterwards(shop: Shop, till: TillPage) -> None:
    page = till.page
    ring_up(till, 500)
    open_panel(page, "Espèces CHF")
    page.keyboard.type("1000", delay=60)
    page.keyboard.press("Enter")
    page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("foreign_cash", 1_050), ("cash", -550)]
    tap(page, "Vente suivante")

    ring_up(till, 2_000)
    page.keyboard.press("F9")
    page.get_by_role("button", name=re.compile(r"^10\s%\s·\s2,00")).click()
    expect(page.locator(".ask")).to_contain_text("22,00")
    # The key does what the button does: the tip is not lost.
    page.keyboard.press("F9")
    page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("card", 2_000)]
    assert shop.ask("SELECT kind, amount FROM sales_tip ORDER BY given_at DESC LIMIT 1") == [("card", 200)]
    page.get_by_role("button", name=re.compile("Pourboire 2,00")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(r"^2,00")).click()
    page.get_by_role("dialog").get_by_role("button", name="Espèces").click()
    expect(page.get_by_text("Pourboire de 2,00")).to_be_visible()
    tap(page, "Vente suivante")
    pay_in_parts_with_a_tip(shop, till)


def pay_in_parts_with_a_tip(shop: Shop, till: TillPage) -> None:
    """By keys alone: a typed part in cash, the rest by card with something on top, and a tip on exact cash."""
    page = till.page
    ring_up(till, 2_000)
    page.keyboard.press("F7")
    page.locator(".evenly").wait_for()
    page.keyboard.type("500", delay=60)
    expect(page.locator(".typed")).to_contain_text("5,00")
    page.keyboard.press("F8")
    expect(page.locator(".due")).to_contain_text("15,00")
    page.keyboard.press("F9")
    page.get_by_role("button", name=re.compile(r"^10\s%\s·\s1,50")).click()
    expect(page.locator(".ask")).to_contain_text("16,50")
    page.keyboard.press("F9")
    page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("card", 1_500), ("cash", 500)]
    tap(page, "Vente suivante")
    ring_up(till, 1_000)
    page.keyboard.press("F8")
    page.get_by_role("button", name=re.compile(r"^10\s%\s·\s1,00")).click()
    expect(page.locator("button.exact")).to_contain_text("11,00")
    page.keyboard.press("F8")
    page.locator(".tick").wait_for()
    assert tenders_of_last_sale(shop, till) == [("cash", 1_000)]
    tips = "SELECT kind, amount FROM sales_tip ORDER BY given_at DESC LIMIT 2"
    assert shop.ask(tips) == [("cash", 100), ("card", 150)]


def test_a_drawer_opens_with_francs_and_gives_some_to_the_safe(
    shop: Shop, device: BrowserContext, access: Access, tmp_path: Path
) -> None:
    page = device.pages[0]
    page.goto(access.enrolment_address)
    page.locator("form button[type=submit]").click()
    page.get_by_role("button", name="Adèle").first.click()
    page.get_by_role("button", name="CHF", exact=True).click()
    page.keyboard.type("5000", delay=60)
    expect(page.get_by_role("button", name="Ouvrir avec")).to_contain_text("50,00")
    page.screenshot(path=tmp_path / "opening.png")
    page.get_by_role("button", name="Ouvrir avec").click()
    TillPage(page).wait_until_selling()

    tap(page, "Menu")
    page.get_by_role("dialog").get_by_role("button", name="Tiroir-caisse").click()
    tap(page, "Retrait d’espèces")
    page.get_by_role("button", name="CHF", exact=True).click()
    page.keyboard.type("3000", delay=60)
    page.get_by_role("button", name="Au coffre", exact=True).click()
    expect(page.get_by_role("button", name="Retirer")).to_contain_text("30,00")
    page.screenshot(path=tmp_path / "pickup.png")
    assert serious(page, "till-pickup-francs", source=AXE.read_text(encoding="utf-8")) == []
    tap(page, "Retirer")
    expect(page.locator(".row", has_text="CHF")).to_contain_text("20,00")
    page.screenshot(path=tmp_path / "drawer.png")
    [(moved, opened)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body', (SELECT convert_from(o.content, 'UTF8')::jsonb "
        "-> 'body' -> 'foreign_floats' FROM sales_entry o WHERE o.chain_id = e.chain_id AND o.kind = 'opening') "
        "FROM sales_entry e WHERE e.kind = 'cash_movement' ORDER BY e.received_at DESC LIMIT 1"
    )
    assert (moved["currency"], moved["foreign_amount"], moved["purpose"]) == ("CHF", -3_000, "to_safe")
    assert opened == [{"currency": "CHF", "amount": 5_000}]
    close_day(page)
    page.screenshot(path=tmp_path / "closed.png")
    [(closing, doubts)] = shop.ask(
        "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body', (SELECT count(*) FROM sales_discrepancy d "
        "WHERE d.entry_id = e.id) FROM sales_entry e WHERE e.kind = 'closing' ORDER BY e.received_at DESC LIMIT 1"
    )
    [francs] = [heap for heap in closing["counted_tenders"] if heap.get("currency") == "CHF"]
    assert (francs["expected"], doubts) == (2_000, 0)


def close_day(page: Page) -> None:
    """Counted as a sum; the francs stay uncounted."""
    page.keyboard.press("F1")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("3")
    page.get_by_role("tab", name="Total", exact=True).click()
    page.keyboard.type("0", delay=60)
    tap(page, "Clôturer la journée")
    page.get_by_role("button", name="Ouvrir la journée suivante").wait_for()


def test_money_goes_back_the_way_it_came_or_as_a_credit_that_pays_without_a_network(shop: Shop, till: TillPage) -> None:
    page = till.page
    ring_up(till, 2_000)
    page.keyboard.press("F9")
    tap(page, "Acceptée")
    page.locator(".tick").wait_for()
    shop.wait_until_delivered()

    page.keyboard.press("F10")
    page.locator(".days button").first.click()
    tap(page, "Rembourser")
    tap(page, "Tout", exact=True)
    expect(page.locator(".ways button").first).to_have_text("Carte")
    tap(page, "Avoir", exact=True)
    code = page.get_by_text(re.compile(r"^GC..-")).inner_text()
    shop.wait_until_delivered()
    tap(page, "Vente suivante")

    till.pull_cable()
    ring_up(till, 300)
    tap(page, "Autres actions")
    tap(page, "Carte cadeau")
    page.get_by_label("Code de la carte").fill(code)
    tap(page, "Chercher")
    expect(page.get_by_text("le solde est inconnu")).to_be_visible()
    tap(page, "Encaisser")
    page.locator(".tick").wait_for()
    expect(page.locator("dl", has_text="Reste à utiliser")).to_contain_text("inconnu hors ligne")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    assert tenders_of_last_sale(shop, till) == [("gift_card", 300)]
    question = "SELECT amount, allowance IS NOT NULL FROM payments_voucher_movement ORDER BY moved_at DESC LIMIT 1"
    assert shop.ask(question) == [(-300, True)]
