"""The vectors of `conformance/prepaid/`, asked of the Python twin."""

from dataclasses import asdict

import pytest

from comptoir.pricing import DepositExceeds, TaxSubtotal, deposit_subtotals
from tests.conformance.cases import Json, load

CASES: list[Json] = load("prepaid/cases.json")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_payments_on_account_answer_as_the_vector_says(case: Json) -> None:
    given = case["input"]
    whole = [TaxSubtotal(**row) for row in given["whole"]]
    before = [TaxSubtotal(**row) for row in given["before"]]

    try:
        found: Json = {"rows": [asdict(row) for row in deposit_subtotals(whole, before, given["amount"])]}
    except DepositExceeds as refused:
        found = {"refusal": refused.code, "left": refused.details["left"]}

    assert found == case["expect"], case["why"]


def test_identifiers_of_cases_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
