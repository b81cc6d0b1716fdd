"""What a closing says otherwise than its entries, and a tip without its sale: on the day report."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import reference
from tests.backoffice.conftest import Day
from tests.backoffice.test_figures import text
from tests.sales.shop import add_till, enrol, rows

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = {"day": "2026-11-20"}


@pytest.fixture
def till(day: Day, send: Send) -> SimulatedTill:
    """Entries 1 and 2: opened with 50.00."""
    found = enrol(day.shop, add_till(day.shop, "B1"), now=MORNING)
    found.now, found.cashier, found.session = MORNING, day.cashier, new_uuid7()
    opening = {**who(found), "currency": "EUR", "business_day": "2026-11-20", "float": 5_000}
    send(found, [found.start_chain(), found.seal("opening", opening)])
    return found


def who(till: SimulatedTill) -> dict[str, Any]:
    return {"session": str(till.session), "cashier": str(till.cashier)}


def entry_of(till: SimulatedTill, sealed: Sealed) -> object:
    [found] = [
        row["id"]
        for row in rows("sales_entry", till.identity.organization)
        if (row["chain_id"], row["sequence"]) == (till.identity.chain, sealed.sequence)
    ]
    return found


def test_a_closing_that_is_wrong_says_so_on_the_day_report_and_on_its_entry(
    owner: Client, day: Day, till: SimulatedTill, send: Send
) -> None:
    sale = till.sell([day.shop.bread])
    closing = till.seal("closing", {
        **who(till), "business_day": "2026-11-20", "first_sequence": 2, "last_sequence": 3, "sales_count": 2,
        "cash_expected": 5_000, "cash_counted": 5_000, "cash_difference": 0,
        "tips": [{"kind": "card", "amount": 300}],
    })  # fmt: skip
    send(till, [sale, closing])

    report, entry = text(owner, "/day-report", DAY), text(owner, f"/entries/{entry_of(till, closing)}")

    for page in (report, entry):
        assert "The closing expects other cash than its entries come to: drawer" in page
        assert "The till says €50.00, the books say €51.15." in page
        assert "The closing says another turnover than its entries come to: number of sales" in page
        assert "The till says 2, the books say 1." in page
        assert "The closing says other tips than its entries come to: Card" in page
        assert "The till says €3.00, the books say €0.00." in page


def test_an_honest_closing_says_nothing(owner: Client, day: Day, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([day.shop.bread])
    closing = till.seal("closing", {
        **who(till), "business_day": "2026-11-20", "first_sequence": 2, "last_sequence": 3, "sales_count": 1,
        "cash_expected": 5_115, "cash_counted": 5_115, "cash_difference": 0,
    })  # fmt: skip
    send(till, [sale, closing])

    assert "The closing" not in text(owner, "/day-report", DAY)


def test_a_tip_of_an_unknown_sale_is_said_until_the_sale_comes(
    owner: Client, day: Day, till: SimulatedTill, send: Send
) -> None:
    """The sale was made in the till's chain of before, whose last entries come late."""
    old = enrol(day.shop, add_till(day.shop, "C1"), now=MORNING)
    old.now, old.cashier, old.session = MORNING, day.cashier, new_uuid7()
    missing = [old.start_chain(), old.sell([day.shop.bread])]
    tip = till.seal(
        "late_tip", {**who(till), "kind": "card", "tip": 200, "refers_to": reference(missing[1], old.identity.chain)}
    )
    send(till, [tip])
    send(till, [tip])
    said = "A tip names a sale that has not come"

    found = [row["code"] for row in rows("sales_discrepancy", day.organization)]
    assert found.count("tip_unknown_sale") == 1
    assert said in text(owner, "/day-report", DAY)
    assert said in text(owner, f"/entries/{entry_of(till, tip)}")

    send(old, list(missing))

    assert said not in text(owner, "/day-report", DAY)
    assert said not in text(owner, f"/entries/{entry_of(till, tip)}")
    assert [row["amount"] for row in rows("sales_tip", day.organization)] == [200]


def test_a_tip_of_another_sale_at_that_place_stays_unknown(day: Day, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([day.shop.bread])
    other = {**reference(sale, till.identity.chain), "digest": "00" * 32}
    broken = {**reference(sale, till.identity.chain), "digest": "none"}
    tips = [
        till.seal("late_tip", {**who(till), "kind": "card", "tip": 100, "refers_to": named})
        for named in (other, broken)
    ]

    send(till, [sale, *tips])

    found = [row for row in rows("sales_discrepancy", day.organization) if row["code"] == "tip_unknown_sale"]
    assert sorted(str(row["claimed"]).rpartition("/")[2] for row in found) == ["", "00" * 32]
    assert len([row for row in rows("sales_tip", day.organization) if row["session"] == till.session]) == 2


def test_foreign_money_taken_to_the_safe_stands_in_the_cash_journal_as_itself(
    owner: Client, day: Day, till: SimulatedTill, send: Send
) -> None:
    pickup = {**who(till), "reason": "pickup", "purpose": "to_safe", "currency": "CHF"}
    odd = {**who(till), "reason": "pickup", "purpose": "to_safe", "currency": "???", "foreign_amount": -100}
    send(till, [
        till.seal("cash_movement", {**pickup, "foreign_amount": -4_000, "worth": -3_760}),
        till.seal("cash_movement", odd),
    ])  # fmt: skip

    page = text(owner, "/day-report", DAY)

    assert "−CHF40.00" in page
    assert "worth −€37.60" in page
    assert "CHF" in text(owner, "/day-report.csv", DAY)
