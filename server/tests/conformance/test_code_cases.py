"""Codes that both sides read: vouchers of reverse vending machines."""

import pytest

from comptoir.catalog.bottle_vouchers import amount_on, is_pattern
from tests.conformance.cases import load

VECTORS = load("codes/bottle_vouchers.json")


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_a_voucher_is_worth_what_stands_on_it(case: dict[str, object]) -> None:
    assert amount_on(str(case["code"]), str(case["pattern"])) == case["expect"], case["why"]


@pytest.mark.parametrize("case", VECTORS["patterns"], ids=lambda case: case["pattern"])
def test_a_pattern_is_sound_or_says_too_little(case: dict[str, object]) -> None:
    assert is_pattern(str(case["pattern"])) is case["is_sound"], case.get("why")
