"""What is kept aside for a customer is not free: from the order to what ends it, in whatever order entries come."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.catalog.commands import AddPack, ChangePack
from comptoir.catalog.operations import add_pack, change_pack
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from comptoir.sales.simulation_promises import deposit, give_up, keep, order, promise
from tests.sales import test_menus
from tests.sales.shop import Shop, rows, submit
from tests.sales.stockroom import catch_up, kept, on_hand
from tests.sales.test_accounts import submit_at_once
from tests.sales.test_judge_v2 import newest
from tests.sales.test_promises import ready, wine


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    return ready(shop, database.app)


def test_goods_kept_aside_are_not_free_until_they_are_collected(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 3), shop.bread], purpose="layaway")
    submit(database.app, till, [promised])

    catch_up(database.app, shop.organization)

    assert kept(shop) == {shop.wine.item: 3_000, shop.bread.item: 1_000}
    assert on_hand(shop) == {}
    [row] = [row for row in rows("stock_reservation", shop.organization) if row["item_id"] == shop.wine.item]
    assert (row["store_id"], row["line"], row["until"]) == (shop.store, 1, None)

    submit(database.app, till, [keep(till, promised)])
    catch_up(database.app, shop.organization)
    catch_up(database.app, shop.organization)

    # The promise became the sale's movement: nothing is counted twice.
    assert kept(shop) == {}
    assert on_hand(shop) == {shop.wine.item: -3_000, shop.bread.item: -1_000}


def test_a_quote_keeps_goods_once_something_was_paid_and_up_to_its_day(
    shop: Shop, till: SimulatedTill, database
) -> None:
    promised = order(till, [wine(shop, 2)], valid_until=date(2099, 1, 1))
    submit(database.app, till, [promised])
    catch_up(database.app, shop.organization)
    assert kept(shop) == {}

    submit(database.app, till, [deposit(till, promised, 500)])
    catch_up(database.app, shop.organization)

    assert kept(shop) == {shop.wine.item: 2_000}
    assert [row["until"] for row in rows("stock_reservation", shop.organization)] == [date(2099, 1, 1)]


def test_an_order_that_is_given_up_frees_its_goods(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 2)], purpose="layaway")
    paid = deposit(till, promised, 500)
    submit(database.app, till, [promised, paid])
    catch_up(database.app, shop.organization)
    assert kept(shop) == {shop.wine.item: 2_000}

    submit(database.app, till, [give_up(till, promised, [paid], kept=100)])
    catch_up(database.app, shop.organization)

    assert kept(shop) == {}
    assert on_hand(shop) == {}


def test_a_sale_that_came_before_its_order_leaves_nothing_kept(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B2")
    promised = order(till, [wine(shop, 2)], purpose="layaway")
    submit(database.app, other, [keep(other, promised, chain=till.identity.chain)])
    catch_up(database.app, shop.organization)

    submit(database.app, till, [promised])
    catch_up(database.app, shop.organization)

    assert kept(shop) == {}
    assert on_hand(shop) == {shop.wine.item: -2_000}


def test_a_part_that_is_collected_ends_the_order_and_what_comes_back_is_free(
    shop: Shop, till: SimulatedTill, database
) -> None:
    promised = order(till, [wine(shop, 3), shop.bread], purpose="layaway")
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = keep(till, promised).body
    till.sequence, till.previous = start
    bread = [line for line in body["lines"] if line["item"] == str(shop.bread.item)]
    rates = [row for row in body["tax_subtotals"] if row["tax_rate_ppm"] == shop.bread.tax_rate_ppm]
    sums = {name: sum(row[name] for row in rates) for name in ("net", "tax", "gross")}
    tenders = [{"kind": "card", "amount": sums["gross"]}]
    sold = till.seal("sale", {**body, "lines": bread, "tax_subtotals": rates, **sums, "tenders": tenders})
    submit(database.app, till, [sold])
    catch_up(database.app, shop.organization)
    assert kept(shop) == {}
    assert on_hand(shop) == {shop.bread.item: -1_000}

    submit(database.app, till, [till.refund(sold, {2: 1_000})])
    catch_up(database.app, shop.organization)

    assert on_hand(shop) == {shop.bread.item: 0}
    assert kept(shop) == {}


def test_a_pack_keeps_so_many_of_its_article_as_its_sale_will_take(shop: Shop, till: SimulatedTill, database) -> None:
    pack = AddPack(
        organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=new_uuid7(),
        name="Vin, carton de 6", count=6, unit_price=4_800, day=date(2026, 1, 1),
    )  # fmt: skip
    add_pack(pack)
    till.catalog_position = newest(shop)
    packs = replace(shop.wine, item=pack.item, unit_price=4_800, quantity_milli=2_000)
    promised = order(till, [packs], purpose="layaway")
    submit(database.app, till, [promised])
    # It holds more from today on; what was promised before is what was promised.
    change_pack(ChangePack(organization=shop.organization, person=None, item=pack.item, count=12))
    catch_up(database.app, shop.organization)

    assert kept(shop) == {shop.wine.item: 12_000}


def test_a_menu_keeps_its_parts(shop: Shop, till: SimulatedTill, database) -> None:
    case = test_menus.BY_ID["three-menus"]
    kitchen = test_menus.furnish(shop, case)
    promised = promise(till, test_menus.body_of(case, kitchen, till), purpose="layaway")
    submit(database.app, till, [promised])
    catch_up(database.app, shop.organization)

    quiche, cookie, beer = (kitchen.items[name] for name in ("quiche", "cookie", "beer"))
    assert kept(shop) == {quiche: 3_000, cookie: 3_000, beer: 3_000}

    submit(database.app, till, [keep(till, promised)])
    catch_up(database.app, shop.organization)

    assert kept(shop) == {}
    assert on_hand(shop) == {quiche: -3_000, cookie: -3_000, beer: -3_000}


def test_an_article_that_the_catalogue_does_not_know_keeps_nothing(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, [order(till, [replace(shop.wine, item=new_uuid7()), shop.bread], purpose="layaway")])
    catch_up(database.app, shop.organization)

    assert kept(shop) == {shop.bread.item: 1_000}


def test_several_servers_at_once_keep_it_once(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B2")
    first = order(till, [wine(shop, 3)], purpose="layaway")
    second = order(other, [wine(shop, 4)], purpose="layaway")
    submit_at_once(database.app, (till, [first]), (other, [second]))

    catch_up(database.app, shop.organization, at_once=3)

    assert kept(shop) == {shop.wine.item: 7_000}


def test_what_is_kept_can_be_thrown_away_and_made_again(shop: Shop, till: SimulatedTill, database) -> None:
    first = order(till, [wine(shop, 3), shop.bread], purpose="layaway")
    second = order(till, [wine(shop, 1)], purpose="layaway")
    submit(database.app, till, [first, second, deposit(till, first, 500), keep(till, second)])
    catch_up(database.app, shop.organization)
    before = rows("stock_reservation", shop.organization, "document, line")
    with psycopg.connect(database.superuser) as connection:
        connection.execute("DELETE FROM stock_reservation WHERE organization_id = %s", [shop.organization])
        connection.execute(
            "DELETE FROM platform_consumer_cursor WHERE organization_id = %s AND consumer = 'reservations'",
            [shop.organization],
        )

    catch_up(database.app, shop.organization)

    assert rows("stock_reservation", shop.organization, "document, line") == before
    assert kept(shop) == {shop.wine.item: 3_000, shop.bread.item: 1_000}


def test_an_order_that_cannot_be_read_stops_nobody(shop: Shop, till: SimulatedTill, database) -> None:
    unreadable = till.seal("order", {"purpose": "layaway", "lines": []})
    submit(database.app, till, [unreadable, order(till, [shop.bread], purpose="layaway")])

    catch_up(database.app, shop.organization)

    assert kept(shop) == {shop.bread.item: 1_000}
