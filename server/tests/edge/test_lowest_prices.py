"""What goods without a receipt are worth, as the door says it: what the catalogue asked, and what tills charged."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.test_charged import at_list_price, fold
from tests.sales.test_ledger import begin, submit


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
