"""Our receipts are the shared ones, block by block and line by line."""

import json
from datetime import date

import pytest

from comptoir.receipts import languages
from comptoir.receipts.law import INVOICE_LAWS, RECEIPT_LAWS, exceeds_simplified, receipt_law
from tests.conformance.cases import CONFORMANCE, Case, load
from tests.conformance.receipt_cases import answer

CASES = [
    Case("receipts/documents.json", content)
    for content in json.loads((CONFORMANCE / "receipts" / "documents.json").read_text(encoding="utf-8"))["cases"]
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_document_and_lines_are_the_published_ones(case: Case) -> None:
    found = json.loads(json.dumps(answer(case.content["given"])))

    assert found == case.content["expect"], case.content["why"]


def test_receipts_speak_the_languages_of_the_till() -> None:
    assert languages() == ("de", "en", "fr")


def test_the_laws_are_the_published_ones_and_count_from_their_day() -> None:
    published = load("receipts/law.json")

    assert [(row.country, str(row.valid_from), row.issue, row.digital) for row in RECEIPT_LAWS] == [
        (row["country"], row["valid_from"], row["issue"], row["digital"]) for row in published["rules"]
    ]
    assert [(row.country, str(row.valid_from), row.currency, row.simplified_max) for row in INVOICE_LAWS] == [
        (row["country"], row["valid_from"], row["currency"], row["simplified_max"])
        for row in published["invoice_rules"]
    ]
    assert receipt_law("FR", date(2023, 7, 31)).issue == "offer"
    assert receipt_law("FR", date(2023, 8, 1)).issue == "on_request"
    assert receipt_law("AT", date(2026, 9, 30)).in_words == "always"
    assert receipt_law("AT", date(2026, 10, 1)).in_words == "shown"
    assert receipt_law("XX", date(2026, 1, 1)).issue == "offer"
    assert not exceeds_simplified("FR", date(2026, 1, 1), "EUR", 15_000)
    assert exceeds_simplified("FR", date(2026, 1, 1), "EUR", 15_001)
    assert not exceeds_simplified("FR", date(2026, 1, 1), "CHF", 99_999)
