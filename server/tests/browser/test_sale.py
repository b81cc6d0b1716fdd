"""From the scan to the customer's own proof."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from comptoir.journal import load_public_key, parse_essentials, to_base64url, verify_essentials
from tests.browser.pictures import read_qr
from tests.browser.till_page import Shop, TillPage, good

pytestmark = pytest.mark.browser


def test_a_sale_with_change_ends_in_a_receipt_that_its_customer_can_check(
    shop: Shop, till: TillPage, tmp_path: Path
) -> None:
    wanted = [good("Espresso"), good("Croissant au beurre"), good("Sandwich jambon-beurre")]
    for item in wanted:
        till.scan(item.barcode)

    till.pay_cash(received=2_000)

    due = sum(item.unit_price for item in wanted)
    change = f"{(2_000 - due) // 100},{(2_000 - due) % 100:02d}"
    expect(till.page.locator(".change")).to_contain_text(change)
    text = read_qr(till.page.locator(".qr"))
    # A shop on loopback has no address that a customer's phone could open: the code then holds the proof alone.
    claim = text.removeprefix(f"{shop.address}/r/#")
    essentials = parse_essentials(claim)
    till.page.wait_for_timeout(1_500)
    [(chain, sequence, digest, gross, public_key)] = shop.ask(
        "SELECT e.chain_id, e.sequence, e.digest, s.gross, n.public_key FROM sales_entry e "
        "JOIN sales_sale s ON s.id = e.id JOIN tills_enrolment n ON n.id = e.chain_id WHERE e.digest = %s",
        bytes.fromhex(essentials.digest),
    )
    assert (essentials.chain, essentials.sequence, essentials.gross) == (str(chain), sequence, gross) == (
        str(chain), sequence, due,
    )  # fmt: skip
    assert bytes(digest).hex() == essentials.digest
    assert verify_essentials(load_public_key(to_base64url(bytes(public_key))), claim)
    with shop.browser(tmp_path / "customer") as customer:
        page = customer.pages[0]
        page.goto(f"{shop.address}/r/#{claim}")
        expect(page.locator("body")).to_contain_text(f"{due // 100},{due % 100:02d}")
        expect(page.locator(".verdict.good")).to_be_visible()
