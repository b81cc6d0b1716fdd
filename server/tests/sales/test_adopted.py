"""What a person adopts is judged and derived by what the ledger itself would have read."""

from typing import Any

import pytest

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender, exchange, reference, who
from tests.sales import test_coupon_codes as codes
from tests.sales import test_menus as menus
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import Shop, discrepancies, new_till, rows, submit
from tests.sales.test_exemptions import embassy, exempt
from tests.sales.test_operations import adopt
from tests.sales.test_unreceipted import back, position

__all__ = ["embassy"]


def away(shop: Shop, code: str = "B1") -> SimulatedTill:
    """A till whose first entry never arrives: what comes behind it is held."""
    till = new_till(shop, code)
    till.start_chain()
    return till


def adopted(shop: Shop, dsn: str, till: SimulatedTill, entry: Sealed) -> list[tuple[str, str, str]]:
    """Deliver it, adopt it; answers everything that was flagged in the shop."""
    submit(dsn, till, [entry])
    [held] = [row for row in rows("sales_quarantine", shop.organization) if row["state"] == "open"]
    adopt(shop, held["id"])
    return sorted(discrepancies(shop.organization))


def test_a_sale_without_tax_is_judged_by_its_revision(shop: Shop, embassy: Any, database) -> None:
    till = away(shop)
    till.engine_version = 2

    assert adopted(shop, database.app, till, till.seal("sale", exempt(till, shop, embassy))) == []


def test_the_parts_of_a_menu_leave_the_shelf(shop: Shop, database) -> None:
    case = menus.BY_ID["three-menus"]
    kitchen = menus.furnish(shop, case)
    till = away(shop)
    till.engine_version = 2

    found = adopted(shop, database.app, till, till.seal("sale", menus.body_of(case, kitchen, till)))

    quiche, cookie, beer = (kitchen.items[name] for name in ("quiche", "cookie", "beer"))
    assert found == []
    assert set(menus.moved(shop)) == {quiche, cookie, beer}


def test_goods_of_an_exchange_come_back_once(shop: Shop, database) -> None:
    till = new_till(shop, "A1")
    start, sale = till.start_chain(), till.sell([shop.bread])
    swap = exchange(till, sale, {1: 1_000}, [shop.wine])
    submit(database.app, till, [start, sale, swap])
    other, third = away(shop, "B1"), away(shop, "B2")
    chain = till.identity.chain

    assert adopted(shop, database.app, other, other.refund(swap, {1: 1_000}, chain=chain)) == []
    assert adopted(shop, database.app, third, third.refund(sale, {1: 1_000}, chain=chain)) == [
        ("refund_exceeds_sale", "1000", "0")
    ]


def test_a_correction_finds_the_sale_that_it_corrects(shop: Shop, database) -> None:
    till = new_till(shop)
    start, sale = till.start_chain(), till.sell([shop.bread])
    lost = till.copy()
    submit(database.app, till, [start, sale])
    lost.sell([shop.wine])

    assert adopted(shop, database.app, lost, correct_tender(lost, sale, {"cash": -115, "card": 115})) == []
    assert {(row["kind"], row["amount"]) for row in rows("sales_tender", shop.organization)} >= {("card", 115)}


@pytest.mark.parametrize(("is_known", "codes"), [(True, []), (False, ["tip_unknown_sale"])])
def test_a_later_tip_finds_its_sale(shop: Shop, database, is_known: bool, codes: list[str]) -> None:
    till = new_till(shop)
    start, sale = till.start_chain(), till.sell([shop.bread])
    submit(database.app, till, [start, sale] if is_known else [start])
    other = away(shop)
    body = {**who(other), "kind": "card", "tip": 200, "refers_to": reference(sale, till.identity.chain)}

    assert [code for code, _, _ in adopted(shop, database.app, other, other.seal("late_tip", body))] == codes


def test_what_somebody_of_the_house_buys_is_judged_by_who_is_known(shop: Shop, database) -> None:
    till, buyer = away(shop), new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=buyer, name="Noor"))
    till.engine_version, till.catalog_position = 2, position(shop)
    sold = till.seal("sale", {**sale_of(till, shop, [Piece(shop.wine)]), "buyer": str(buyer)})

    assert adopted(shop, database.app, till, sold) == []
    assert [row["other"] for row in rows("sales_act", shop.organization) if row["deed"] == "staff_purchase"] == [buyer]


def test_goods_without_a_receipt_come_back(shop: Shop, database) -> None:
    till = away(shop)
    till.engine_version, till.catalog_position = 2, position(shop)

    adopted(shop, database.app, till, back(till, shop.wine, 890))

    assert [row["gross"] for row in rows("sales_sale", shop.organization)] == [-890]


def test_a_code_that_was_used_before_is_said_of_both(shop: Shop, database) -> None:
    [code] = codes.made(shop, 1)
    till, other = codes.till_of(shop, "A1"), codes.till_of(shop, "B1")
    submit(database.app, till, [till.start_chain(), codes.show(shop, till, code)])
    other.start_chain()

    found = adopted(shop, database.app, other, codes.show(shop, other, code))

    uses = [(row["code"], row["entry_id"]) for row in rows("sales_coupon_use", shop.organization, "entry_id")]
    (_, first), (_, second) = uses
    assert uses == [(code, first), (code, second)]
    assert found == sorted([("coupon_twice", code, str(first)), ("coupon_twice", code, str(second))])
    assert [row["subject"] for row in rows("sales_told", shop.organization)] == [code, code]
