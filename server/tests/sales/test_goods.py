"""Sales of articles that are not plain: packs take several from the shelf, an open price is the cashier's."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.catalog.commands import AddPack, ChangePrice
from comptoir.catalog.operations import add_pack, change_price
from comptoir.kernel import new_uuid7
from tests.sales.shop import Shop, discrepancies, new_till, open_shop, rows, value
from tests.sales.test_ledger import begin, submit

DAY = date(2026, 1, 1)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


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
