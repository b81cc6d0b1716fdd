"""Foreign money of a day in the office: float, from customers, moved, expected, counted, by currency and handover."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comptoir.backoffice.queries.cash_journal import foreign_of
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from tests.backoffice.conftest import NOON, Day
from tests.backoffice.test_figures import table, text
from tests.sales.shop import add_till, discrepancies, enrol
from tests.sales.test_tenders import paid, sell

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
FRANCS: Any = {
    "kind": "foreign_cash", "amount": 940, "currency": "CHF", "foreign_amount": 1_000, "rate_ppm": 940_000,
}  # fmt: skip
CHANGE: Any = {"kind": "cash", "amount": -50, "received": 0, "change": 50}


@pytest.fixture
def border(day: Day) -> SimulatedTill:
    till = enrol(day.shop, add_till(day.shop, "B1"), now=NOON)
    till.now, till.cashier, till.session = NOON, day.cashier, new_uuid7()
    return till


def a_day(day: Day, till: SimulatedTill) -> list[Sealed | bytes]:
    """50.00 francs at the opening, 10.00 from a customer, 5.00 in, 2.00 out, 40.00 to the safe; 0.20 short between."""
    who: dict[str, Any] = {"session": str(till.session), "cashier": str(day.cashier)}
    count: Any = {"currency": "CHF", "expected": 2_300, "counted": 2_280, "difference": -20}

    def move(reason: str, amount: int) -> Sealed:
        body: Body = {**who, "reason": reason, "currency": "CHF", "foreign_amount": amount, "worth": amount * 94 // 100}
        return till.seal("cash_movement", body)

    floats: Any = [{"currency": "CHF", "amount": 5_000}]
    return [
        till.start_chain(),
        till.seal("opening", {**who, "currency": "EUR", "float": 5_000, "foreign_floats": floats}),
        sell(till, [day.shop.wine], paid(FRANCS, CHANGE)),
        move("paid_in", 500),
        move("paid_out", -200),
        move("pickup", -4_000),
        till.seal(
            "cash_count",
            {**who, "purpose": "handover", "to": str(new_uuid7()), "cash_expected": 4_950, "cash_counted": 4_950,
             "cash_difference": 0, "foreign": [count]},
        ),
    ]  # fmt: skip


def closed(day: Day, till: SimulatedTill, **more: Any) -> Sealed:
    heap: Any = {"kind": "foreign_cash", "currency": "CHF", "expected": 2_280, "counted": 2_270, "difference": -10}
    return till.seal(
        "closing",
        {
            "session": str(till.session), "cashier": str(day.cashier), "currency": "EUR", "period": "day",
            "first_sequence": 2, "last_sequence": till.sequence, "sales_count": 1, "refunds_count": 0, "gross": 890,
            "refunded": 0, "cash_expected": 4_950, "cash_counted": 4_950, "cash_difference": 0,
            "counted_tenders": [heap], "perpetual_gross": 890, "perpetual_refunded": 0, **more,
        },
    )  # fmt: skip


def figures(owner: Client) -> dict[str, str]:
    rows = [row for row in table(owner, "/day-report.csv", {"day": "2026-11-19"}) if row.startswith("Foreign money,B1")]
    return {row.split(",")[1].removeprefix("B1 CHF "): row.split(",")[-1] for row in rows}


def test_a_day_that_goes_on_says_what_should_be_there(
    owner: Client, day: Day, border: SimulatedTill, send: Send
) -> None:
    send(border, a_day(day, border))

    assert figures(owner) == {
        "Float": "50.00", "From customers": "10.00", "Back to customers": "0.00", "Paid in": "5.00",
        "Paid out": "-2.00", "To the safe": "-40.00", "Differences in between": "-0.20", "Cash expected": "22.80",
        "Cash counted": "", "Cash difference": "",
    }  # fmt: skip


def test_the_closing_says_what_was_counted_and_the_handover_stands_in_the_journal(
    owner: Client, day: Day, border: SimulatedTill, send: Send
) -> None:
    send(border, [*a_day(day, border), closed(day, border)])

    found = figures(owner)
    page = text(owner, "/day-report", {"day": "2026-11-19"})
    rows = table(owner, "/day-report.csv", {"day": "2026-11-19"})

    assert (found["Float"], found["Cash expected"]) == ("50.00", "22.80")
    assert (found["Cash counted"], found["Cash difference"]) == ("22.70", "-0.10")
    assert "B1 · CHF" in page
    assert "counted CHF22.80" in page
    assert not [row for row in rows if row.startswith("Counted at the closing,B1")]
    assert [code for code, _, _ in discrepancies(day.organization) if code.startswith("closing")] == []


def test_the_ledger_follows_what_was_counted_in_between(day: Day, border: SimulatedTill, send: Send) -> None:
    """A till that forgets its handover's count expects 23.00."""
    wrong = {"kind": "foreign_cash", "currency": "CHF", "expected": 2_300, "counted": 2_280, "difference": -20}

    send(border, [*a_day(day, border), closed(day, border, counted_tenders=[wrong])])

    assert [found for found in discrepancies(day.organization) if found[0].startswith("closing")] == [
        ("closing_heap", "CHF 2300", "2280")
    ]


def test_a_till_of_before_named_no_float_and_it_is_what_the_closing_expects_beyond_the_rest(
    owner: Client, day: Day, border: SimulatedTill, send: Send
) -> None:
    who: dict[str, Any] = {"session": str(border.session), "cashier": str(day.cashier)}
    entries: list[Sealed | bytes] = [
        border.start_chain(),
        border.seal("opening", {**who, "currency": "EUR", "float": 5_000}),
        sell(border, [day.shop.wine], paid(FRANCS, CHANGE)),
    ]
    uncounted = {"kind": "foreign_cash", "currency": "CHF", "expected": 1_000}

    send(border, [*entries, closed(day, border, counted_tenders=[uncounted])])

    found = figures(owner)
    assert (found["Float"], found["From customers"], found["Cash expected"], found["Cash counted"]) == (
        "0.00", "10.00", "10.00", "",
    )  # fmt: skip
    assert "not counted" in text(owner, "/day-report", {"day": "2026-11-19"})


@pytest.mark.parametrize("stated", [5, True, "CHF", {"currency": "CHF"}, [5], None])
def test_foreign_money_that_is_no_list_leaves_the_report_standing(stated: object) -> None:
    """No such body is refused: what its kind does not say of itself is not judged."""
    assert foreign_of(json.dumps({"body": {"foreign": stated, "foreign_floats": stated}}).encode()) == []
