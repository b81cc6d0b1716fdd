"""A closing against its entries: an honest till raises nothing, each wrong sum is said once, in cents."""

from typing import Any
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender, exchange, reference
from tests.sales.shop import Shop, count, discrepancies, everything, new_till, rows, submit
from tests.sales.test_ledger import STORED, begin, outcomes
from tests.sales.test_operations import adopt
from tests.sales.test_tenders import paid, sell

NOT_OURS = ("tender_unknown", "tender_rate", "limit", "approval")
MEAL = new_uuid7()


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    """Opened with 100.00: entries 1 and 2."""
    found = new_till(shop)
    begin(database.app, found)
    return found


def who(till: SimulatedTill) -> dict[str, Any]:
    return {"session": str(till.session), "cashier": str(till.cashier)}


def said(shop: Shop) -> list[tuple[str, str, str]]:
    return [found for found in discrepancies(shop.organization) if found[0] not in NOT_OURS]


def a_day(till: SimulatedTill, shop: Shop) -> list[Sealed]:
    """Every way in which money moves."""
    waiter = new_uuid7()
    first = till.sell([shop.bread, shop.wine])
    entries = [
        first,  # cash 1005
        correct_tender(till, first, {"cash": -1_005, "card": 1_005}),  # cash 0, card 1005
        sell(till, [shop.wine], paid({"kind": "cash", "amount": 890, "received": 1_000, "change": 60, "tip": 50})),
        sell(
            till,
            [shop.wine],
            paid(
                {
                    "kind": "foreign_cash",
                    "amount": 940,
                    "currency": "CHF",
                    "foreign_amount": 1_000,
                    "rate_ppm": 940_000,
                },
                {"kind": "cash", "amount": -50, "received": 0, "change": 50},
            ),
        ),
        sell(till, [shop.bread], paid({"kind": "meal_voucher", "tender": str(MEAL), "revision": 1, "amount": 115})),
        exchange(till, first, {2: 1_000}, [shop.bread]),  # balance 115 - 890 = -775, in cash
        till.refund(first, {1: 1_000}),  # -115 in cash
        till.seal("cash_movement", {**who(till), "reason": "paid_out", "purpose": "purchase", "amount": -2_000}),
        till.seal("cash_movement", {**who(till), "reason": "transfer", "amount": 3_000, "purse": str(waiter)}),
    ]
    carried = replaced(till, [shop.wine], purse=str(waiter))
    entries += [
        carried,  # 890 with the waiter
        till.seal(
            "cash_count",
            {**who(till), "purpose": "check", "cash_expected": 5_000, "cash_counted": 4_990, "cash_difference": -10},
        ),
        till.seal(
            "late_tip",
            {**who(till), "kind": "card", "tip": 200, "refers_to": reference(first, till.identity.chain)},
        ),
    ]
    return entries


def replaced(till: SimulatedTill, lines: list[Any], **more: Any) -> Sealed:
    return sell(till, lines, lambda body: body.update(more))


def closing(till: SimulatedTill, **more: Any) -> dict[str, Any]:
    """What an honest till says after `a_day`."""
    return {
        **who(till), "currency": "EUR", "period": "day", "first_sequence": 2, "last_sequence": till.sequence,
        "sales_count": 6, "refunds_count": 2, "gross": 1_005 + 890 + 890 + 115 + 115 + 890,
        "refunded": -890 - 115,
        # 10000 + 890 + 50 (tip) - 50 - 775 - 115 - 2000 - 3000, then 10 were missing.
        "cash_expected": 4_990, "cash_counted": 5_000, "cash_difference": 10, "differences": -10,
        "count": [{"value": 5_000, "pieces": 1}],
        "tenders": [
            {"kind": "cash", "amount": 890 - 50 - 775 - 115 + 890},
            {"kind": "card", "amount": 1_005},
            {"kind": "foreign_cash", "currency": "CHF", "amount": 940, "foreign_amount": 1_000},
            {"kind": "meal_voucher", "tender": str(MEAL), "amount": 115},
        ],
        "tips": [{"kind": "cash", "amount": 50}, {"kind": "card", "amount": 200}],
        "counted_tenders": [
            {"kind": "foreign_cash", "currency": "CHF", "expected": 1_000, "counted": 990, "difference": -10},
            {"kind": "meal_voucher", "tender": str(MEAL), "expected": 115, "counted": 115, "difference": 0},
        ],
        "purses": [{"cashier": waiter_of(till), "float": 3_000, "cash_expected": 3_890}],
        "perpetual_gross": 3_905, "perpetual_refunded": -1_005,
        **more,
    }  # fmt: skip


def waiter_of(till: SimulatedTill) -> str:
    [found] = {row["purse"] for row in rows("sales_act", till.identity.organization) if row["purse"]}
    assert isinstance(found, UUID)
    return str(found)


def test_an_honest_day_raises_nothing_and_its_repeat_neither(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, list(a_day(till, shop)))
    closed = till.seal("closing", closing(till))

    assert outcomes(submit(database.app, till, [closed])) == [(STORED, None)]
    before = everything(shop.organization)
    submit(database.app, till, [closed])

    assert said(shop) == []
    assert everything(shop.organization) == before


WRONG: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"cash_expected": 5_100, "cash_difference": -100}, [("closing_cash", "drawer 5100", "4990")]),
    ({"cash_difference": 0}, [("closing_difference", "cash 0", "10")]),
    ({"differences": 0}, [("closing_cash", "differences 0", "-10")]),
    ({"count": [{"value": 5_000, "pieces": 2}]}, [("closing_count", "cash 5000", "10000")]),
    ({"gross": 3_904}, [("closing_turnover", "gross 3904", "3905")]),
    ({"refunded": 0, "refunds_count": 0}, [
        ("closing_turnover", "refunds_count 0", "2"), ("closing_turnover", "refunded 0", "-1005"),
    ]),
    ({"tips": [{"kind": "cash", "amount": 50}, {"kind": "card", "amount": 199}]}, [
        ("closing_tips", "card 199", "200"),
    ]),
    ({"tips": []}, [("closing_tips", "card 0", "200"), ("closing_tips", "cash 0", "50")]),
    ({"tenders": [
        {"kind": "cash", "amount": 840}, {"kind": "card", "amount": 1_105},
        {"kind": "foreign_cash", "currency": "CHF", "amount": 940, "foreign_amount": 900},
        {"kind": "meal_voucher", "tender": str(MEAL), "amount": 115},
    ]}, [("closing_foreign", "CHF 900", "1000"), ("closing_tender", "card 1105", "1005")]),
    ({"counted_tenders": [
        {"kind": "foreign_cash", "currency": "CHF", "expected": 900, "counted": 900, "difference": 0},
        {"kind": "meal_voucher", "tender": str(MEAL), "expected": 0, "counted": 0, "difference": 0},
    ]}, [("closing_heap", "CHF 900", "1000"), ("closing_heap", f"{MEAL} 0", "115")]),
    ({"purses": []}, [("closing_purse", "WAITER 0", "3890")]),
    # Twelve closings came before it, from entry 15 on.
    ({"last_sequence": 5}, [("closing_period", "5", "25")]),
    ({"deposits": {"taken": 25, "given_back": -50}}, [
        ("closing_deposits", "deposits_given_back -50", "0"), ("closing_deposits", "deposits_taken 25", "0"),
    ]),
    ({"prepaid": {"received": 1_000, "deducted": 0}}, [("closing_prepaid", "prepaid_received 1000", "0")]),
    ({"perpetual_gross": 3_904}, [("closing_perpetual", "perpetual_gross 3904", "3905")]),
    # It goes on from what was said last.
    ({}, [("closing_perpetual", "perpetual_gross 3905", "3904")]),
]  # fmt: skip


def test_each_wrong_sum_is_stored_and_said(shop: Shop, till: SimulatedTill, database) -> None:
    """One closing after the other of the same day: each is judged by itself, and closes its session all the same."""
    submit(database.app, till, list(a_day(till, shop)))
    waiter = waiter_of(till)

    for wrong, found in WRONG:
        closed = till.seal("closing", closing(till, **wrong))
        assert outcomes(submit(database.app, till, [closed])) == [(STORED, None)]
        right = [(code, claimed.replace("WAITER", waiter), computed) for code, claimed, computed in found]
        assert sorted(said_of(shop, closed)) == sorted(right)

    [session] = rows("sales_session", shop.organization)
    assert (session["cash_expected"], session["cash_counted"]) == (4_990, 5_000)


def said_of(shop: Shop, entry: Sealed) -> list[tuple[object, object, object]]:
    [place] = [row["id"] for row in rows("sales_entry", shop.organization) if row["sequence"] == entry.sequence]
    found = [row for row in rows("sales_discrepancy", shop.organization) if row["entry_id"] == place]
    return [(row["code"], row["claimed"], row["computed"]) for row in found]


def test_a_day_and_its_closing_in_one_batch_are_judged_as_well(shop: Shop, till: SimulatedTill, database) -> None:
    sale = till.sell([shop.bread])
    wrong = till.seal("closing", short(till, cash_expected=10_000))

    submit(database.app, till, [sale, wrong])

    assert discrepancies(shop.organization) == [("closing_cash", "drawer 10000", "10115")]


def short(till: SimulatedTill, **more: Any) -> dict[str, Any]:
    return {**who(till), "first_sequence": 2, "last_sequence": till.sequence, "not_counted": 1, **more}


def test_a_closing_before_its_entries_waits_for_the_last_of_them(shop: Shop, till: SimulatedTill, database) -> None:
    """Two sales were held for their seals; a person adopts one, the till brings the other again."""
    sales = [till.sell([shop.bread]), till.sell([shop.wine])]
    closed = till.seal("closing", short(till, cash_expected=10_000))
    broken = [sale.line[:86][::-1] + sale.line[86:] for sale in sales]
    submit(database.app, till, [*broken, closed])
    assert discrepancies(shop.organization) == []

    submit(database.app, till, [sales[0]])
    assert discrepancies(shop.organization) == []
    submit(database.app, till, [sales[1]])
    submit(database.app, till, [sales[1]])

    assert discrepancies(shop.organization) == [("closing_cash", "drawer 10000", "11005")]


def test_sums_that_no_column_holds_do_not_stop_the_sale_that_a_closing_waited_for(
    shop: Shop, till: SimulatedTill, database
) -> None:
    """Seven sales state 1,400 tenders of the highest amount each: 98 times 10 to the 17th, beyond 64 bits."""
    awaited = till.sell([shop.bread])
    most: Any = [{"kind": "card", "amount": 10**15}] * 1_400
    beyond = [replaced(till, [shop.wine], tenders=most) for _ in range(7)]
    closed = till.seal("closing", short(till, cash_expected=10_115, tenders=[]))
    submit(database.app, till, [awaited.line[:86][::-1] + awaited.line[86:], *beyond, closed])

    submit(database.app, till, [awaited])

    found = [row for row in discrepancies(shop.organization) if row[0] == "closing_tender"]
    assert found == [("closing_tender", "card 0", str(98 * 10**17)), ("closing_tender", "cash 0", "115")]
    assert {row["gross"] for row in rows("sales_sale", shop.organization)} == {115, 890}


def test_an_adopted_entry_lets_the_closing_be_judged(shop: Shop, database) -> None:
    """The chain's first two entries are lost on the way: the sale and the closing wait in quarantine, then come in."""
    till = new_till(shop)
    first = [till.start_chain(), till.open(10_000)]
    sale = till.sell([shop.bread])
    closed = till.seal("closing", short(till, cash_expected=10_115, gross=115, refunded=0, sales_count=2))
    submit(database.app, till, list(first))
    submit(database.app, till, [closed])
    [held] = rows("sales_quarantine", shop.organization)

    adopt(shop, held["id"])
    assert discrepancies(shop.organization) == []
    submit(database.app, till, [sale])

    assert discrepancies(shop.organization) == [("closing_turnover", "sales_count 2", "1")]


def test_a_session_that_began_in_another_chain_is_not_judged_by_this_one(
    shop: Shop, till: SimulatedTill, database
) -> None:
    """After a new enrolment the session goes on from entry 1; a till that names any other place says something odd."""
    moved = till.seal("closing", short(till, first_sequence=1, cash_expected=99_999))
    submit(database.app, till, [moved])
    assert discrepancies(shop.organization) == []

    submit(database.app, till, [till.seal("closing", short(till, first_sequence=3, cash_expected=1))])

    assert discrepancies(shop.organization) == [("closing_period", "3", "")]


def test_what_cannot_be_read_is_not_guessed_at(shop: Shop, till: SimulatedTill, database) -> None:
    """A movement whose amount is no number: the sums of the day can't be known."""
    odd = till.seal("cash_movement", {**who(till), "reason": "paid_in", "amount": "much"})
    submit(database.app, till, [odd, till.seal("closing", short(till, cash_expected=1))])

    assert discrepancies(shop.organization) == [("body", "cash_movement", "")]
    assert count("sales_session", shop.organization) == 1


def test_foreign_money_of_the_drawer_is_expected_by_currency(shop: Shop, till: SimulatedTill, database) -> None:
    """50.00 francs of float, 10.00 from a customer, 40.00 to the safe: no euros, and 20.00 francs are left."""
    till.session = new_uuid7()
    first = till.sequence + 1
    francs: dict[str, Any] = {
        "kind": "foreign_cash",
        "amount": 940,
        "currency": "CHF",
        "foreign_amount": 1_000,
        "rate_ppm": 940_000,
    }
    change = {"kind": "cash", "amount": -50, "received": 0, "change": 50}
    opening = {**who(till), "currency": "EUR", "float": 5_000, "foreign_floats": [{"currency": "CHF", "amount": 5_000}]}
    pickup = {**who(till), "reason": "pickup", "currency": "CHF", "foreign_amount": -4_000, "worth": -3_760}
    entries = [
        till.seal("opening", opening),
        sell(till, [shop.wine], paid(francs, change)),
        till.seal("cash_movement", {**pickup, "purpose": "to_safe"}),
    ]
    heap: dict[str, Any] = {
        "kind": "foreign_cash",
        "currency": "CHF",
        "expected": 2_000,
        "counted": 2_000,
        "difference": 0,
    }
    sums = {
        **who(till), "first_sequence": first, "cash_expected": 4_950, "cash_counted": 4_950, "cash_difference": 0,
        "sales_count": 1, "counted_tenders": [heap],
    }  # fmt: skip
    honest = till.seal("closing", {**sums, "last_sequence": till.sequence})
    submit(database.app, till, [*entries, honest])
    assert said(shop) == []

    wrong: Any = [{**heap, "expected": 1_000, "difference": 1_000}]
    submit(
        database.app, till, [till.seal("closing", {**sums, "counted_tenders": wrong, "last_sequence": till.sequence})]
    )

    assert said(shop) == [("closing_heap", "CHF 1000", "2000")]
    [act] = [row for row in rows("sales_act", shop.organization) if row["deed"] == "pickup"]
    assert (act["amount"], act["reason"]) == (-3_760, "to_safe")
