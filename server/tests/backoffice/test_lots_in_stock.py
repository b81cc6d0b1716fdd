"""Goods kept by lot on the pages: how an article is kept, a delivery with its lots, what goes off, a recall."""

import os
import re
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from tests.backoffice.conftest import Day
from tests.backoffice.test_access import SignIn
from tests.databases import TestDatabase
from tests.purchasing.bought import add_order, add_supplier, wine
from tests.sales.shop import count, rows
from tests.sales.stockroom import catch_up
from tests.stock.test_lots import came, kept, lot, lots

CODE = "9506000134352"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_a_delivery_is_scanned_with_its_lots(owner: Client, day: Day, database: TestDatabase) -> None:
    item = wine(day.shop)
    page = owner.get(f"/products/{item}/goods").content.decode()
    assert "How its stock is kept" in page
    assert owner.post(f"/products/{item}/tracking", {"tracking": "weight"}).status_code == 422
    assert owner.post(f"/products/{item}/tracking", {"tracking": "lot"})["Location"] == f"/products/{item}/goods"
    address = f"/purchase-orders/{add_order(day.shop, add_supplier(day.shop), (item, 12_000))}/receive"
    first = owner.get(address).content.decode()
    assert f'name="lot-{item}-0"' in first

    typed = {"id": field(first, "id"), f"quantity-{item}": "6", f"lot-{item}-0": "A", f"day-{item}-0": "2026-12-01"}
    wrong = owner.post(address, typed | {f"part-{item}-0": "x", "do": "take"})
    assert (wrong.status_code, count("stock_movement_lot", day.organization)) == (422, 0)
    assert "Each lot has a number or a last day, and how many." in wrong.content.decode()
    beyond = owner.post(address, typed | {f"part-{item}-0": "7", "do": "take"})
    assert (beyond.status_code, count("stock_movement_lot", day.organization)) == (422, 0)
    owner.post(address, typed | {f"part-{item}-0": "4", "do": "take"})
    catch_up(database.app, day.organization)
    assert lots(day.shop) == {(day.shop.store, "A"): 4_000}

    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as dba:
        dba.execute(
            "INSERT INTO catalog_barcode (organization_id, id, item_id, code) VALUES (%s, %s, %s, %s)",
            [day.organization, new_uuid7(), item, f"0{CODE}"],
        )
    scan = typed | {f"part-{item}-0": "4", "do": "scan", "scan": f"(01)0{CODE}(10)A(17)261201"}
    again = owner.post(address, scan).content.decode()
    other = owner.post(address, scan | {"scan": f"]d2010{CODE}1727010510B"}).content.decode()
    assert (field(again, f"quantity-{item}"), field(again, f"part-{item}-0")) == ("7", "5")
    assert [field(other, f"{name}-{item}-1") for name in ("lot", "day", "part")] == ["B", "2027-01-05", "1"]

    shown = owner.get(f"/products/{item}/stock").content.decode()
    assert (">A</a>" in shown, "1 Dec 2026" in shown) == (True, True)
    assert "take it off the shelf" in owner.get("/lots?code=a").content.decode()


def test_what_goes_off_is_reduced_or_written_off_once(
    owner: Client, day: Day, database: TestDatabase, sign_in: SignIn
) -> None:
    item, today = wine(day.shop), datetime.now(ZoneInfo("Europe/Paris")).date()
    parts = [("A", 4_000, 2), ("B", 6_000, 20), ("", 3_000, -1)]
    came(day.shop, item, 13_000, *(lot(code, milli, today + timedelta(days=days)) for code, milli, days in parts))
    catch_up(database.app, day.organization)

    page = owner.get("/stock/expiry").content.decode()
    month = owner.get("/stock/expiry?days=30").content.decode()
    assert "1 lot is past its last day: take it off the shelf." in page
    # Two bottles were sold before anything came: of what goes off first, which leaves one of it.
    assert (page.count(">Write off<"), month.count(">Write off<")) == (2, 3)
    assert "Lot A" in page
    assert "Lot B" not in page
    lines = owner.get("/stock/expiry.csv?days=30").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["Lot", "", "A", "B"]

    form = {"store": str(day.shop.store), "item": str(item), "code": "A"}
    owner.post("/stock/expiry/reduce", form | {"percent": "30"})
    owner.post("/stock/expiry/reduce", form | {"percent": "30"})
    assert owner.post("/stock/expiry/reduce", form | {"percent": "31"}).status_code == 302
    [rule] = rows("catalog_promotion", day.organization)
    assert rule["document"]["percent_ppm"] == 300_000  # type: ignore[index]
    assert rule["document"]["match"] == {"items": [str(item)]}  # type: ignore[index]
    assert rule["document"]["when"] == {  # type: ignore[index]
        "stores": [str(day.shop.store)], "from": today.isoformat(), "until": (today + timedelta(days=2)).isoformat(),
    }  # fmt: skip

    taken = form | {"id": str(new_uuid7())}
    for _ in range(2):
        owner.post("/stock/expiry/loss", taken)
    catch_up(database.app, day.organization)
    assert owner.post("/stock/expiry/loss", taken | {"id": str(new_uuid7())}).status_code == 302
    lost = [row["quantity_milli"] for row in rows("stock_movement", day.organization) if row["reason"] == "waste"]
    assert lost == [-4_000]
    assert lots(day.shop)[day.shop.store, "A"] == 0
    assert sign_in(day.organization, Role.CASHIER).post("/stock/expiry/loss", taken).status_code == 403


def test_a_recall_names_what_was_presumably_sold_of_it(owner: Client, day: Day, database: TestDatabase) -> None:
    kept(day.shop, wine(day.shop), "lot")
    came(day.shop, wine(day.shop), 6_000, lot("L7", 6_000))
    catch_up(database.app, day.organization)

    page = owner.get("/lots?code=l7").content.decode()

    assert "Presumably of this lot" not in page  # sold before anybody had said a lot: no document of a sale is named
    assert "Still in the stores" in page


def test_serial_numbers_are_typed_one_a_line(owner: Client, day: Day, database: TestDatabase) -> None:
    item: UUID = wine(day.shop)
    kept(day.shop, item, "serial")
    address = "/losses"
    page = owner.get(address).content.decode()
    typed = {
        "id": field(page, "id"), "store": str(day.shop.store), "reason": "damaged", "extra": str(item),
        f"serials-{item}": "S1\nS2\n S1", "do": "take",
    }  # fmt: skip

    owner.post(address, typed | {f"quantity-{item}": "1"})
    assert count("stock_movement_lot", day.organization) == 0
    owner.post(address, typed)

    found = rows("stock_movement_lot", day.organization, "number")
    assert [(row["serial"], row["quantity_milli"]) for row in found] == [("S1", -1_000), ("S2", -1_000)]


def test_a_store_says_what_it_carries(owner: Client, day: Day) -> None:
    item, category, store = wine(day.shop), day.shop.wine.category, str(day.shop.store)

    owner.post("/ranges/set", {"store": store, f"shelf-{category}": "out"})
    owner.post(f"/products/{item}/range", {"range-all": "", f"range-{store}": "in"})
    page = owner.get(f"/ranges?store={store}").content.decode()

    said = {(row["store_id"], row["category_id"], row["item_id"]): row["is_in"] for row in rows(
        "catalog_range_rule", day.organization
    )}  # fmt: skip
    assert said == {(day.shop.store, category, None): False, (day.shop.store, None, item): True}
    assert re.search(r'value="out" selected', page)
    assert ">Vin</a>" in page
    assert owner.post("/ranges/set", {"store": str(new_uuid7()), f"shelf-{category}": "out"}).status_code == 404
    assert len(rows("catalog_range_rule", day.organization)) == 2
