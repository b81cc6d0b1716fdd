from datetime import date
from pathlib import Path

import pytest

from comptoir.pricing import CASH_ROUNDING_RULES, CashRoundingRule
from tests.conformance.cases import CONFORMANCE, Case, Json, answer, load, pricing_cases, pricing_files
from tests.conformance.schema import faults


@pytest.mark.parametrize("case", pricing_cases(), ids=str)
def test_engine_answers_as_the_vector_says(case: Case) -> None:
    content = case.content

    found = answer(content["call"], content["input"])

    assert {name: found.get(name) for name in content["expect"]} == content["expect"], content["why"]


@pytest.mark.parametrize("path", pricing_files(), ids=lambda path: path.stem)
def test_every_file_keeps_to_the_schema(path: Path) -> None:
    schema = load("pricing/case.schema.json")

    assert list(faults(load(str(path.relative_to(CONFORMANCE))), schema, schema)) == []


def test_the_schema_catches_a_misspelt_member() -> None:
    schema = load("pricing/case.schema.json")
    case = {**pricing_cases()[0].content, "expects": {}}

    assert list(faults({"topic": "", "cases": [case]}, schema, schema)) == ["$.cases[0]: expects is unknown"]


def test_identifiers_of_cases_are_unique() -> None:
    identifiers = [str(case) for case in pricing_cases()]

    assert len(identifiers) == len(set(identifiers))
    assert len(identifiers) >= 450


def test_cash_rounding_table_is_the_published_one() -> None:
    rules = load("cash_rounding_table.json")["rules"]
    published = [
        CashRoundingRule(**{**_without_source(row), "valid_from": date.fromisoformat(row["valid_from"])})
        for row in rules
    ]
    order = [(rule.country, rule.valid_from) for rule in CASH_ROUNDING_RULES]

    assert list(CASH_ROUNDING_RULES) == published
    assert order == sorted(order)


def test_each_row_of_cash_rounding_names_what_was_read() -> None:
    rules = load("cash_rounding_table.json")["rules"]

    assert [row["country"] for row in rules if len(row["source"]) < 20 or "to check" in row["source"]] == []


def _without_source(row: Json) -> Json:
    return {name: value for name, value in row.items() if name != "source"}
