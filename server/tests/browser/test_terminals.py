"""A card terminal that the till drives, by a real agent and a terminal that speaks ZVT; its ledger is the judge."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.kernel import new_uuid7
from comptoir_agent.simulate.hands import SECONDS_MAX, Device, Hardware, hardware, plug_in
from tests.browser.test_printing import connect, leave_settings
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser

PATIENCE_MS = SECONDS_MAX * 1_000
TENDERS = (
    "SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body' -> 'tenders' FROM sales_entry e WHERE e.kind = 'sale' "
    "ORDER BY e.received_at DESC, e.sequence DESC LIMIT 1"
)
# Of one journey: others have paid in the same shop.
TOLD = """
    SELECT state, count(*), count(sequence) FROM payments_card_attempt WHERE id > %s GROUP BY state ORDER BY state
"""


@dataclass(frozen=True, slots=True)
class CardCounter:
    """An agent with a printer and a card terminal."""

    agent: Hardware
    terminal: Device
    ledger: Path

    @property
    def taken(self) -> list[int]:
        lines = self.ledger.read_text(encoding="utf-8").splitlines() if self.ledger.exists() else []
        return [row["amount"] for row in map(json.loads, lines) if row["code"] == 0]


@contextmanager
def card_counter(folder: Path) -> Iterator[CardCounter]:
    ledger = folder / "ledger.jsonl"
    terminal = plug_in("terminal", "--port", "0", "--ledger", str(ledger))
    more = f'[[terminals]]\nid = "front"\nname = "Terminal CB"\naddress = "tcp://127.0.0.1:{terminal.port}"\n'
    try:
        with hardware(folder, more=more) as agent:
            yield CardCounter(agent, terminal, ledger)
    finally:
        terminal.stop()


@contextmanager
def standing_still(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """It holds every connection and answers none."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    with card_counter(tmp_path) as opened:
        yield opened


def choose_terminal(till: TillPage, counter: CardCounter) -> None:
    connect(till, counter.agent)
    till.page.get_by_role("button", name="Terminal CB", exact=True).click()
    leave_settings(till)


def ask_terminal(till: TillPage) -> None:
    """Card, no tip, to the terminal."""
    till.page.keyboard.press("F9")
    till.page.get_by_role("button", name="Envoyer au terminal").wait_for()
    till.page.keyboard.press("F9")


def test_card_is_one_tap_and_the_sale_says_which_payment(till: TillPage, shop: Shop, counter: CardCounter) -> None:
    began = new_uuid7()
    choose_terminal(till, counter)
    brush = good("Brosse à dents")
    till.scan(brush.barcode)

    counter.terminal.say("wait")
    ask_terminal(till)
    expect(till.page.get_by_text("Le client présente sa carte.")).to_be_visible(timeout=PATIENCE_MS)
    # Pressed again and again it is still one payment, and no key says “accepted” for the terminal.
    for _ in range(3):
        till.page.keyboard.press("F9")
    counter.terminal.say("card")
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    assert counter.taken == [brush.unit_price]
    [(tenders,)] = shop.ask(TENDERS)
    assert len(tenders) == 1
    assert {name: tenders[0][name] for name in ("kind", "amount", "terminal", "brand", "last_four", "trace")} == {
        "kind": "card", "amount": brush.unit_price, "terminal": "zvt", "brand": "VISA", "last_four": "1111",
        "trace": "000001",
    }  # fmt: skip

    # Declined and given up: nothing is sealed, and the basket is there again.
    sealed = till.sealed_count()
    food = good("Croquettes pour chat 1 kg")
    till.scan(food.barcode)
    counter.terminal.say("decline")
    ask_terminal(till)
    expect(till.page.get_by_text("La banque a refusé cette carte.")).to_be_visible(timeout=PATIENCE_MS)
    counter.terminal.say("wait")
    ask_terminal(till)
    expect(till.page.get_by_text("Le client présente sa carte.")).to_be_visible(timeout=PATIENCE_MS)
    till.page.keyboard.press("Escape")
    expect(till.page.get_by_text("Paiement arrêté. Rien n’a été débité.")).to_be_visible(timeout=PATIENCE_MS)
    assert (till.sealed_count(), counter.taken) == (sealed, [brush.unit_price])

    # A lost answer is asked for.
    counter.terminal.say("lose")
    ask_terminal(till)
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    assert counter.taken == [brush.unit_price, food.unit_price]

    till.page.get_by_role("button", name="Vente suivante").click()
    till.page.get_by_role("button", name="Menu", exact=True).click()
    till.page.get_by_role("button", name="Paiements par carte").click()
    expect(till.page.locator("dialog button.row")).to_have_count(4)
    till.page.locator("dialog button.row").first.click()
    expect(till.page.locator("dialog li")).to_contain_text(
        ["au terminal, par la caisse", "pas encore connu, par l’appareil des terminaux", "accepté, par le terminal"]
    )
    # The day ends at the terminal, too: what it took beside what this till counts.
    till.page.get_by_role("button", name="Tous les paiements").click()
    till.page.get_by_role("button", name="Fin de journée du terminal").click()
    expect(till.page.get_by_text("Le terminal a encaissé ce que compte cette caisse.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    # The office hears of each, with the sale that it paid.
    shop.expect([("approved", 2, 2), ("cancelled", 1, 0), ("declined", 1, 0)], TOLD, began)


def test_a_reload_while_the_customer_pays_loses_no_money(till: TillPage, shop: Shop, counter: CardCounter) -> None:
    choose_terminal(till, counter)
    brush = good("Brosse à dents")
    till.scan(brush.barcode)
    counter.terminal.say("wait")
    ask_terminal(till)
    expect(till.page.get_by_text("Le client présente sa carte.")).to_be_visible(timeout=PATIENCE_MS)

    till.page.reload()
    counter.terminal.say("card")
    till.wait_until_selling()
    expect(till.page.get_by_text("n’appartient à aucune vente").first).to_be_visible(timeout=PATIENCE_MS)
    # The basket is still there; the money that was taken pays it, and nothing is charged again.
    till.page.keyboard.press("F9")
    till.page.get_by_role("button", name="Oui, l’utiliser ici").click(timeout=PATIENCE_MS)
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    assert counter.taken == [brush.unit_price]

    # Brought back, the money goes back by the terminal, once, and the refund says by which payment.
    till.refund_last_sale()
    assert counter.taken == [brush.unit_price, -brush.unit_price]
    [(tenders,)] = shop.ask(TENDERS.replace("'sale'", "'refund'"))
    assert [(one["kind"], one["amount"], one["terminal"]) for one in tenders] == [("card", -brush.unit_price, "zvt")]
    [(paid_back,)] = shop.ask("SELECT reverses FROM payments_card_attempt WHERE id = %s", tenders[0]["payment"])
    assert paid_back is not None


def test_what_nobody_heard_is_void_until_it_was_heard(till: TillPage, shop: Shop, counter: CardCounter) -> None:
    began = new_uuid7()
    choose_terminal(till, counter)
    brush = good("Brosse à dents")
    till.scan(brush.barcode)
    sealed = till.sealed_count()

    # The agent stands still with the question in its hands; whoever looks at the terminal says that nothing was paid.
    counter.terminal.say("wait")
    with standing_still(counter.agent.agent):
        ask_terminal(till)
        till.page.get_by_role("button", name="Non", exact=True).click(timeout=2 * PATIENCE_MS)
        till.wait_until_selling()
        # Nothing else goes there before that was heard; and when it goes on, it asks for nothing.
        till.page.keyboard.press("F9")
        expect(till.page.get_by_text("rien d’autre n’est envoyé à ce terminal")).to_be_visible()
    till.page.get_by_role("button", name="Envoyer au terminal").wait_for(timeout=PATIENCE_MS)
    assert counter.taken == []

    # Here the customer pays meanwhile, and the same is said: the terminal knows better, and somebody is asked.
    counter.terminal.say("reset")
    counter.terminal.say("wait")
    till.page.keyboard.press("F9")
    expect(till.page.get_by_text("Le client présente sa carte.")).to_be_visible(timeout=PATIENCE_MS)
    with standing_still(counter.agent.agent):
        counter.terminal.say("card")
        till.page.get_by_role("button", name="Non", exact=True).click(timeout=2 * PATIENCE_MS)
        till.wait_until_selling()
    expect(till.page.get_by_text("a tout de même été encaissé")).to_be_visible(timeout=PATIENCE_MS)
    assert (till.sealed_count(), counter.taken) == (sealed, [brush.unit_price])
    till.page.keyboard.press("F9")
    till.page.get_by_role("button", name="Oui, l’utiliser ici").click(timeout=PATIENCE_MS)
    till.page.locator(".tick").wait_for(timeout=PATIENCE_MS)
    assert counter.taken == [brush.unit_price]
    shop.expect([("approved", 1, 1), ("cancelled", 1, 0)], TOLD, began)


def test_a_deposit_is_paid_at_the_terminal_and_goes_back_to_the_card(
    till: TillPage, shop: Shop, counter: CardCounter
) -> None:
    page = till.page
    choose_terminal(till, counter)
    till.scan(good("Sandwich jambon-beurre").barcode)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Devis ou acompte").click()
    page.get_by_role("button", name="Mise de côté").click()
    page.get_by_label("Nom du client").fill("Mme Caron")
    dialog = page.get_by_role("dialog")
    for digit in "200":
        dialog.get_by_role("button", name=digit, exact=True).click()
    counter.terminal.say("wait")
    dialog.get_by_role("button", name="Carte").click()
    expect(page.get_by_text("Le client présente sa carte.")).to_be_visible(timeout=PATIENCE_MS)
    counter.terminal.say("card")
    expect(page.get_by_text("Encaissé").first).to_be_visible(timeout=PATIENCE_MS)
    assert counter.taken == [200]

    page.keyboard.press("Enter")
    page.get_by_role("tab", name="En attente").click()
    kept = page.get_by_role("article").filter(has_text="Mme Caron")
    kept.get_by_role("button", name="Annuler la commande").click()
    page.get_by_role("dialog").get_by_role("button", name="Carte").click()
    expect(kept).to_have_count(0, timeout=PATIENCE_MS)
    assert counter.taken == [200, -200]
    found = shop.ask(TENDERS.replace("= 'sale'", "= 'payment'").replace("LIMIT 1", "LIMIT 2"))
    assert [(one["amount"], one["terminal"]) for (tenders,) in found for one in tenders] == [
        (-200, "zvt"),
        (200, "zvt"),
    ]
