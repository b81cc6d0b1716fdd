"""The facts of countries: complete, dated, with a source; and who stands under a duty."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from comptoir.catalog.restrictions import AGE_EVERYWHERE, AGE_SOURCES, AGES, law_of
from comptoir.countries import COUNTRIES, DUTIES, Country, Goods, TaxKind, country_of, duty_of
from comptoir.kernel import currency_exponent

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 25)


def test_each_country_stands_once_in_order() -> None:
    codes = [country.code for country in COUNTRIES]

    assert codes == ["AT", "BE", "CH", "DE", "FR", "GB", "LU"]


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_country_is_taxed_by_rows_with_a_source(country: Country) -> None:
    kinds = [tax.kind for tax in country.taxes]

    assert kinds[0] is TaxKind.STANDARD
    assert len(set(kinds)) == len(kinds)
    assert all(tax.source and 0 <= tax.rate_ppm <= 1_000_000 and tax.valid_from <= TODAY for tax in country.taxes)
    assert all((tax.rate_ppm > 0) == (tax.category == "S") for tax in country.taxes)
    assert {country.tax_of(goods) for goods in Goods} <= set(kinds)
    assert currency_exponent(country.currency) == 2


@pytest.mark.parametrize(
    ("code", "rates"),
    [
        ("AT", [200_000, 130_000, 100_000, 49_000]),
        ("BE", [210_000, 120_000, 60_000]),
        ("CH", [81_000, 26_000, 38_000]),
        ("DE", [190_000, 70_000]),
        ("FR", [200_000, 100_000, 55_000, 21_000]),
        ("GB", [200_000, 50_000, 0]),
        ("LU", [170_000, 140_000, 80_000, 30_000]),
    ],
)
def test_the_rates_of_a_country(code: str, rates: list[int]) -> None:
    country = country_of(code)

    assert country is not None
    assert [tax.rate_ppm for tax in country.taxes] == rates


def test_nothing_is_guessed_of_a_country_without_rows() -> None:
    assert country_of("PT") is None
    assert duty_of("PT", "cafe", TODAY) is None


@pytest.mark.parametrize(
    ("country", "trade", "day", "code"),
    [
        ("FR", "market", TODAY, "fr_attestation"),
        ("FR", "market", date(2017, 12, 31), ""),
        ("DE", "boutique", TODAY, "de_tse"),
        ("AT", "bakery", TODAY, "at_rksv"),
        ("BE", "cafe", TODAY, "be_gks"),
        ("BE", "boutique", TODAY, ""),
        ("CH", "cafe", TODAY, ""),
        ("GB", "corner_shop", TODAY, ""),
        ("LU", "services", TODAY, ""),
    ],
)
def test_who_stands_under_a_duty(country: str, trade: str, day: date, code: str) -> None:
    duty = duty_of(country, trade, day)

    assert (duty.code if duty else "") == code


def test_duties_stand_in_order_of_countries_and_each_has_a_source() -> None:
    assert all(before.country <= after.country for before, after in pairwise(DUTIES))
    assert all(duty.source and country_of(duty.country) for duty in DUTIES)
    assert [duty.code for duty in DUTIES if duty.is_untaxed] == ["fr_attestation"]


def test_what_is_not_known_says_what_the_till_does_then() -> None:
    law = json.loads((ROOT / "conformance/receipts/law.json").read_text())
    rates = [f"{country.code} {tax.kind}" for country in COUNTRIES for tax in country.taxes if _is_open(tax.source)]
    duties = [duty.code for duty in DUTIES if _is_open(duty.source)]
    ages = [country for country, source in AGE_SOURCES.items() if _is_open(source)]
    receipts = [row["country"] for row in law["rules"] if _is_open(row["source"])]
    invoices = [row["country"] for row in law["invoice_rules"] if _is_open(row["source"])]
    deposits = [country.code for country in COUNTRIES if _is_open(country.deposit.source)]
    sources = [tax.source for country in COUNTRIES for tax in country.taxes]
    sources += [country.deposit.source for country in COUNTRIES]
    sources += [duty.source for duty in DUTIES] + list(AGE_SOURCES.values())
    sources += [row["source"] for row in (*law["rules"], *law["invoice_rules"])]

    assert rates == ["AT staples", "BE intermediate"]
    assert duties == []
    assert ages == ["LU"]
    assert receipts == ["LU", "NL"]
    assert invoices == []
    assert deposits == ["BE", "FR", "LU"]
    assert [source for source in sources if "to check" in source or "general knowledge, to" in source] == []
    assert [source for source in sources if _is_open(source) and "The till " not in source] == []


def test_each_age_that_is_not_eighteen_has_a_source() -> None:
    differing = {country for country in AGE_SOURCES if any(rule.age != AGE_EVERYWHERE for rule in law_of(country))}

    assert differing == set(AGE_SOURCES) == set(AGES)


def _is_open(source: str) -> bool:
    return "Not known: " in source
