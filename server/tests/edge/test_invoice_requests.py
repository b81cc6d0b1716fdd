"""A cashier types the company; the invoice comes back as its number."""

import json
from pathlib import Path

import pytest

from comptoir.invoices.operations import save_issuer
from comptoir.kernel import new_uuid7
from tests.databases import TestDatabase
from tests.edge.test_requests import ask, receipt_settings
from tests.invoices.test_operations import issuer
from tests.papers.receipts import Sold, sell
from tests.sales.shop import count

BUYER = {"name": "Atelier Nord", "street": "3 rue Neuve", "postal_code": "59000", "city": "Lille", "country": "FR"}


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path) -> Sold:
    settings.HOME = tmp_path
    return sell(database)


def request(sold: Sold, **changes: object) -> dict[str, object]:
    return {
        "id": str(new_uuid7()), "chain": str(sold.till.identity.chain), "sequence": sold.sale.sequence,
        "digest": sold.sale.digest, "language": "fr", "essentials": sold.essentials, "buyer": BUYER, **changes,
    }  # fmt: skip


def test_the_number_comes_back_and_a_repeat_makes_no_second(sold: Sold, database: TestDatabase) -> None:
    assert receipt_settings(database, sold)["has_invoices"] is False
    save_issuer(issuer(sold))
    assert receipt_settings(database, sold)["has_invoices"] is True
    wanted = request(sold)

    replies = ask(database, sold, {"invoices": [wanted]}, {"invoices": [wanted]})

    expected = {"answers": [{"id": wanted["id"], "state": "made", "number": "F2026-000001"}]}
    assert [json.loads(reply.body) for reply in replies] == [expected, expected]
    assert count("invoices_document", sold.shop.organization) == 1


def test_why_not_is_said_and_an_early_wish_waits(sold: Sold, database: TestDatabase) -> None:
    [reply] = ask(database, sold, {"invoices": [request(sold)]})
    save_issuer(issuer(sold))
    [other] = ask(
        database, sold, {"invoices": [request(sold, buyer={**BUYER, "country": "France"}), request(sold, sequence=9)]}
    )

    assert [(row["state"], row["code"]) for row in [*reply.json["answers"], *other.json["answers"]]] == [
        ("refused", "invoices.issuer_missing"),
        ("refused", "invoices.buyer_invalid"),
        ("waiting", "invoices.sale_unknown"),
    ]
    assert count("invoices_document", sold.shop.organization) == 0
