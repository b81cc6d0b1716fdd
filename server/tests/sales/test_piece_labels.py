"""What the code on a piece said is kept with its line: by it goods are called back."""

from datetime import date
from typing import Any

import pytest

from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import Shop, count, discrepancies, new_till, rows
from tests.sales.test_adopted import adopted, away
from tests.sales.test_bottle_deposits import submit


def sold(till: SimulatedTill, shop: Shop, **label: Any) -> Sealed:
    till.engine_version, till.catalog_position = 2, shop.position
    body = sale_of(till, shop, [Piece(shop.wine), Piece(shop.bread)])
    body["lines"][0] |= label
    return till.seal("sale", body)


def kept(shop: Shop) -> list[tuple[object, ...]]:
    found = rows("sales_line_label", shop.organization, "lot, number")
    return [tuple(row[name] for name in ("number", "item", "lot", "serial", "expires")) for row in found]


def test_a_line_keeps_its_lot_and_the_other_has_none(shop: Shop, database) -> None:
    till = new_till(shop)
    entries = [till.start_chain(), sold(till, shop, lot="L42", expires="2026-12-31")]
    entries += [till.refund(entries[1], {1: 1000}), sold(till, shop, lot="L43", serial="7"), sold(till, shop)]

    assert submit(database.app, (till, entries)) == ["stored"] * 5
    assert submit(database.app, (till, entries)) == ["already_stored"] * 5

    assert discrepancies(shop.organization) == []
    assert kept(shop) == [
        (1, shop.wine.item, "L42", "", date(2026, 12, 31)),
        (1, shop.wine.item, "L42", "", date(2026, 12, 31)),
        (1, shop.wine.item, "L43", "7", None),
    ]


def test_it_is_kept_when_somebody_adopts_the_entry(shop: Shop, database) -> None:
    till = away(shop)

    assert adopted(shop, database.app, till, sold(till, shop, serial="7")) == []
    assert kept(shop) == [(1, shop.wine.item, "", "7", None)]


@pytest.mark.parametrize(
    "label", [{"lot": "x" * 21}, {"serial": 7}, {"expires": "2026-02-30"}, {"expires": "31/12/2026"}]
)
def test_what_no_code_says_is_stored_flagged_and_not_counted(shop: Shop, database, label: dict[str, Any]) -> None:
    till = new_till(shop)

    assert submit(database.app, (till, [till.start_chain(), sold(till, shop, **label)])) == ["stored"] * 2

    assert [code for code, _, _ in discrepancies(shop.organization)] == ["body"]
    assert (kept(shop), count("sales_sale", shop.organization)) == ([], 0)


def test_a_serial_number_that_is_sold_twice_is_said_of_both_and_none_is_refused(shop: Shop, database) -> None:
    one, other = new_till(shop), new_till(shop, "B1")
    first = [one.start_chain(), sold(one, shop, serial="7")]
    first.append(one.refund(first[1], {1: 1000}))
    again = sold(one, shop, serial="7")
    twice = [other.start_chain(), sold(other, shop, serial="7")]

    assert submit(database.app, (one, first)) == ["stored"] * 3
    assert submit(database.app, (one, [again])) == ["stored"]
    assert discrepancies(shop.organization) == []  # it had come back
    assert submit(database.app, (other, twice)) == ["stored"] * 2

    assert {(code, claimed) for code, claimed, _ in discrepancies(shop.organization)} == {("serial_twice", "7")}
    assert len(discrepancies(shop.organization)) == 2
