"""What a store carries is all that its tills hear of; what somebody scans of other stores is named all the same."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from comptoir.catalog.errors import CategoryUnknown, ProductUnknown, StoreUnknown
from comptoir.catalog.operations import set_range
from comptoir.catalog.range_commands import RangeWord, SetRange
from comptoir.catalog.snapshot import build
from comptoir.kernel import DomainError, new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.catalog.stores import new_store
from tests.edge.client import open_door
from tests.edge.test_articles import CODE, ask, hire, wish
from tests.sales.shop import Shop, count, new_till, open_shop, rows


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def say(shop: Shop, *words: RangeWord, store: UUID | None = None) -> int:
    return set_range(SetRange(organization=shop.organization, person=None, store=store, words=words)).position


def heard_changes(database, till: SimulatedTill, after: int) -> list[dict[str, Any]]:
    async def run() -> Any:
        async with open_door(database.app) as client:
            reply = await client.ask("GET", f"/edge/v1/catalog/changes?after={after}", token=till.identity.token)
            return reply.json["changes"]

    changes: list[dict[str, Any]] = asyncio.run(run())
    return changes


def heard_documents(database, till: SimulatedTill, after: int) -> dict[str, dict[str, Any]]:
    """The articles that the till hears of, by id."""
    changes = heard_changes(database, till, after)
    return {change["item"]["id"]: change["item"] for change in changes if "item" in change}


def heard(database, till: SimulatedTill, after: int) -> dict[str, str]:
    """What the till hears of its articles, by name; of those that leave, by id."""
    return {
        change["item"]["name"] if "item" in change else change["removed"]: "there" if "item" in change else "gone"
        for change in heard_changes(database, till, after)
        if "item" in change or "removed" in change
    }


def carried(shop: Shop, store: UUID) -> int:
    return sum(chunk.count for chunk in build(shop.organization, store).chunks)


def scan(database, till: SimulatedTill, code: str) -> Any:
    async def run() -> Any:
        async with open_door(database.app) as client:
            body = msgspec.json.encode({"code": code})
            reply = await client.ask("POST", "/edge/v1/scanned", body=body, token=till.identity.token)
            return reply.status, reply.json

    return asyncio.run(run())


def test_a_shelf_leaves_all_tills_one_article_stays_in_one_store_and_is_sold_elsewhere(shop: Shop, database) -> None:
    till, other = new_till(shop), new_store(shop.organization)
    shelf, wine, bread = shop.wine.category, shop.wine.item, shop.bread.item
    assert shelf is not None
    [made] = ask(database, till, wish(shop, hire(shop)))
    pen, before = made.json["item"]["id"], made.json["position"]

    assert say(shop, RangeWord(category=shelf, is_in=False)) == before + 1
    assert say(shop, RangeWord(category=shelf, is_in=False)) == 0  # said already
    assert heard(database, till, before) == {str(wine): "gone", str(bread): "gone", pen: "gone"}
    here = say(shop, RangeWord(item=UUID(str(wine)), is_in=True), store=shop.store)
    assert heard(database, till, here - 1) == {"Vin": "there"}
    assert (carried(shop, shop.store), carried(shop, other)) == (1, 0)

    status, found = scan(database, till, CODE)
    assert (status, found["item"]["id"], found["item"]["unit_price"]) == (200, pen, 250)
    assert scan(database, till, "4006381333948")[0] == 404

    say(shop, RangeWord(category=shelf, is_in=True), store=other)
    assert (carried(shop, shop.store), carried(shop, other)) == (1, 3)
    say(shop, RangeWord(category=shelf, is_in=None))
    say(shop, RangeWord(category=shelf, is_in=None), store=other)
    assert (carried(shop, shop.store), carried(shop, other)) == (3, 3)
    assert [row["item_id"] for row in rows("catalog_range_rule", shop.organization)] == [wine]


def test_what_is_nowhere_is_refused_and_nothing_is_written(shop: Shop) -> None:
    wrong: list[tuple[RangeWord, UUID | None, type[DomainError]]] = [
        (RangeWord(category=new_uuid7(), is_in=False), None, CategoryUnknown),
        (RangeWord(item=new_uuid7(), is_in=False), None, ProductUnknown),
        (RangeWord(item=UUID(str(shop.wine.item)), is_in=False), new_uuid7(), StoreUnknown),
    ]
    for word, store, refusal in wrong:
        with pytest.raises(DomainError) as found:
            say(shop, word, store=store)
        assert type(found.value) is refusal
    assert count("catalog_range_rule", shop.organization) == 0
