"""A receipt of a sale whose money nobody had seen: it says so, until a person or the bank has said that it came."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.papers.documents import receipt_of
from comptoir.papers.queries import find_entry
from comptoir.payments.code_commands import DecideCodePayment
from comptoir.payments.code_payments import decide_code_payment
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.papers.receipts import store
from tests.payments.coded import begun, new_account
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.test_tenders import paid, sell


def test_a_paper_says_that_nobody_has_seen_the_money_until_somebody_has(db: None, database: TestDatabase) -> None:
    shop = open_shop()
    till = new_till(shop)
    payment = begun(shop.organization, shop.store, till.identity.till, new_account(shop.organization), 890)
    tender = {"kind": "transfer", "amount": 890, "terminal": "qr-epc", "payment": str(payment), "confirmation": "none"}
    entries = [till.start_chain(), till.open(0)]
    sale = sell(till, [shop.wine], paid(tender))
    store(database, till, [*entries, sale])
    chain = till.identity.chain

    before = said(shop, chain, sale.sequence, sale.digest)
    decide_code_payment(
        DecideCodePayment(
            organization=shop.organization, person=None, payment=payment, is_paid=True, at=datetime.now(UTC)
        )
    )

    assert (before, said(shop, chain, sale.sequence, sale.digest)) == (True, False)


def said(shop: Shop, chain: UUID, sequence: int, digest: str) -> bool:
    with reading(shop.organization):
        entry = find_entry(chain, sequence, digest)
        assert entry is not None
        document = receipt_of(entry, language="en")
    return "Payment not yet confirmed when sold" in [getattr(block, "text", "") for block in document.blocks]
