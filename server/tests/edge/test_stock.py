"""What lies in a till's store: on hand, kept aside for whom, and what others would miss."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.catalog.commands import AddPack
from comptoir.catalog.operations import add_pack
from comptoir.kernel import new_uuid7
from comptoir.purchasing.commands import LookForShort, SetReorderRule, WorkOutPoints
from comptoir.purchasing.operations.reordering import look_for_short, set_reorder_rule, work_out_points
from comptoir.sales.simulation import SimulatedTill
from comptoir.sales.simulation_promises import deposit, keep, order
from comptoir.stock.commands import CountItem
from comptoir.stock.operations import count_item
from tests.edge.test_promises import ask, person
from tests.sales.shop import Shop, new_till, open_shop, submit
from tests.sales.stockroom import catch_up
from tests.sales.test_ledger import begin


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    found = new_till(shop, "A1")
    found.engine_version = 2
    begin(database.app, found)
    return found


def counted(shop: Shop, quantity_milli: int) -> None:
    count_item(
        CountItem(
            organization=shop.organization, person=None, id=new_uuid7(), store=shop.store,
            item=UUID(str(shop.wine.item)), quantity_milli=quantity_milli, now=datetime.now(UTC),
        )
    )  # fmt: skip


def test_what_is_kept_aside_is_told_by_name_until_it_is_collected(shop: Shop, till: SimulatedTill, database) -> None:
    petit = person()
    ask(database, till, "orders", {"met": [petit]})
    counted(shop, 5_000)
    kept = order(till, [replace(shop.wine, quantity_milli=2_000)], purpose="layaway", customer=UUID(str(petit["id"])))
    submit(database.app, till, [kept])
    catch_up(database.app, shop.organization)
    item = str(shop.wine.item)

    [told] = ask(database, till, "stock", {"items": [item]}).json["stock"]
    nothing_short = ask(database, till, "stock").json["stock"]
    submit(database.app, till, [keep(till, kept)])
    catch_up(database.app, shop.organization)
    [after] = ask(database, till, "stock", {"items": [item]}).json["stock"]

    assert told == {
        "item": item, "pack": 1, "on_hand_milli": 5_000, "kept_milli": 2_000,
        "kept": [{"name": "Mme Petit", "number": f"A1-1-{kept.sequence}", "quantity_milli": 2_000}],
    }  # fmt: skip
    assert nothing_short == []
    assert after == {"item": item, "pack": 1, "on_hand_milli": 3_000, "kept_milli": 0, "kept": []}


def test_goods_of_which_nothing_is_free_are_told_unasked(shop: Shop, till: SimulatedTill, database) -> None:
    counted(shop, 2_000)
    kept = order(till, [replace(shop.wine, quantity_milli=2_000), shop.bread], purpose="layaway")
    submit(database.app, till, [kept])
    catch_up(database.app, shop.organization)

    [told] = ask(database, till, "stock").json["stock"]

    # Bread was never counted: nobody knows whether some is free.
    assert (told["item"], told["on_hand_milli"], told["kept_milli"]) == (str(shop.wine.item), 2_000, 2_000)
    assert told["kept"] == [{"name": "", "number": f"A1-1-{kept.sequence}", "quantity_milli": 2_000}]


def test_a_quote_that_ran_out_keeps_nothing(shop: Shop, till: SimulatedTill, database) -> None:
    counted(shop, 2_000)
    over = order(till, [shop.wine], valid_until=date(2026, 1, 1))
    submit(database.app, till, [over, deposit(till, over, 100)])
    catch_up(database.app, shop.organization)

    [told] = ask(database, till, "stock", {"items": [str(shop.wine.item)]}).json["stock"]

    assert (told["on_hand_milli"], told["kept_milli"], told["kept"]) == (2_000, 0, [])


def test_of_a_pack_its_article_is_told(shop: Shop, till: SimulatedTill, database) -> None:
    pack = AddPack(
        organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=new_uuid7(),
        name="Vin, carton de 6", count=6, unit_price=4_800, day=date(2026, 1, 1),
    )  # fmt: skip
    add_pack(pack)
    counted(shop, 20_000)
    catch_up(database.app, shop.organization)

    told = ask(database, till, "stock", {"items": [str(pack.item), str(new_uuid7())]}).json["stock"]

    assert told == [{"item": str(pack.item), "pack": 6, "on_hand_milli": 20_000, "kept_milli": 0, "kept": []}]


def test_nonsense_and_strangers_are_refused(shop: Shop, till: SimulatedTill, database) -> None:
    other = new_till(open_shop(), "A1")
    counted(shop, 2_000)
    catch_up(database.app, shop.organization)

    assert ask(database, till, "stock", "broken").status == 422
    assert ask(database, till, "stock", {"items": [str(new_uuid7())] * 51}).status == 422
    assert ask(database, other, "stock", {"items": [str(shop.wine.item)]}).json["stock"] == []


def test_a_till_hears_what_runs_low_in_its_own_store(shop: Shop, till: SimulatedTill, database) -> None:
    wine, other = UUID(str(shop.wine.item)), new_till(open_shop(), "A1")
    for milli in (5_000, 6_000):
        rule = SetReorderRule(
            organization=shop.organization, person=None, store=shop.store, item=wine, point_milli=5_000
        )
        set_reorder_rule(rule)
        counted(shop, milli)
        catch_up(database.app, shop.organization)
        work_out_points(WorkOutPoints(organization=shop.organization, store=shop.store, today=date(2026, 11, 26)))
        look_for_short(LookForShort(organization=shop.organization, now=datetime.now(UTC)))
        told = [ask(database, one, "stock").json["low"] for one in (till, other)]
        assert told == [[str(wine)] if milli == 5_000 else [], []]

    assert ask(database, till, "stock", {"items": [str(wine)]}).json["low"] == []
