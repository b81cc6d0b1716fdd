"""Orders of menus, of containers with a deposit and for customers who owe no tax: kept to the cent, and judged."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from comptoir.catalog.commands import ArrangeBundle, BundlePlace, ChangePrice
from comptoir.catalog.operations import arrange_bundle, change_price
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import deposit, keep, promise
from tests.sales import bottles, test_menus
from tests.sales.shop import Shop, discrepancies, everything, rows, submit
from tests.sales.test_accounts import submit_at_once
from tests.sales.test_judge_terms import exempt_sale
from tests.sales.test_judge_v2 import newest
from tests.sales.test_ledger import outcomes
from tests.sales.test_promises import KNOWN, STORED, ready, turnover


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    return ready(shop, database.app)


def ordered_menu(shop: Shop, till: SimulatedTill) -> tuple[Any, Sealed]:
    """Three menus of a quiche, a cookie and a beer, with a surcharge of nothing: the case that the kitchen knows."""
    case = test_menus.BY_ID["three-menus"]
    kitchen = test_menus.furnish(shop, case)
    return kitchen, promise(till, test_menus.body_of(case, kitchen, till), purpose="layaway")


def test_a_menu_is_kept_part_by_part_to_the_cent(shop: Shop, till: SimulatedTill, database) -> None:
    kitchen, promised = ordered_menu(shop, till)
    sold: Any = promised.body
    paid = deposit(till, promised, 1_000)
    submit(database.app, till, [promised, paid])
    assert rows("stock_movement", shop.organization) == []

    answers = submit(database.app, till, [keep(till, promised, [paid])])

    assert outcomes(answers) == [(STORED, None)]
    assert discrepancies(shop.organization) == []
    assert turnover(shop) == (sold["net"], sold["tax"], sold["gross"])
    quiche, cookie, beer = (kitchen.items[name] for name in ("quiche", "cookie", "beer"))
    assert test_menus.moved(shop) == {quiche: -3_000, cookie: -3_000, beer: -3_000}


def test_a_menu_that_changed_since_is_kept_as_it_was_promised(shop: Shop, till: SimulatedTill, database) -> None:
    kitchen, promised = ordered_menu(shop, till)
    submit(database.app, till, [promised])
    soup = test_menus.article(shop, "Soupe", 500, 100_000)
    place = BundlePlace(name="Plat", items=(soup,))
    arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=kitchen.menu, places=(place,)))
    till.catalog_position = newest(shop)

    submit(database.app, till, [keep(till, promised)])

    assert discrepancies(shop.organization) == []


def test_another_share_of_a_part_than_was_promised_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    _, promised = ordered_menu(shop, till)
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = keep(till, promised).body
    till.sequence, till.previous = start
    first, second, *_ = body["lines"][0]["components"]
    first["amount"] += 100
    second["amount"] -= 100

    submit(database.app, till, [till.seal("sale", body)])

    assert "quoted_price" in {code for code, _, _ in discrepancies(shop.organization)}


def test_deposits_on_bottles_stay_deposits_and_keep_their_price(shop: Shop, till: SimulatedTill, database) -> None:
    kinds = bottles.furnish(shop)
    till.catalog_position = kinds.position
    goods = replace(shop.wine, quantity_milli=6_000)
    pieces = [
        *bottles.with_deposit(goods, kinds.bottle, 1), *bottles.with_deposit(goods, kinds.crate, 1, at=3),
    ]  # fmt: skip
    promised = promise(till, bottles.sale_of(till, shop, pieces), purpose="layaway")
    first = deposit(till, promised, 5_000)
    submit(database.app, till, [promised, first])
    assert rows("sales_bottle_deposit", shop.organization) == []
    _dearer(shop, kinds)
    till.catalog_position = newest(shop)

    submit(database.app, till, [keep(till, promised, [first])])

    assert discrepancies(shop.organization) == []
    # Twelve bottles at 8.90 and six of 0.15 with 20 %, six crates at 3.00 without.
    assert turnover(shop)[2] == 12 * 890 + 6 * 15 + 6 * 300
    assert sorted(str(row["gross"]) for row in rows("sales_bottle_deposit", shop.organization)) == ["1800", "90"]
    assert sum(int(str(row["quantity_milli"])) for row in rows("stock_movement", shop.organization)) == -12_000


def test_another_deposit_than_was_promised_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    kinds = bottles.furnish(shop)
    till.catalog_position = kinds.position
    pieces = bottles.with_deposit(shop.wine, kinds.crate, 1)
    promised = promise(till, bottles.sale_of(till, shop, pieces))
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = keep(till, promised).body
    till.sequence, till.previous = start
    body["lines"][1]["amount"] = 200
    for row in body["tax_subtotals"]:
        if row["tax_category"] == "O":
            row |= {"net": 200, "gross": 200}
    body |= {"net": body["net"] - 100, "gross": body["gross"] - 100}
    body["tenders"][0]["amount"] = body["gross"]

    submit(database.app, till, [till.seal("sale", body)])

    assert discrepancies(shop.organization) == [("quoted_price", "200", "300")]


def test_an_exempt_customers_order_is_kept_without_tax(shop: Shop, till: SimulatedTill, database) -> None:
    promised = promise(till, exempt_sale(till, shop), purpose="layaway")
    paid = deposit(till, promised, 300)

    submit(database.app, till, [promised, paid, keep(till, promised, [paid])])

    assert discrepancies(shop.organization) == []
    assert turnover(shop) == (742, 0, 742)
    assert {(row["tax_category"], row["tax_rate_ppm"]) for row in rows("sales_line", shop.organization)} == {("E", 0)}


def test_no_tax_on_what_was_promised_with_tax_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    promised = promise(till, exempt_sale(till, shop))
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = keep(till, promised).body
    till.sequence, till.previous = start
    del body["exemption"]

    submit(database.app, till, [till.seal("sale", body)])

    assert discrepancies(shop.organization) == [("tax_rate", "E 0", "S 200000")]


def test_repeated_it_writes_nothing_and_two_tills_see_each_other(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B1")
    _, promised = ordered_menu(shop, till)
    other.catalog_position = till.catalog_position
    submit(database.app, till, [promised])
    first, second = keep(till, promised), keep(other, promised, chain=till.identity.chain)

    submit_at_once(database.app, (till, [first]), (other, [second]))
    before = everything(shop.organization)

    assert [code for code, _, _ in discrepancies(shop.organization)] == ["order_ended"]
    assert outcomes(submit(database.app, till, [promised, first])) == [(KNOWN, None)] * 2
    assert everything(shop.organization) == before


def _dearer(shop: Shop, kinds: bottles.Bottles) -> None:
    """The crate's deposit goes up to 4.00."""
    assert kinds.crate.item is not None
    change_price(
        ChangePrice(
            organization=shop.organization, person=None, item=kinds.crate.item, unit_price=400,
            day=date(2026, 1, 1),
        )
    )  # fmt: skip
