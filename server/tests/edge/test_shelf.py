"""What people at a till say about the shelf, and the pictures that it shows."""

import asyncio
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from comptoir.catalog.commands import AddCategory, EndCategory, RestrictCategory, SetPhoto, SetRestriction
from comptoir.catalog.models import Category, Favorites, SoldOut
from comptoir.catalog.operations import add_category, end_category, restrict_category, set_photo, set_restriction
from comptoir.catalog.photos import photo_digest
from comptoir.catalog.traits import favorites_of, sold_out_in
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from comptoir.staff.public import Right
from tests.edge.client import Reply, open_door
from tests.edge.test_articles import hire
from tests.sales.shop import Shop, new_till, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def bread(shop: Shop) -> UUID:
    assert shop.bread.item is not None
    return shop.bread.item


def ask(database, till: SimulatedTill | None, *calls: tuple[str, str, object]) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = till.identity.token if till else None
            return [
                await client.ask(
                    method, f"/edge/v1{path}", body=b"" if body is None else msgspec.json.encode(body), token=token
                )
                for method, path, body in calls
            ]

    return asyncio.run(run())


def test_sold_out_reaches_the_store_s_tills_and_a_repeat_changes_nothing(shop: Shop, database) -> None:
    till, cashier = new_till(shop), hire(shop)
    news = {"cashier": cashier, "sold_out": [{"item": bread(shop), "is_sold_out": True}]}

    first, again, changes = ask(
        database, till, ("POST", "/shelf", news), ("POST", "/shelf", news), ("GET", "/catalog/changes?after=0", None)
    )

    assert (first.status, again.status, again.json) == (200, 200, first.json)
    documents = {change["item"]["id"]: change["item"] for change in changes.json["changes"] if "item" in change}
    assert documents[str(bread(shop))]["is_sold_out"] is True
    with reading(shop.organization):
        assert sold_out_in(bread(shop)) == {shop.store}


def test_favorites_are_laid_out_by_who_may_change_the_shelf(shop: Shop, database) -> None:
    till = new_till(shop)
    may, may_not = hire(shop, {Right.NEW_ARTICLE: 1}), hire(shop, {Right.DISCOUNT: 100_000})
    layout = {"sold_out": [], "favorites": [bread(shop)]}

    refused, taken, catalog = ask(
        database,
        till,
        ("POST", "/shelf", {"cashier": may_not, **layout}),
        ("POST", "/shelf", {"cashier": may, **layout}),
        ("GET", "/catalog", None),
    )

    assert (refused.status, refused.json["code"], taken.status) == (403, "edge.not_allowed", 200)
    assert catalog.json["settings"]["favorites"] == [str(bread(shop))]
    with reading(shop.organization):
        assert favorites_of(shop.store) == (bread(shop),)
    [sold_out] = ask(
        database, till,
        ("POST", "/shelf", {"cashier": may_not, "sold_out": [{"item": bread(shop), "is_sold_out": True}]}),
    )  # fmt: skip
    assert sold_out.status == 200


@pytest.mark.parametrize(
    ("news", "refusal"),
    [
        ({"sold_out": [{"item": UUID(int=4), "is_sold_out": True}]}, (404, "catalog.product_unknown")),
        ({"favorites": [UUID(int=4)]}, (404, "catalog.product_unknown")),
        ({"sold_out": [{"item": "x", "is_sold_out": True}]}, (422, "edge.body_invalid")),
        ({"sold_out": [{"item": UUID(int=4), "is_sold_out": 1}]}, (422, "edge.body_invalid")),
        ({"cashier": UUID(int=4)}, (403, "edge.not_allowed")),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    shop: Shop, database, news: dict[str, object], refusal: tuple[int, str]
) -> None:
    till, cashier = new_till(shop), hire(shop)

    [reply] = ask(database, till, ("POST", "/shelf", {"cashier": cashier} | news))

    assert (reply.status, reply.json["code"]) == refusal
    with reading(shop.organization):
        assert (SoldOut.objects.count(), Favorites.objects.count()) == (0, 0)


def test_a_picture_is_the_organization_s_own(shop: Shop, database) -> None:
    picture = b"RIFF a picture of a tile"
    set_photo(SetPhoto(organization=shop.organization, person=None, item=bread(shop), picture=picture))
    address = f"/photos/{photo_digest(picture)}"

    own = ask(database, new_till(shop), ("GET", address, None), ("GET", "/photos/../x", None))
    [foreign] = ask(database, new_till(open_shop()), ("GET", address, None))
    [anonymous] = ask(database, None, ("GET", address, None))

    assert (own[0].status, own[0].body) == (200, picture)
    assert own[1].status == 404
    assert (foreign.status, anonymous.status) == (404, 401)


def test_tills_know_who_may_buy_what(shop: Shop, database) -> None:
    with reading(shop.organization):
        category = Category.objects.values_list("id", flat=True)[0]
    restrict_category(
        RestrictCategory(organization=shop.organization, person=None, category=category, restriction="beer_wine")
    )
    set_restriction(
        SetRestriction(organization=shop.organization, person=None, code="beer_wine", age=21, store=shop.store)
    )
    set_restriction(SetRestriction(organization=shop.organization, person=None, code="tobacco", age=25, store=None))

    [catalog] = ask(database, new_till(shop), ("GET", "/catalog", None))

    settings = catalog.json["settings"]
    assert settings["restrictions"] == [
        {"code": "beer_wine", "age": 21},
        {"code": "spirits", "age": 18},
        {"code": "tobacco", "age": 25},
        {"code": "adult", "age": 18},
    ]
    assert {row["id"]: row.get("restriction") for row in settings["categories"]}[str(category)] == "beer_wine"


def test_tills_show_no_category_that_ended(shop: Shop, database) -> None:
    empty = new_uuid7()
    add_category(AddCategory(organization=shop.organization, person=None, id=empty, name="Boissons"))
    till = new_till(shop)

    [before] = ask(database, till, ("GET", "/catalog", None))
    end_category(EndCategory(organization=shop.organization, person=None, category=empty))
    [after] = ask(database, till, ("GET", f"/catalog/changes?after={before.json['position']}", None))

    [told] = after.json["changes"]
    assert [sorted(row["name"] for row in said["settings"]["categories"]) for said in (before.json, told)] == [
        ["Boissons", "Épicerie"], ["Épicerie"],
    ]  # fmt: skip
    assert after.json["position"] == before.json["position"] + 1
