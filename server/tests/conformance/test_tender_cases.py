"""The vectors of `conformance/tenders/`, asked of the Python twin."""

from datetime import date
from uuid import UUID

import pytest

from comptoir.journal import make_voucher_code, read_foreign_code, read_voucher_code, voucher_identifier
from comptoir.pricing import (
    TENDER_LIMITS,
    CountryLimit,
    GivenTender,
    PayableLine,
    SettleRefusal,
    TenderLimit,
    broken_limit,
    eligible_amount,
    from_foreign,
    settle,
)
from tests.conformance.cases import Json, load

CASES: list[Json] = load("tenders/cases.json")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_tenders_answer_as_the_vector_says(case: Json) -> None:
    found = _answer(case["call"], case["input"])

    assert {name: found.get(name) for name in case["expect"]} == case["expect"], case["why"]


def test_identifiers_of_cases_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_the_table_of_limits_is_the_published_one() -> None:
    published = [
        CountryLimit(
            row["country"],
            row["currency"],
            TenderLimit(row["kind"], date.fromisoformat(row["valid_from"]), row["amount_max"], row["basis"]),
        )
        for row in load("tender_limits_table.json")["rules"]
    ]

    assert list(TENDER_LIMITS) == published


def test_each_limit_names_what_was_read() -> None:
    rules = load("tender_limits_table.json")["rules"]

    assert [row["country"] for row in rules if len(row["source"]) < 40] == []


def _answer(call: str, given: Json) -> Json:
    match call:
        case "settle":
            tenders = [GivenTender(**tender) for tender in given["tenders"]]
            settled = settle(given["country"], date.fromisoformat(given["day"]), given["gross"], tenders)
            if isinstance(settled, SettleRefusal):
                return {"refusal": settled.code, "excess": settled.excess}
            cash = settled.cash
            return {
                "cash": cash and {"amount": cash.amount, "received": cash.received, "change": cash.change},
                "rounding": settled.rounding,
                "remaining": settled.remaining,
                "remaining_cash": settled.remaining_cash,
                "change": settled.change,
            }
        case "broken_limit":
            limits = [
                TenderLimit(row["kind"], date.fromisoformat(row["valid_from"]), row["amount_max"], row["basis"])
                for row in given["limits"]
            ]
            tenders = [GivenTender(**tender) for tender in given["tenders"]]
            broken = broken_limit(limits, date.fromisoformat(given["day"]), given["gross"], tenders)
            return {"kind": broken and broken.kind, "amount_max": broken and broken.amount_max}
        case "eligible_amount":
            lines = [PayableLine(**line) for line in given["lines"]]
            return {"value": eligible_amount(given["price_mode"], lines, given["categories"], given["already"])}
        case "from_foreign":
            return {"value": from_foreign(**given)}
        case _:
            raise AssertionError(f"no such call: {call}")


def test_voucher_codes_are_the_published_ones() -> None:
    vectors = load("journal/vouchers.json")
    organization = UUID(vectors["organization"])

    for case in vectors["made"]:
        assert make_voucher_code(bytes.fromhex(case["random"])) == case["code"]
        assert str(voucher_identifier(organization, case["code"])) == case["identifier"]
        assert read_voucher_code(case["code"]) == case["code"]
    assert [read_voucher_code(case["text"]) for case in vectors["spellings"]] == [
        case["code"] for case in vectors["spellings"]
    ]
    assert [read_voucher_code(text) for text in vectors["refused"]] == [None] * len(vectors["refused"])
    assert [read_foreign_code(case["text"]) for case in vectors["foreign"]] == [
        case["code"] for case in vectors["foreign"]
    ]
    assert [read_foreign_code(text) for text in vectors["not_foreign"]] == [None] * len(vectors["not_foreign"])
