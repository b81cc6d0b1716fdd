"""Codes that both sides read: vouchers of reverse vending machines, prices on labels."""

from typing import Any

import pytest

from comptoir.catalog.bottle_vouchers import amount_on, is_pattern
from comptoir.catalog.labels import CURRENCY_NUMBERS, LabelAt, price_on_label
from comptoir.countries import COUNTRIES
from comptoir.kernel import new_uuid7
from tests.conformance.cases import load

VECTORS = load("codes/bottle_vouchers.json")
PRICES = load("codes/price_labels.json")


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_a_voucher_is_worth_what_stands_on_it(case: dict[str, object]) -> None:
    assert amount_on(str(case["code"]), str(case["pattern"])) == case["expect"], case["why"]


@pytest.mark.parametrize("case", VECTORS["patterns"], ids=lambda case: case["pattern"])
def test_a_pattern_is_sound_or_says_too_little(case: dict[str, object]) -> None:
    assert is_pattern(str(case["pattern"])) is case["is_sound"], case.get("why")


@pytest.mark.parametrize("case", PRICES["cases"], ids=lambda case: case["id"])
def test_a_label_has_the_price_that_stands_on_it(case: dict[str, Any]) -> None:
    labels = [LabelAt(1, None, None, **PRICES["tables"][name]) for name in case["rows"]]

    found = price_on_label(case["stated"], labels, store=new_uuid7(), position=7, currency=case["currency"])

    assert (found and found.amount) == (case["expect"] if isinstance(case["expect"], int) else None), case["why"]
    if found is not None and case["stated"].startswith("01"):
        assert found.codes == {PRICES["article"]}


def test_each_country_s_currency_has_its_number() -> None:
    assert PRICES["currency_numbers"] == CURRENCY_NUMBERS
    assert {country.currency for country in COUNTRIES} <= CURRENCY_NUMBERS.keys()
