"""Sales of articles that are not plain: packs take several from the shelf, an open price is the cashier's."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from comptoir.catalog.commands import AddPack, ChangePack, ChangePrice
from comptoir.catalog.operations import add_pack, change_pack, change_price
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed
from tests.sales.shop import Shop, discrepancies, new_till, rows, submit, value
from tests.sales.test_judge_v2 import flags, sale
from tests.sales.test_judge_v2 import submit as submit_each
from tests.sales.test_ledger import begin

DAY = date(2026, 1, 1)


def newest(shop: Shop) -> int:
    return int(value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization))


def test_a_pack_takes_so_many_of_its_article_from_the_shelf(shop: Shop, database) -> None:
    pack = AddPack(
        organization=shop.organization,
        person=None,
        parent=UUID(str(shop.wine.item)),
        item=new_uuid7(),
        name="Vin, carton de 6",
        count=6,
        unit_price=4_800,
        day=DAY,
    )
    add_pack(pack)
    till = new_till(replace(shop, position=newest(shop)))
    begin(database.app, till)

    submit(
        database.app, till, [till.sell([replace(shop.wine, item=pack.item, unit_price=4_800, quantity_milli=2_000)])]
    )

    assert [(row["item_id"], row["quantity_milli"]) for row in rows("stock_movement", shop.organization)] == [
        (shop.wine.item, -12_000)
    ]
    [line] = rows("sales_line", shop.organization)
    assert (line["item_id"], line["quantity_milli"], line["amount"]) == (pack.item, 2_000, 9_600)
    assert discrepancies(shop.organization) == []


def test_a_line_states_what_its_pack_holds_and_is_judged_by_what_its_till_knew(shop: Shop, database) -> None:
    item = new_uuid7()
    add_pack(
        AddPack(
            organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=item,
            name="Vin, carton", count=6, unit_price=4_800, day=DAY,
        )
    )  # fmt: skip
    till = new_till(replace(shop, position=newest(shop)))
    till.engine_version = 2
    case = replace(shop.wine, item=item, unit_price=4_800)
    chain = till.start_chain()

    def sold(position: int, *packs: int | None) -> list[list[Sealed]]:
        till.catalog_position = position
        bodies = []
        for pack in packs:
            body = sale(till, shop, [case])
            if pack is not None:
                body["lines"][0]["pack"] = pack
            bodies.append(body)
        return [[till.seal("sale", body)] for body in bodies]

    six = newest(shop)
    now = sold(six, 6, None, 7)
    change_pack(ChangePack(organization=shop.organization, person=None, item=item, count=12))
    # A till that was away still states 6, and one that heard of it 12; later nothing but 12 is right.
    later = [*sold(six, 6, 12, None), *sold(newest(shop), 12, 6, None)]
    plain = sale(till, shop, [shop.wine])
    plain["lines"][0]["pack"] = 2

    submit_each(database.app, till, [chain], *now, *later, [till.seal("sale", plain)])

    assert flags(shop) == [("pack", "7", "6"), ("pack", "6", "12"), ("pack", "2", "")]
    moved = [row["quantity_milli"] for row in rows("stock_movement", shop.organization, "document")]
    assert moved == [-6_000, -6_000, -6_000, -6_000, -12_000, -6_000, -12_000, -6_000, -12_000, -1_000]


def test_what_comes_back_of_a_pack_brings_back_what_it_took(shop: Shop, database) -> None:
    item = new_uuid7()
    add_pack(
        AddPack(
            organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=item,
            name="Vin, carton", count=6, unit_price=4_800, day=DAY,
        )
    )  # fmt: skip
    till = new_till(replace(shop, position=newest(shop)))
    till.engine_version = 2
    chain = till.start_chain()
    body = sale(till, shop, [replace(shop.wine, item=item, unit_price=4_800)])
    body["lines"][0]["pack"] = 6
    sold = till.seal("sale", body)
    change_pack(ChangePack(organization=shop.organization, person=None, item=item, count=12))
    till.catalog_position = newest(shop)
    back = till.refund(sold, {1: 1_000})

    submit_each(database.app, till, [chain], [sold], [back])

    moved = [row["quantity_milli"] for row in rows("stock_movement", shop.organization, "document")]
    assert moved == [-6_000, 6_000]
    assert flags(shop) == []


def test_an_open_price_is_the_cashier_s_and_no_flag(shop: Shop, database) -> None:
    change_price(
        ChangePrice(
            organization=shop.organization,
            person=None,
            item=UUID(str(shop.bread.item)),
            unit_price=115,
            day=DAY,
            is_open=True,
        )
    )
    till = new_till(replace(shop, position=newest(shop)))
    begin(database.app, till)

    submit(database.app, till, [till.sell([replace(shop.bread, unit_price=340), replace(shop.wine, unit_price=1)])])

    assert [(row["code"], row["line"]) for row in rows("sales_discrepancy", shop.organization)] == [("price", 2)]
