"""What people did at a till becomes rows that a shop can look at, beside the entry and never instead of it."""

from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, SimulatedTill
from tests.sales.shop import Shop, count, discrepancies, new_till, rows, submit
from tests.sales.test_ledger import begin, outcomes

FACTS = (
    "deed", "amount", "expected", "counted", "reason", "purse", "other", "approved_right", "asked", "allowed", "proof",
)  # fmt: skip


def acts(shop: Shop) -> list[dict[str, object]]:
    """What is there to see, without what is empty."""
    places = {row["id"]: row["sequence"] for row in rows("sales_entry", shop.organization)}
    found = sorted(rows("sales_act", shop.organization), key=lambda row: (places[row["entry_id"]], row["number"]))
    return [{name: row[name] for name in FACTS if row[name] not in (None, "")} for row in found]


def who(till: SimulatedTill) -> Body:
    return {"session": str(till.session), "cashier": str(till.cashier)}


def approval(approver: UUID, right: str, asked: int, limit: int) -> Body:
    return {
        "right": right, "asked": asked, "limit": limit, "approver": str(approver), "by": "pin", "reason": "damaged",
    }  # fmt: skip


def test_events_cash_and_counts_become_acts(shop: Shop, database) -> None:
    till, approver, purse = new_till(shop), new_uuid7(), new_uuid7()
    begin(database.app, till)
    entries = [
        till.seal(
            "technical_event",
            {"event": "basket_voided", **who(till), "lines_count": 2, "gross": 890, "reason": "customer_left"},
        ),
        till.seal(
            "technical_event",
            {
                "event": "drawer_opened", **who(till), "reason": "make_change",
                "approvals": [approval(approver, "no_sale", 1, 0)],
            },
        ),
        till.seal("technical_event", {"event": "cashier_changed", **who(till), "by": "pin"}),
        till.seal("technical_event", {"event": "pin_blocked", **who(till), "failures": 5, "wait_ms": 30_000}),
        till.seal("cash_movement", {**who(till), "reason": "paid_out", "amount": -300, "purpose": "supplier"}),
        till.seal(
            "cash_count",
            {
                **who(till), "purpose": "return", "purse": str(purse), "into": "drawer", "cash_expected": 2_600,
                "cash_counted": 2_590, "cash_difference": -10,
            },
        ),
    ]  # fmt: skip

    answers = submit(database.app, till, list(entries))

    assert {code for _, code in outcomes(answers)} == {None}
    assert acts(shop) == [
        {"deed": "void", "amount": 890, "reason": "customer_left"},
        {"deed": "no_sale", "reason": "make_change"},
        {
            "deed": "approval", "reason": "damaged", "other": approver, "approved_right": "no_sale", "asked": 1,
            "allowed": 0, "proof": "pin",
        },
        {"deed": "pin_blocked", "amount": 5},
        {"deed": "paid_out", "amount": -300, "reason": "supplier"},
        {"deed": "return", "amount": -10, "expected": 2_600, "counted": 2_590, "purse": purse},
    ]  # fmt: skip
    assert {row["cashier"] for row in rows("sales_act", shop.organization)} == {till.cashier}
    assert discrepancies(shop.organization) == []
    submit(database.app, till, list(entries))
    assert count("sales_act", shop.organization) == 6


def test_what_was_approved_in_a_sale_is_an_act_and_an_ordinary_sale_is_none(shop: Shop, database) -> None:
    till, approver = new_till(shop), new_uuid7()
    begin(database.app, till)
    plain = till.sell([shop.bread])
    discounted = till.sell([shop.wine], discount_ppm=300_000)
    till.sequence -= 1
    till.previous = plain.digest
    approved = till.seal("sale", {**discounted.body, "approvals": [approval(approver, "discount", 300_000, 100_000)]})

    submit(database.app, till, [plain, approved])

    assert acts(shop) == [
        {
            "deed": "approval", "reason": "damaged", "other": approver, "approved_right": "discount",
            "asked": 300_000, "allowed": 100_000, "proof": "pin",
        }
    ]  # fmt: skip
    assert count("sales_sale", shop.organization) == 2
    assert discrepancies(shop.organization) == []


def test_a_forgotten_day_is_closed_without_a_count_and_names_its_day(shop: Shop, database) -> None:
    till, bearer = new_till(shop), new_uuid7()
    submit(database.app, till, [till.start_chain()])
    opening = {**who(till), "currency": "EUR", "business_day": "2026-11-22", "float": 10_000}
    closing = {
        **who(till), "currency": "EUR", "period": "day", "business_day": "2026-11-22", "cash_expected": 11_000,
        "not_counted": 1, "purses": [{"cashier": str(bearer), "float": 0, "cash_expected": 700}],
    }  # fmt: skip

    submit(database.app, till, [till.seal("opening", opening), till.seal("closing", closing)])  # type: ignore[arg-type]

    [session] = rows("sales_session", shop.organization)
    assert (str(session["business_day"]), session["is_forgotten"]) == ("2026-11-22", True)
    assert (session["cash_expected"], session["cash_counted"], session["cash_difference"]) == (11_000, None, None)
    assert acts(shop) == [
        {"deed": "forgotten", "expected": 11_000},
        {"deed": "purse_forgotten", "expected": 700, "purse": bearer},
    ]
    assert discrepancies(shop.organization) == []


def test_a_counted_closing_keeps_its_reason_and_what_stays(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    closing = {
        **who(till), "currency": "EUR", "period": "day", "business_day": "2026-11-22", "cash_expected": 10_000,
        "cash_counted": 9_400, "cash_difference": -600, "reason": "wrong_change", "cash_left": 5_000,
        "differences": -20,
    }  # fmt: skip

    submit(database.app, till, [till.seal("closing", closing)])

    [session] = rows("sales_session", shop.organization)
    assert (session["reason"], session["cash_left"], session["differences"], session["is_forgotten"]) == (
        "wrong_change", 5_000, -20, False,
    )  # fmt: skip
    assert acts(shop) == [
        {"deed": "closing", "amount": -600, "expected": 10_000, "counted": 9_400, "reason": "wrong_change"}
    ]


def test_a_body_that_tells_nonsense_is_stored_and_flagged_and_a_sale_in_it_still_counts(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sold = till.sell([shop.bread])
    till.sequence -= 1
    till.previous = rows("sales_entry", shop.organization, "sequence")[-1]["digest"].hex()  # type: ignore[attr-defined]
    odd = till.seal("sale", {**sold.body, "approvals": [{"right": "discount"}]})

    submit(database.app, till, [odd, till.seal("cash_movement", {**who(till), "reason": 7, "amount": 1})])
    submit(
        database.app,
        till,
        [till.seal("closing", {**who(till), "cash_expected": 5, "cash_counted": 5})],
    )

    assert count("sales_entry", shop.organization) == 5
    assert count("sales_sale", shop.organization) == 1
    assert acts(shop) == []
    assert [code for code, _, _ in discrepancies(shop.organization)] == ["body", "body", "body"]


def test_who_was_old_enough_is_an_act_without_a_birth_date(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    plain = till.sell([shop.bread])
    wine = till.sell([shop.wine])
    till.sequence -= 1
    till.previous = plain.digest
    checked = till.seal("sale", {**wine.body, "age_checks": [{"restriction": "beer_wine", "age": 18}]})
    refused = till.seal("technical_event", {"event": "age_refused", **who(till), "restriction": "spirits", "age": 18})

    submit(database.app, till, [plain, checked, refused])

    assert acts(shop) == [
        {"deed": "age_check", "reason": "beer_wine", "asked": 18},
        {"deed": "age_refused", "reason": "spirits", "asked": 18},
    ]
    assert count("sales_sale", shop.organization) == 2
    assert discrepancies(shop.organization) == []


def test_a_price_that_a_person_said_is_an_act(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    before = till.previous
    plain = till.sell([shop.bread, shop.wine])
    till.sequence -= 1
    till.previous = before
    lines = plain.body["lines"]
    assert isinstance(lines, list)
    said: Body = {"price_source": "override", "regular_price": 215, "reason": "price_tag"}
    sale = till.seal("sale", {**plain.body, "lines": [{**lines[0], **said}, lines[1]]})

    submit(database.app, till, [sale])

    assert acts(shop) == [{"deed": "price", "amount": -100, "reason": "price_tag"}]
    assert count("sales_sale", shop.organization) == 1
