"""Our receipts are the shared ones, block by block and line by line."""

import json

import pytest

from comptoir.receipts import languages
from tests.conformance.cases import CONFORMANCE, Case
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
