"""What goods without a receipt are worth, as the door says it: what the catalogue asked, and what tills charged."""

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, new_till, open_shop, submit
from tests.sales.test_charged import at_list_price, fold
from tests.sales.test_ledger import begin


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def ask(database: Any, till: SimulatedTill, *bodies: object) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await client.ask(
                    "POST", "/edge/v1/lowest-prices", body=msgspec.json.encode(body), token=till.identity.token
                )
                for body in bodies
            ]

    return asyncio.run(run())


def prices(reply: Reply) -> dict[str, int]:
    assert reply.status == 200, reply.body
    return {price["item"]: price["unit_price"] for price in reply.json["prices"]}


def test_a_till_hears_what_the_others_charged(shop: Shop, database) -> None:
    one, two = new_till(shop), new_till(shop, "A2")
    begin(database.app, one)
    bread, wine = str(shop.bread.item), str(shop.wine.item)
    [before] = ask(database, two, {"items": [bread, wine, str(new_uuid7())]})
    assert prices(before) == {bread: 115, wine: 890}

    submit(database.app, one, [at_list_price(one, shop.wine, 700), at_list_price(one, shop.wine, 650)])
    fold(database.app, shop.organization)

    asked, reduced, too_many = ask(database, two, {"items": [bread, wine]}, {"items": []}, {"items": [wine] * 1_001})
    assert (asked.json["days"], prices(asked)) == (30, {bread: 115, wine: 650})
    assert (reduced.json["days"], prices(reduced)) == (30, {wine: 650})
    assert too_many.status == 413


def test_a_price_that_was_raised_of_late_is_told_beforehand_one_that_fell_is_not(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    for item, price in ((shop.wine.item, 990), (shop.bread.item, 90)):
        assert item is not None
        change_price(
            ChangePrice(organization=shop.organization, person=None, item=item, unit_price=price, day=date(2026, 1, 1))
        )
    [now] = ask(database, till, {"items": []})
    submit(database.app, till, [at_list_price(till, shop.wine, 700)])
    fold(database.app, shop.organization)
    [charged] = ask(database, till, {"items": []})
    long_ago(shop)
    [later] = ask(database, till, {"items": []})

    assert prices(now) == {str(shop.wine.item): 890}
    assert prices(charged) == {str(shop.wine.item): 700}
    assert prices(later) == {str(shop.wine.item): 700}


def long_ago(shop: Shop) -> None:
    """Every price as if it had been decided two months ago."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE catalog_price SET changed_at = changed_at - interval '60 days' WHERE organization_id = %s",
            [shop.organization],
        )
