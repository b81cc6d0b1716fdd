"""Goods come back and others go in one entry: stock, turnover, tax and money add up, and nothing comes back twice."""

from dataclasses import replace

import pytest

from comptoir.sales.entries import Status
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import exchange
from tests.sales.shop import Shop, discrepancies, everything, new_till, rows, submit
from tests.sales.test_corrections import tenders, turnover
from tests.sales.test_ledger import begin, outcomes

STORED, KNOWN = Status.STORED, Status.ALREADY_STORED


def movements(shop: Shop) -> list[tuple[object, object]]:
    found = rows("stock_movement", shop.organization, "moved_at, document, line")
    return [(row["quantity_milli"], row["reason"]) for row in found]


def with_line(till: SimulatedTill, entry: Sealed, **changes: int) -> Sealed:
    """The same refund with another first line, sealed anew."""
    lines = entry.body["lines"]
    assert isinstance(lines, list)
    [line] = lines
    return till.seal("refund", {**entry.body, "lines": [{**line, **changes}]})


def test_bread_for_wine_pays_the_difference_and_moves_both(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([replace(shop.bread, quantity_milli=2_000)])

    entry = exchange(till, sale, {1: 1_000}, [shop.wine])
    answers = submit(database.app, till, [sale, entry])

    assert outcomes(answers) == [(STORED, None)] * 2
    assert discrepancies(shop.organization) == []
    [row] = [row for row in rows("sales_sale", shop.organization) if row["kind"] == "exchange"]
    # Wine 8.90 (1.48 tax), bread −1.15 (−0.06 tax).
    assert (row["gross"], row["tax"], row["returned"]) == (775, 142, -115)
    assert (row["refers_to_chain"], row["refers_to_sequence"]) == (till.identity.chain, sale.sequence)
    assert tenders(shop) == {"cash": 230 + 775}
    assert turnover(shop) == (230 + 775, 12 + 142)
    subtotals = rows("sales_tax_subtotal", shop.organization, "sale_id, number")
    assert sum(int(str(row["gross"])) for row in subtotals) == 1_005
    assert sorted(movements(shop), key=str) == [(-1_000, "sale"), (-2_000, "sale"), (1_000, "refund")]
    lines = rows("sales_line", shop.organization, "amount")
    assert [(line["amount"], line["refers_to_line"], line["goes_to"]) for line in lines] == [
        (-115, 1, "stock"),
        (230, None, ""),
        (890, None, ""),
    ]


def test_wine_for_bread_pays_out_and_the_same_price_pays_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.wine, shop.bread])

    out = exchange(till, sale, {1: 1_000}, [shop.bread], card=True)
    even = exchange(till, sale, {2: 1_000}, [shop.bread])
    submit(database.app, till, [sale, out, even])

    assert (out.body["gross"], even.body["gross"]) == (-775, 0)
    assert tenders(shop) == {"cash": 1_005, "card": -775}
    assert discrepancies(shop.organization) == []


@pytest.mark.parametrize("place", ["damaged", "supplier", "waste"])
def test_what_is_not_put_back_comes_and_leaves(shop: Shop, database, place: str) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])

    submit(database.app, till, [sale, exchange(till, sale, {1: 1_000}, [shop.wine], goes_to=place)])

    assert sorted(movements(shop), key=str) == sorted(
        [(-1_000, "sale"), (-1_000, "sale"), (1_000, "refund"), (-1_000, place)], key=str
    )
    assert discrepancies(shop.organization) == []


def test_nothing_comes_back_twice_by_exchange_refund_or_both_of_two_tills(shop: Shop, database) -> None:
    till, other = new_till(shop, "A1"), new_till(shop, "A2")
    begin(database.app, till)
    begin(database.app, other)
    sale = till.sell([shop.bread])
    submit(database.app, till, [sale, exchange(till, sale, {1: 1_000}, [shop.wine])])
    assert discrepancies(shop.organization) == []

    submit(database.app, other, [other.refund(sale, {1: 1_000}, chain=till.identity.chain)])
    submit(database.app, other, [exchange(other, sale, {1: 1_000}, [shop.wine], chain=till.identity.chain)])

    assert sorted(discrepancies(shop.organization)) == [
        ("refund_exceeds_sale", "1000", "-1000"),
        ("refund_exceeds_sale", "1000", "0"),
    ]


def test_what_went_out_in_an_exchange_can_be_refunded_and_exchanged_again(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    first = exchange(till, sale, {1: 1_000}, [shop.wine, shop.wine])
    submit(database.app, till, [sale, first])

    submit(database.app, till, [till.refund(first, {1: 1_000}), exchange(till, first, {2: 1_000}, [shop.bread])])
    assert discrepancies(shop.organization) == []
    # The third line of the exchange is the bread that came back: it was not sold there.
    before = till.previous
    last = till.refund(first, {2: 1_000})
    till.sequence -= 1
    till.previous = before
    submit(database.app, till, [with_line(till, last, refers_to_line=3)])
    assert "refund_unknown_sale" in {code for code, _, _ in discrepancies(shop.organization)}


def test_a_repeat_of_an_exchange_writes_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    entry = exchange(till, sale, {1: 1_000}, [shop.wine])
    submit(database.app, till, [sale, entry])
    before = everything(shop.organization)

    assert outcomes(submit(database.app, till, [entry])) == [(KNOWN, None)]

    assert everything(shop.organization) == before


def test_wrong_sums_and_sides_are_flagged_not_refused(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    entry = exchange(till, sale, {1: 1_000}, [shop.wine])
    till.sequence -= 1
    till.previous = sale.digest
    wrong = till.seal("exchange", {**entry.body, "returned": -100, "gross": 776})
    only_sold = till.seal("exchange", {**till.sell([shop.wine]).body})

    submit(database.app, till, [sale, wrong])

    assert sorted(discrepancies(shop.organization)) == [
        ("tenders", "775", "776"),
        ("total", "-100", "-115"),
        ("total", "891", "890"),
    ]
    assert only_sold.body["gross"] == 890
