"""Purchasing, stock documents and price lists by program: the same operations as the pages', once by their own ids."""

from typing import Any

import pytest

from comptoir.catalog.commands import SavePriceList
from comptoir.catalog.public import save_price_list
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.purchasing.models import Delivery
from tests.api.conftest import Connect, Program
from tests.catalog.stores import new_store
from tests.databases import TestDatabase
from tests.sales.shop import Shop, open_shop
from tests.sales.stockroom import catch_up


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def new_supplier(program: Program) -> dict[str, Any]:
    made = program.post("/suppliers", {"name": "Cave Haute", "lead_days": 3, "email": "cave@example.fr"})
    assert made.status_code == 201, made.content
    supplier: dict[str, Any] = made.json()
    return supplier


def moved(program: Program, shop: Shop, store: object = None) -> list[int]:
    """What came and went of the wine in a store beside counts, in thousandths; what lies there the worker sums up."""
    rows = program.get("/stock/movements?limit=200").json()["movements"]
    place = str(store or shop.store)
    return sorted(
        row["quantity_milli"]
        for row in rows
        if row["article"] == str(shop.wine.item) and row["store"] == place and row["reason"] != "count"
    )


def test_goods_are_ordered_received_in_parts_and_sent_back(program: Program, shop: Shop) -> None:
    supplier, wine = new_supplier(program), str(shop.wine.item)
    address = f"/suppliers/{supplier['id']}"
    offered = program.put(f"{address}/offers/{wine}", {"unit_cost": 420, "reference": "V-12"})
    assert offered.json()["offers"] == [
        {"supplier": supplier["id"], "article": wine, "reference": "V-12", "unit_cost": 420, "minimum_milli": 0}
    ]
    wish = {
        "supplier": supplier["id"], "store": str(shop.store), "lines": [{"article": wine, "quantity_milli": 12_000}],
    }  # fmt: skip
    order = program.post("/purchase-orders", wish).json()
    assert (order["state"], order["cost"], order["lines"][0]["unit_cost"]) == ("draft", 5_040, 420)
    path = f"/purchase-orders/{order['id']}"
    early = program.post(f"{path}/deliveries", {"lines": [{"article": wine, "quantity_milli": 1_000}]})
    assert (early.status_code, early.json()["code"]) == (409, "purchasing.order_not_sent")
    assert program.post(f"{path}/send").json()["state"] == "sent"

    delivery = {"id": str(new_uuid7()), "lines": [{"article": wine, "quantity_milli": 5_000}]}
    first = program.post(f"{path}/deliveries", delivery)
    again = program.post(f"{path}/deliveries", delivery)
    rest = program.post(f"{path}/deliveries", {"lines": [{"article": wine, "quantity_milli": 7_000}]})
    back = program.post(f"{path}/returns", {"lines": [{"article": wine, "quantity_milli": 2_000}]})

    assert [one.status_code for one in (first, again, rest, back)] == [201] * 4
    assert (first.json()["state"], rest.json()["state"]) == ("sent", "closed")
    assert [(one["is_return"], one["lines"][0]["quantity_milli"]) for one in back.json()["deliveries"]] == [
        (False, 5_000), (False, 7_000), (True, 2_000),
    ]  # fmt: skip
    assert moved(program, shop) == [-2_000, 5_000, 7_000]
    with reading(shop.organization):
        assert Delivery.objects.count() == 3
        assert AuditEvent.objects.filter(action="purchasing.goods_received", person=program.person).count() == 2


def test_orders_are_walked_by_their_numbers(program: Program, shop: Shop) -> None:
    supplier = new_supplier(program)
    for _ in range(5):
        program.post("/purchase-orders", {"supplier": supplier["id"], "store": str(shop.store)})

    walked: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(f"/purchase-orders?limit=2&after={cursor}").json()
        walked += [row["number"] for row in page["purchase_orders"]]
        cursor = page["next"]

    assert walked == [5, 4, 3, 2, 1]
    assert program.get("/purchase-orders?after=nonsense").json()["code"] == "api.cursor_invalid"


def test_a_supplier_that_somebody_changed_is_not_overwritten(program: Program) -> None:
    supplier = new_supplier(program)
    address = f"/suppliers/{supplier['id']}"
    read = program.get(address)

    changed = program.put(address, {"name": "Cave Basse"}, If_Match=read["ETag"])
    late = program.put(address, {"name": "Cave Neuve"}, If_Match=read["ETag"])

    assert (changed.json()["name"], changed.json()["lead_days"]) == ("Cave Basse", 0)
    assert (late.status_code, program.put(address, {"name": "X"}).status_code) == (412, 428)
    assert program.post(f"{address}/end", {"is_ended": True}).json()["is_ended"] is True
    assert [row["name"] for row in program.get("/suppliers").json()["suppliers"]] == ["Cave Basse"]


def test_goods_are_counted_lost_and_carried_to_another_store(program: Program, shop: Shop) -> None:
    wine, other = str(shop.wine.item), str(new_store(shop.organization))
    counted = {"store": str(shop.store), "article": wine, "quantity_milli": 20_000}
    assert program.post("/stock/counts", counted).status_code == 201
    loss = {
        "id": str(new_uuid7()), "store": str(shop.store), "reason": "damaged",
        "lines": [{"article": wine, "quantity_milli": 3_000}],
    }  # fmt: skip
    assert [program.post("/stock/losses", loss).status_code for _ in range(2)] == [201, 201]
    assert moved(program, shop) == [-3_000]
    sent = program.post(
        "/transfers",
        {"origin": str(shop.store), "destination": other, "lines": [{"article": wine, "quantity_milli": 7_000}]},
    ).json()
    assert (moved(program, shop), sent["received_at"]) == ([-7_000, -3_000], None)

    came = program.post(f"/transfers/{sent['id']}/receive", {"lines": [{"article": wine, "quantity_milli": 6_000}]})

    assert came.json()["lines"] == [{"article": wine, "sent_milli": 7_000, "received_milli": 6_000}]
    assert moved(program, shop, other) == [6_000]
    assert [row["id"] for row in program.get("/transfers").json()["transfers"]] == [sent["id"]]


def test_an_article_has_its_own_price_in_a_list(program: Program, shop: Shop) -> None:
    listed, wine = new_uuid7(), str(shop.wine.item)
    save_price_list(SavePriceList(organization=shop.organization, person=None, id=listed, document={"name": "Le soir"}))
    address = f"/price-lists/{listed}/prices"

    priced = program.put(f"{address}/{wine}", {"unit_price": 777})

    assert priced.json()["prices"] == [{"article": wine, "name": shop.wine.name, "unit_price": 777}]
    assert [row["name"] for row in program.get("/price-lists").json()["price_lists"]] == ["Le soir"]
    assert program.put(f"{address}/{wine}", {"unit_price": None}).json()["prices"] == []


def test_nothing_of_it_is_another_organizations_or_without_the_right(
    program: Program, shop: Shop, connect: Connect
) -> None:
    supplier = new_supplier(program)
    order = program.post("/purchase-orders", {"supplier": supplier["id"], "store": str(shop.store)}).json()
    stranger = connect(open_shop().organization)
    narrow = connect(shop.organization, Permission.SEE_PRODUCTS)

    for path in (f"/suppliers/{supplier['id']}", f"/purchase-orders/{order['id']}"):
        assert (stranger.get(path).status_code, narrow.get(path).status_code) == (404, 403)
    assert stranger.get("/suppliers").json() == {"suppliers": []}
    assert stranger.get("/purchase-orders").json()["purchase_orders"] == []
    wish = {"supplier": supplier["id"], "store": str(shop.store)}
    assert stranger.post("/purchase-orders", wish).status_code == 404
    assert stranger.post(f"/purchase-orders/{order['id']}/close").status_code == 404
    assert stranger.post(f"/suppliers/{supplier['id']}/end", {"is_ended": True}).status_code == 404
    loss = {
        "store": str(shop.store),
        "reason": "loss",
        "lines": [{"article": str(shop.wine.item), "quantity_milli": 1}],
    }
    assert stranger.post("/stock/losses", loss).status_code in (404, 422)
    assert program.get(f"/purchase-orders/{order['id']}").json()["state"] == "draft"


def test_lots_come_go_and_are_listed_by_program(program: Program, shop: Shop, database: TestDatabase) -> None:
    supplier, wine = new_supplier(program), str(shop.wine.item)
    assert program.put(f"/articles/{wine}/tracking", {"tracking": "lot"}).json() == {"tracking": "lot"}
    assert program.put(f"/articles/{wine}/tracking", {"tracking": "weight"}).status_code == 422
    wish = {
        "supplier": supplier["id"], "store": str(shop.store), "lines": [{"article": wine, "quantity_milli": 9_000}],
    }  # fmt: skip
    path = f"/purchase-orders/{program.post('/purchase-orders', wish).json()['id']}"
    program.post(f"{path}/send")
    parts = [
        {"lot": "A", "expires": "2026-12-01", "quantity_milli": 4_000}, {"serial": "7", "lot": "B", "quantity_milli": 1}
    ]  # fmt: skip
    came = {"lines": [{"article": wine, "quantity_milli": 9_000, "lots": parts}]}
    assert program.post(f"{path}/deliveries", came).status_code == 201
    lost = {"store": str(shop.store), "reason": "waste", "lines": [
        {"article": wine, "quantity_milli": 1_000, "lots": [{"lot": "A", "quantity_milli": 1_000}]}
    ]}  # fmt: skip
    assert program.post("/stock/losses", lost).status_code == 201
    lost["lines"][0]["lots"] = [{"quantity_milli": 1_000}]  # type: ignore[index]
    refused = program.post("/stock/losses", lost)
    assert (refused.status_code, refused.json()["code"]) == (422, "stock.lots_invalid")
    catch_up(database.app, shop.organization)

    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = program.get(f"/stock/lots?limit=1&article={wine}&after={after}").json()
        found += page["lots"]
        after = page["next"]

    assert [(one["lot"], one["serial"], one["expires"], one["on_hand_milli"]) for one in found] == [
        ("A", "", "2026-12-01", 3_000), ("B", "", None, 1),
    ]  # fmt: skip
