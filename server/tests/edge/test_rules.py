"""Price lists and promotions at the device door."""

import asyncio
from pathlib import Path

import pytest

from comptoir.catalog.commands import EndPromotion, SavePriceList, SavePromotion
from comptoir.catalog.operations import end_promotion, save_price_list, save_promotion
from comptoir.kernel import new_uuid7
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, new_till, open_shop

NOTHING: dict[str, list[object]] = {"price_lists": [], "promotions": []}


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def test_rules_come_as_they_stood_at_a_position(shop: Shop, database) -> None:
    token = new_till(shop).identity.token
    club, ten = new_uuid7(), new_uuid7()
    written = {"name": "Dix", "kind": "each", "percent_ppm": 100_000}
    made = SavePromotion(organization=shop.organization, person=None, id=ten, document=written)
    listed = SavePriceList(organization=shop.organization, person=None, id=club, document={"name": "Club"})
    ended = EndPromotion(organization=shop.organization, person=None, id=ten)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            before = await client.ask("GET", "/edge/v1/catalog", token=token)
            await asyncio.to_thread(save_promotion, made)
            changes = f"/edge/v1/catalog/changes?after={before.json['position']}"
            promoted = await client.ask("GET", changes, token=token)
            await asyncio.to_thread(save_price_list, listed)
            await asyncio.to_thread(end_promotion, ended)
            return [
                before,
                promoted,
                await client.ask("GET", "/edge/v1/catalog", token=token),
                await client.ask("GET", changes, token=token),
            ]

    before, promoted, manifest, changed = asyncio.run(run())

    position = before.json["position"]
    assert before.json["rules"] == NOTHING
    assert promoted.json["changes"] == [
        {"position": position + 1, "rules": {"price_lists": [], "promotions": [{**written, "id": str(ten)}]}}
    ]
    # The snapshot is of before: what changed since comes with the feed, and never sooner.
    assert (manifest.json["position"], manifest.json["rules"]) == (position, NOTHING)
    assert changed.json["changes"] == [
        {"position": position + 3, "rules": {"price_lists": [{"id": str(club), "name": "Club"}], "promotions": []}}
    ]
