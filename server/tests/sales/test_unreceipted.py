"""Goods without a receipt are worth the lowest price of late; more than that, or than the role allows, is flagged."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.catalog.prices import PriceAt, lowest_price
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import SetStoreReturns
from comptoir.platform.public import set_store_returns
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill
from comptoir.staff.public import Right
from tests.sales.shop import Shop, count, discrepancies, new_till, rows, submit, value
from tests.sales.test_ledger import STORED, begin, outcomes

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STORE, OTHER = new_uuid7(), new_uuid7()


def at(position: int, days_ago: int, unit_price: int, store: UUID | None = None) -> PriceAt:
    return PriceAt(position, store, unit_price, "S", 200_000, changed_at=NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("history", "lowest"),
    [
        ([], None),
        ([at(1, 400, 100)], 100),
        # On offer for a week, then dearer again.
        ([at(3, 3, 120), at(2, 10, 80), at(1, 400, 100)], 80),
        # The offer ended before the window, and what held at its beginning counts.
        ([at(3, 40, 120), at(2, 60, 80), at(1, 400, 100)], 120),
        # Another store's offer is none of ours, and our own price stands before the general one.
        ([at(4, 2, 50, OTHER), at(3, 3, 70), at(2, 100, 90, STORE), at(1, 400, 100)], 90),
        # A price that the till had not heard of yet.
        ([at(9, 1, 10), at(1, 400, 100)], 100),
    ],
)
def test_the_lowest_price_of_late(history: list[PriceAt], lowest: int | None) -> None:
    assert lowest_price(history, store=STORE, position=5, since=NOW - timedelta(days=30)) == lowest


def back(
    till: SimulatedTill,
    line: BasketLine,
    unit_price: int,
    *,
    tender: str = "store_credit",
    goes_to: str = "stock",
    members: Body | None = None,
) -> Sealed:
    """One piece comes back without a receipt."""
    tax = (unit_price * line.tax_rate_ppm * 2 + 1_000_000 + line.tax_rate_ppm) // (2 * (1_000_000 + line.tax_rate_ppm))
    paid: Body = {"kind": tender, "amount": -unit_price}
    if tender == "cash":
        paid |= {"received": 0, "change": unit_price}
    subtotal: Body = {
        "tax_category": "S", "tax_rate_ppm": line.tax_rate_ppm, "net": tax - unit_price, "tax": -tax,
        "gross": -unit_price,
    }  # fmt: skip
    body: Body = {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": "gross", "without_receipt": "faulty",
        "lines": [
            {
                "line": 1, "item": str(line.item), "name": line.name, "quantity_milli": -1_000, "unit": "C62",
                "unit_price": unit_price, "amount": -unit_price, "line_discount": 0, "basket_discount": 0,
                "tax_category": "S", "tax_rate_ppm": line.tax_rate_ppm, "goes_to": goes_to,
            }
        ],
        "tax_subtotals": [subtotal], "net": tax - unit_price, "tax": -tax, "gross": -unit_price, "cash_rounding": 0,
        "tenders": [paid],
    }  # fmt: skip
    return till.seal("refund", body | (members or {}))


def position(shop: Shop) -> int:
    return value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)


def test_it_is_a_refund_without_a_sale_that_moves_goods_and_is_an_act(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    entry = back(till, shop.wine, 890, goes_to="damaged")

    answers = submit(database.app, till, [entry])
    submit(database.app, till, [entry])

    assert outcomes(answers) == [(STORED, None)]
    assert discrepancies(shop.organization) == []
    [sale] = rows("sales_sale", shop.organization)
    assert (sale["kind"], sale["gross"], sale["tax"], sale["refers_to_chain"]) == ("refund", -890, -148, None)
    moved = [(row["quantity_milli"], row["reason"]) for row in rows("stock_movement", shop.organization, "line")]
    assert moved == [(1_000, "refund"), (-1_000, "damaged")]
    acts = [(row["deed"], row["amount"], row["reason"]) for row in rows("sales_act", shop.organization)]
    assert acts == [("refund_without_receipt", -890, "faulty")]


def test_more_than_the_lowest_price_of_late_is_flagged(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    assert shop.wine.item is not None
    for price in (790, 950):
        change_price(
            ChangePrice(
                organization=shop.organization, person=None, item=shop.wine.item, unit_price=price, store=None,
                day=date(2026, 1, 1),
            )
        )  # fmt: skip
    till.catalog_position = position(shop)

    submit(database.app, till, [back(till, shop.wine, 950), back(till, shop.wine, 790), back(till, shop.wine, 700)])

    assert discrepancies(shop.organization) == [("return_price", "950", "790")]
    assert count("sales_sale", shop.organization) == 3


def test_cash_is_flagged_where_the_store_gives_credit_only(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    submit(database.app, till, [back(till, shop.wine, 890, tender="cash")])
    assert discrepancies(shop.organization) == [("return_in_cash", "-890", "0")]

    set_store_returns(
        SetStoreReturns(
            organization=shop.organization, person=None, store=shop.store, returns_days=30, returns_in_cash=True
        )
    )
    submit(database.app, till, [back(till, shop.wine, 890, tender="cash")])
    assert len(discrepancies(shop.organization)) == 1


def test_what_a_role_may_give_in_one_go_and_in_a_day_is_judged(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire({Right.OPEN_DAY: 1, Right.REFUND_WITHOUT_RECEIPT: 890, Right.REFUND_WITHOUT_RECEIPT_DAY: 1_200})
    till.catalog_position = position(shop)
    begin(database.app, till)
    submit(database.app, till, [back(till, shop.wine, 890)])
    assert discrepancies(shop.organization) == []

    submit(database.app, till, [back(till, shop.bread, 115), back(till, shop.wine, 890)])
    assert discrepancies(shop.organization) == [("limit", "refund_without_receipt_day 1895", "1200")]

    weak = new_till(shop, "A2")
    weak.cashier = hire({Right.OPEN_DAY: 1, Right.REFUND: 10_000})
    weak.catalog_position = position(shop)
    begin(database.app, weak)
    submit(database.app, weak, [back(weak, replace(shop.bread), 115)])
    assert sorted(discrepancies(shop.organization))[:2] == [
        ("limit", "refund_without_receipt 115", "0"),
        ("limit", "refund_without_receipt_day 115", "0"),
    ]


def test_two_that_come_together_count_what_came_before_once(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire({Right.OPEN_DAY: 1, Right.REFUND_WITHOUT_RECEIPT: 890, Right.REFUND_WITHOUT_RECEIPT_DAY: 1_200})
    till.catalog_position = position(shop)
    begin(database.app, till)
    submit(database.app, till, [back(till, shop.wine, 890)])

    first = back(till, shop.bread, 115)
    till.now += timedelta(minutes=1)
    second = back(till, shop.bread, 115)
    till.now += timedelta(minutes=1)
    submit(database.app, till, [first, second, back(till, shop.bread, 115)])

    assert discrepancies(shop.organization) == [("limit", "refund_without_receipt_day 1235", "1200")]
