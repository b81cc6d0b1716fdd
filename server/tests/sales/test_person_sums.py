"""What one person bought in a month or gave back in a day, over all tills: said of what came last, refused never."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.journal import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from comptoir.sales.store_days import StoreClock
from comptoir.staff.commands import SetPurchaseLimit
from comptoir.staff.errors import PolicyInvalid
from comptoir.staff.public import Right, policy, set_purchase_limit
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import Shop, count, discrepancies, new_till, rows
from tests.sales.test_bottle_deposits import submit
from tests.sales.test_unreceipted import back, position

Hire = Callable[[dict[Right, int]], UUID]


def flags(shop: Shop) -> list[tuple[str, str, str]]:
    """Without what is said of clocks: some of these days are ahead."""
    return [found for found in discrepancies(shop.organization) if found[0] != "clock"]


def limited(shop: Shop, amount: int | None) -> None:
    set_purchase_limit(SetPurchaseLimit(organization=shop.organization, person=None, purchase_limit=amount))


def begun(shop: Shop, database, code: str, cashier: UUID) -> SimulatedTill:
    till = new_till(shop, code)
    till.engine_version, till.catalog_position, till.cashier = 2, position(shop), cashier
    submit(database.app, (till, [till.start_chain()]))
    return till


def bought(till: SimulatedTill, shop: Shop, buyer: UUID, **members: EntryValue) -> Sealed:
    """A bottle of wine at 8.90 for somebody of the house."""
    return till.seal("sale", {**sale_of(till, shop, [Piece(shop.wine)]), "buyer": str(buyer), **members})


def approved(right: Right, asked: int, approver: UUID) -> Body:
    return {
        "approvals": [
            {
                "right": str(right),
                "asked": asked,
                "limit": 0,
                "approver": str(approver),
                "by": "pin",
                "reason": "agreed",
            }
        ]
    }


def test_a_purchase_is_an_act_that_names_its_buyer(shop: Shop, hire: Hire, database) -> None:
    cashier, buyer = hire({Right.OPEN_DAY: 1, Right.STAFF_PURCHASE: 1}), hire({})
    till = begun(shop, database, "A1", cashier)
    entry = bought(till, shop, buyer)

    submit(database.app, (till, [entry]))
    submit(database.app, (till, [entry]))

    assert discrepancies(shop.organization) == []
    acts = [(row["deed"], row["amount"], row["cashier"], row["other"]) for row in rows("sales_act", shop.organization)]
    assert acts == [("staff_purchase", 890, cashier, buyer)]
    [word] = rows("sales_told", shop.organization)
    assert (word["kind"], word["subject"], word["amount"], word["store_id"]) == ("staff", str(buyer), 890, shop.store)


def test_the_limit_of_a_month_counts_all_tills_and_the_next_month_begins_anew(shop: Shop, hire: Hire, database) -> None:
    limited(shop, 1_000)
    cashier, buyer = hire({Right.OPEN_DAY: 1, Right.STAFF_PURCHASE: 1}), hire({})
    first, second = begun(shop, database, "A1", cashier), begun(shop, database, "A2", cashier)

    submit(database.app, (first, [bought(first, shop, buyer)]))
    assert discrepancies(shop.organization) == []
    submit(database.app, (second, [bought(second, shop, buyer)]))
    assert discrepancies(shop.organization) == [("purchase_limit", "1780", "1000")]
    # Others have a limit of their own.
    submit(database.app, (second, [bought(second, shop, hire({}))]))
    first.now += timedelta(days=32)
    submit(database.app, (first, [bought(first, shop, buyer)]))

    assert len(flags(shop)) == 1
    assert count("sales_sale", shop.organization) == 4


def test_two_tills_at_once_see_each_other(shop: Shop, hire: Hire, database) -> None:
    limited(shop, 1_000)
    cashier, buyer = hire({Right.OPEN_DAY: 1, Right.STAFF_PURCHASE: 1}), hire({})
    tills = [begun(shop, database, code, cashier) for code in ("A1", "A2", "A3")]

    submit(database.app, *((till, [bought(till, shop, buyer)]) for till in tills))

    assert sorted(discrepancies(shop.organization)) == [
        ("purchase_limit", "1780", "1000"),
        ("purchase_limit", "2670", "1000"),
    ]


def test_somebody_who_may_says_yes_to_more(shop: Shop, hire: Hire, database) -> None:
    limited(shop, 500)
    cashier = hire({Right.OPEN_DAY: 1, Right.STAFF_PURCHASE: 1})
    manager = hire({Right.EXCEED_PURCHASE: 400, Right.OWN_PURCHASE: 1})
    till = begun(shop, database, "A1", cashier)
    buyer = hire({})

    submit(database.app, (till, [bought(till, shop, buyer, **approved(Right.EXCEED_PURCHASE, 390, manager))]))
    assert discrepancies(shop.organization) == []
    # What both came to is more than the manager may allow.
    submit(database.app, (till, [bought(till, shop, buyer, **approved(Right.EXCEED_PURCHASE, 390, manager))]))
    assert discrepancies(shop.organization) == [("purchase_limit", "1780", "500")]


def test_who_rings_up_their_own_purchase_needs_somebody_else(shop: Shop, hire: Hire, database) -> None:
    cashier = hire({Right.OPEN_DAY: 1, Right.STAFF_PURCHASE: 1})
    till = begun(shop, database, "A1", cashier)
    # No role names the right yet: the shop has decided nothing.
    submit(database.app, (till, [bought(till, shop, cashier)]))
    assert discrepancies(shop.organization) == []

    manager = hire({Right.OWN_PURCHASE: 1})
    till.catalog_position = position(shop)
    submit(database.app, (till, [bought(till, shop, cashier)]))
    submit(database.app, (till, [bought(till, shop, cashier, **approved(Right.OWN_PURCHASE, 1, manager))]))

    assert discrepancies(shop.organization) == [("limit", "own_purchase 1", "0")]


def test_a_buyer_whom_nobody_knows_is_flagged(shop: Shop, database) -> None:
    till = begun(shop, database, "A1", new_uuid7())
    buyer = new_uuid7()

    submit(database.app, (till, [bought(till, shop, buyer)]))

    assert discrepancies(shop.organization) == [("unknown_buyer", str(buyer), "")]


def test_the_day_of_a_person_is_one_over_all_tills_of_the_store(shop: Shop, hire: Hire, database) -> None:
    rights = {Right.OPEN_DAY: 1, Right.REFUND_WITHOUT_RECEIPT: 890, Right.REFUND_WITHOUT_RECEIPT_DAY: 1_200}
    cashier, other = hire(rights), hire(rights)
    first, second = begun(shop, database, "A1", cashier), begun(shop, database, "A2", cashier)

    submit(database.app, (first, [back(first, shop.wine, 890)]))
    submit(database.app, (second, [back(second, shop.wine, 890)]))
    second.cashier = other
    submit(database.app, (second, [back(second, shop.wine, 890)]))
    # The day after, they begin at nothing; the first till's session goes on, and is judged by itself.
    second.cashier, second.session = cashier, new_uuid7()
    second.now += timedelta(days=1)
    submit(database.app, (second, [back(second, shop.wine, 890)]))

    assert flags(shop) == [("limit_elsewhere", "refund_without_receipt_day 1780", "1200")]
    words = [(row["kind"], row["subject"], row["amount"]) for row in rows("sales_told", shop.organization, "position")]
    assert words == [("return", str(who), 890) for who in (cashier, cashier, other, cashier)]


def test_a_yes_to_less_than_it_came_to_is_judged_by_who_said_it(shop: Shop, hire: Hire, database) -> None:
    cashier = hire({Right.OPEN_DAY: 1, Right.REFUND_WITHOUT_RECEIPT: 890, Right.REFUND_WITHOUT_RECEIPT_DAY: 500})
    manager = hire({Right.REFUND_WITHOUT_RECEIPT_DAY: 5_000})
    first, second = begun(shop, database, "A1", cashier), begun(shop, database, "A2", cashier)
    yes = approved(Right.REFUND_WITHOUT_RECEIPT_DAY, 890, manager)

    for till in (first, second):
        submit(database.app, (till, [back(till, shop.wine, 890, members=yes)]))

    assert discrepancies(shop.organization) == []


def test_the_limit_is_decided_once_and_told_to_the_tills(shop: Shop) -> None:
    before = position(shop)
    limited(shop, 5_000)
    limited(shop, 5_000)

    assert position(shop) == before + 1
    with reading(shop.organization):
        assert policy().purchase_limit == 5_000
    with pytest.raises(PolicyInvalid):
        limited(shop, -1)
    with reading(shop.organization):
        assert policy().purchase_limit == 5_000
    limited(shop, None)
    with reading(shop.organization):
        assert policy().purchase_limit is None


@pytest.mark.parametrize(
    ("at", "begins", "ends"),
    [
        # In Paris at 03:59 in summer it is still the day before; at 04:00 it is not.
        ("2026-06-02T01:59:59+00:00", "2026-06-01T02:00:00+00:00", "2026-06-02T02:00:00+00:00"),
        ("2026-06-02T02:00:00+00:00", "2026-06-02T02:00:00+00:00", "2026-06-03T02:00:00+00:00"),
        # The night in which the clock is put back has an hour more.
        ("2026-10-24T22:00:00+00:00", "2026-10-24T02:00:00+00:00", "2026-10-25T03:00:00+00:00"),
    ],
)
def test_the_day_of_a_store(at: str, begins: str, ends: str) -> None:
    span = StoreClock("Europe/Paris", 240).day(datetime.fromisoformat(at))

    assert span == (datetime.fromisoformat(begins), datetime.fromisoformat(ends))


def test_the_month_of_a_store_ends_with_its_last_night() -> None:
    december = StoreClock("Europe/Paris", 240).month(datetime(2027, 1, 1, 2, 59, tzinfo=UTC))

    assert december == (datetime(2026, 12, 1, 3, tzinfo=UTC), datetime(2027, 1, 1, 3, tzinfo=UTC))
    assert StoreClock("Nowhere/Else", 0).month(datetime(2026, 2, 3, tzinfo=UTC)).ends == datetime(
        2026, 3, 1, tzinfo=UTC
    )
