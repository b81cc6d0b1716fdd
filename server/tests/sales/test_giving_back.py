"""Money of a refund goes back the way it came; cash for what was not cash takes a right, judged by what is left."""

from typing import Any
from uuid import UUID

import pytest

from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender
from comptoir.staff.public import Right
from tests.sales.shop import Shop, count, new_till, submit
from tests.sales.test_ledger import begin
from tests.sales.test_limits import flags, position, yes
from tests.sales.test_tenders import paid, sell

CASHIER = {Right.OPEN_DAY: 1, Right.REFUND: 100_000, Right.REFUND_CASH: 200, Right.CORRECT_TENDER: 100_000}
MANAGER = {Right.OPEN_DAY: 1, Right.REFUND: 100_000, Right.REFUND_CASH: 100_000}


@pytest.fixture
def till(shop: Shop, hire, database) -> SimulatedTill:
    found = new_till(shop)
    found.cashier = hire(CASHIER)
    found.catalog_position = position(shop)
    begin(database.app, found)
    return found


def give_back(till: SimulatedTill, sale: Sealed, quantities: dict[int, int], **more: Any) -> Sealed:
    """In cash, as the simulation does; what else the body says stands in `more`."""
    before = till.previous
    sealed = till.refund(sale, quantities)
    till.sequence -= 1
    till.previous = before
    return till.seal("refund", {**sealed.body, **more})


def test_cash_for_what_a_card_paid_is_stored_and_flagged_beyond_the_role(
    shop: Shop, till: SimulatedTill, database
) -> None:
    by_card = till.sell([shop.bread, shop.wine], card=1_005)
    entries = [by_card, till.refund(by_card, {1: 1_000}), till.refund(by_card, {2: 1_000})]

    submit(database.app, till, list(entries))
    submit(database.app, till, list(entries))

    assert flags(shop) == [("limit", "refund_cash 890", "200")]
    assert count("sales_sale", shop.organization) == 3


def test_what_was_paid_in_cash_goes_back_freely_and_only_once(shop: Shop, till: SimulatedTill, database) -> None:
    """890 of 1005 in cash: the wine may leave as cash, and then the bread may not (within what the role may)."""
    mixed = sell(till, [shop.bread, shop.wine], paid({"kind": "cash", "amount": 890}, {"kind": "card", "amount": 115}))
    submit(database.app, till, [mixed])
    first = till.refund(mixed, {2: 1_000})
    submit(database.app, till, [first])
    second = till.refund(mixed, {1: 1_000})
    second_sale = sell(till, [shop.wine], paid({"kind": "cash", "amount": 500}, {"kind": "card", "amount": 390}))
    too_much = till.refund(second_sale, {1: 1_000})

    submit(database.app, till, [second, second_sale, too_much])

    # The bread's 115 and no more stay within 200; of the second sale 390 were no cash.
    assert flags(shop) == [("limit", "refund_cash 390", "200")]


def test_a_correction_moves_what_may_leave_as_cash(shop: Shop, till: SimulatedTill, database) -> None:
    sale = till.sell([shop.wine])
    moved = correct_tender(till, sale, {"cash": -890, "card": 890})
    submit(database.app, till, [sale, moved])

    submit(database.app, till, [till.refund(sale, {1: 1_000})])

    assert flags(shop) == [("limit", "refund_cash 890", "200")]


def test_somebody_who_may_allows_it(shop: Shop, hire, till: SimulatedTill, database) -> None:
    manager: UUID = hire(MANAGER)
    till.catalog_position = position(shop)
    sale = till.sell([shop.wine], card=890)
    allowed = give_back(till, sale, {1: 1_000}, **yes(manager, "refund_cash", 890, 200))

    submit(database.app, till, [sale, allowed])

    assert flags(shop) == []


def test_back_to_the_card_needs_no_right(shop: Shop, till: SimulatedTill, database) -> None:
    sale = till.sell([shop.wine], card=890)
    back = give_back(till, sale, {1: 1_000}, tenders=[{"kind": "card", "amount": -890}])

    submit(database.app, till, [sale, back])

    assert flags(shop) == []


def test_roles_that_are_older_than_the_right_are_not_judged_by_it(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire({Right.OPEN_DAY: 1, Right.REFUND: 100_000})
    till.catalog_position = position(shop)
    begin(database.app, till)
    sale = till.sell([shop.wine], card=890)

    submit(database.app, till, [sale, till.refund(sale, {1: 1_000})])

    assert flags(shop) == []


def test_who_gave_back_the_same_cash_as_another_till_did_not_go_beyond_their_role(
    shop: Shop, hire, till: SimulatedTill, database
) -> None:
    """Both were offline: to either the sale was paid in cash, and what is wrong is that it came back twice."""
    other = new_till(shop, "A2")
    other.cashier, other.catalog_position = hire(CASHIER), position(shop)
    begin(database.app, other)
    sale = till.sell([shop.wine])
    submit(database.app, till, [sale, till.refund(sale, {1: 1_000})])

    submit(database.app, other, [other.refund(sale, {1: 1_000}, chain=till.identity.chain)])

    assert flags(shop) == [("refund_exceeds_sale", "1000", "0")]
    assert count("sales_sale", shop.organization) == 3
