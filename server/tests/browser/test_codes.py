"""What a reader reads at the counter: labels, unknown goods, receipts, and a trigger held too long."""

import os
from pathlib import Path

import pytest
import segno
from playwright.sync_api import expect

from comptoir.kernel import gtin_check_digit
from tests.browser.test_counter import has_secret
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser


# What the receipt's QR holds, from the till's own rows: a QR on a screen is read by a camera, not by a test.
NEWEST_ESSENTIALS = """
    () => new Promise((done, failed) => indexedDB.databases().then(([{ name }]) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const sales = opening.result.transaction('sales').objectStore('sales').index('epoch_ms');
        sales.openCursor(null, 'prev').onsuccess = (event) => {
          opening.result.close();
          done(event.target.result.value.essentials);
        };
      };
    }))
"""
# Letters as a reader types them: the keys of an American keyboard.
READ_TEXT = """
    (text) => {
      for (const key of [...text, 'Enter']) {
        const target = document.activeElement ?? document.body;
        target.dispatchEvent(new KeyboardEvent('keydown', { key, code: '', bubbles: true, cancelable: true }));
      }
    }
"""


# Read by the page itself, so that no busy machine comes between the payment and the trigger.
READ_WHEN_PAID = """
    (codes) => {
      const read = (code) => {
        for (const key of [...code, 'Enter']) {
          const target = document.activeElement ?? document.body;
          const stroke = { key, code: key === 'Enter' ? key : `Digit${key}`, bubbles: true, cancelable: true };
          target.dispatchEvent(new KeyboardEvent('keydown', stroke));
        }
      };
      new MutationObserver((_, watching) => {
        if (document.querySelector('.tick') === null) return;
        watching.disconnect();
        codes.forEach((code, place) => setTimeout(() => read(code), 100 + 300 * place));
      }).observe(document.body, { childList: true, subtree: true });
    }
"""


def new_code(number: int) -> str:
    """An EAN that no shop has: each test run makes its own."""
    payload = f"2999{number:08d}"
    return f"{payload}{gtin_check_digit(payload)}"


def test_an_unknown_code_becomes_an_article_and_the_basket_stays(shop: Shop, till: TillPage, tmp_path: Path) -> None:
    code = new_code(os.getpid())
    till.scan(good("Chewing-gum menthe").barcode)

    till.read_code(code)
    till.page.get_by_role("button", name="Créer l’article").click()
    sheet = till.page.get_by_role("dialog")
    expect(sheet).to_contain_text(code)
    sheet.get_by_label("Nom").fill("Savon d’Alep")
    for digit in "450":
        sheet.get_by_role("button", name=digit, exact=True).click()
    till.page.screenshot(path=tmp_path / "article.png")
    sheet.get_by_role("button", name="Créer et ajouter").click()

    expect(till.page.locator("button.card")).to_contain_text("6,15")
    till.pay_cash()
    expect(till.state_button).to_contain_text("À jour", timeout=30_000)
    [(name, amount)] = shop.ask(
        "SELECT l.name, l.amount FROM sales_line l JOIN catalog_barcode b ON b.organization_id = l.organization_id "
        "AND b.item_id = l.item_id WHERE b.code = %s",
        f"0{code}",
    ) or [("", 0)]
    assert (name, amount) == ("Savon d’Alep", 450)


def test_a_misread_code_says_so_and_is_no_article_to_create(till: TillPage) -> None:
    gum = good("Chewing-gum menthe").barcode
    till.scan(gum)

    till.read_code(f"{gum[:-1]}{(int(gum[-1]) + 1) % 10}")

    expect(till.page.get_by_text("sa clé de contrôle ne tombe pas juste")).to_be_visible()
    expect(till.page.get_by_role("button", name="Créer l’article")).to_have_count(0)
    expect(till.page.locator("button.card")).to_contain_text("1,65")


def pay_exactly(till: TillPage) -> None:
    """Without waiting for the tick: what is read next may clear it before anybody has looked."""
    till.page.keyboard.press("F8")
    till.page.locator("button.exact").click()


def test_the_same_code_right_after_paying_is_asked_about(till: TillPage) -> None:
    code = good("Chewing-gum menthe").barcode
    till.scan(code)
    till.page.evaluate(READ_WHEN_PAID, [code])

    pay_exactly(till)

    expect(till.page.get_by_text("Le même code, juste après le paiement.")).to_be_visible()
    expect(till.page.locator(".tick")).to_be_visible()
    till.page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(till.page.locator("button.card")).to_contain_text("1,65")
    # Two of the same for the next customer are two, however soon: nothing is asked, and none is missing.
    loaf = good("Baguette tradition").barcode
    till.page.evaluate(READ_WHEN_PAID, [loaf, loaf])
    pay_exactly(till)
    expect(till.page.locator("button.card")).to_contain_text("2,60")


def test_a_receipt_under_the_reader_opens_its_sale(till: TillPage) -> None:
    till.scan(good("Chewing-gum menthe").barcode)
    till.pay_cash()
    number = till.receipt_number
    essentials = str(till.page.evaluate(NEWEST_ESSENTIALS))

    till.page.keyboard.press("Enter")
    till.page.evaluate(READ_TEXT, f"https://shop.example/r/#{essentials}")

    expect(till.page.get_by_role("heading", name=number)).to_be_visible()
    expect(till.page.get_by_role("button", name="Rembourser")).to_be_visible()


# A reader set for an American keyboard, on a computer with a French one: the keys are right, the characters are not.
READ_AS_AZERTY = """
    (code) => {
      const characters = { 0: 'à', 1: '&', 2: 'é', 3: '"', 4: "'", 5: '(', 6: '-', 7: 'è', 8: '_', 9: 'ç' };
      const strokes = [...code].map((digit) => [characters[digit], `Digit${digit}`]).concat([['Enter', 'Enter']]);
      for (const [key, code] of strokes) {
        const target = document.activeElement ?? document.body;
        target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }));
      }
    }
"""
ISSUE_BADGE = """
import django
django.setup()
from datetime import UTC, datetime
from comptoir.config.demo.founding import OWNER
from comptoir.config.demo.shop import CASHIER_IDS, ORGANIZATION
from comptoir.staff.commands import IssueBadge
from comptoir.staff.public import issue_badge
for name in ("louis", "karim"):
    badge = IssueBadge(organization=ORGANIZATION, person=OWNER, employee=CASHIER_IDS[name], now=datetime.now(UTC))
    print(issue_badge(badge))
"""
# What a camera sees, in a browser that has none: this picture.
LOOK_AT = """
    (picture) => {
      navigator.mediaDevices.getUserMedia = async () => {
        const image = new Image();
        image.src = picture;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const look = () => canvas.getContext('2d').drawImage(image, 0, 0);
        look();
        setInterval(look, 100);
        return canvas.captureStream(10);
      };
    }
"""


def test_a_quantity_before_the_scan_counts_so_many(till: TillPage) -> None:
    gum = good("Chewing-gum menthe")
    for typed in ("*3", "2x"):
        for character in typed:
            till.page.keyboard.press(character)
            till.page.wait_for_timeout(120)  # a person types no faster
        till.scan(gum.barcode)
    # On a phone it is typed into the search, whose keyboard has the sign.
    till.page.locator("#search").fill("4×")
    till.scan(gum.barcode)
    till.scan(gum.barcode)

    expect(till.page.locator("button.card")).to_contain_text("16,50")  # 3 + 2 + 4 + 1


def test_a_reader_with_the_wrong_keyboard_is_understood_and_a_badge_changes_the_cashier(
    shop: Shop, till: TillPage
) -> None:
    till.page.evaluate(READ_AS_AZERTY, good("Chewing-gum menthe").barcode)
    expect(till.page.locator("button.card")).to_contain_text("1,65")

    badge, another = shop.rehearsal.run(["-c", ISSUE_BADGE]).split()
    louis = till.page.get_by_role("button", name="Louis")
    # Until the till has heard of the badge, nobody is changed by it.
    for name in ("Louis", "Karim"):
        till.wait_until_heard(has_secret(name, "badge"))
    till.page.evaluate(READ_AS_AZERTY, badge)

    expect(louis).to_be_visible()
    expect(till.page.get_by_text("Louis est à la caisse")).to_be_visible()
    expect(till.page.locator("button.card")).to_contain_text("1,65")

    # A phone has no reader: its camera takes badges, too.
    till.page.evaluate(LOOK_AT, segno.make(another).png_data_uri(scale=10, border=6))
    till.page.get_by_role("button", name="Scanner avec la caméra").click()
    expect(till.page.get_by_text("Karim est à la caisse")).to_be_visible()
    expect(till.page.get_by_role("dialog")).to_have_count(0)
