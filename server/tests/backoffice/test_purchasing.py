"""From a supplier to goods in stock through the pages, as a shopkeeper and somebody with a phone do it."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.purchasing.bought import add_order, add_supplier, bread, wine
from tests.sales.shop import count, rows
from tests.sales.stockroom import catch_up, on_hand

SignIn = Callable[[UUID, Role], Client]
SUPPLIER = {
    "name": "Cave Haute", "email": "cave@example.fr", "language": "fr", "customer_number": "", "lead_days": "3",
    "order_minimum": "20",
}  # fmt: skip


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_a_supplier_an_order_and_its_goods(owner: Client, day: Day, database: TestDatabase) -> None:
    supplier, order = str(new_uuid7()), str(new_uuid7())
    owner.post("/suppliers/new", {"id": supplier, **SUPPLIER})
    offer = {"item": "vin", "reference": "V-12", "unit_cost": "4,20", "minimum": "6"}
    said = owner.post(f"/suppliers/{supplier}/items", offer)
    begun = owner.post("/purchase-orders/new", {"id": order, "supplier": supplier, "store": str(day.shop.store)})
    draft = owner.get(f"/purchase-orders/{order}").content.decode()
    typed = {f"quantity-{wine(day.shop)}": "12", f"cost-{wine(day.shop)}": "4,20", "do": "save"}
    owner.post(f"/purchase-orders/{order}/lines", typed)
    sent = owner.post(f"/purchase-orders/{order}/send", {"letter": str(new_uuid7()), "way": "by_hand"}, follow=True)

    assert said["Location"] == f"/suppliers/{supplier}"
    assert begun["Location"] == f"/purchase-orders/{order}"
    assert (field(draft, f"cost-{wine(day.shop)}"), field(draft, f"quantity-{wine(day.shop)}")) == ("4.20", "")
    assert "Order 1: €50.40" in sent.content.decode()

    address = f"/purchase-orders/{order}/receive"
    first = owner.get(address).content.decode()
    taking = {"id": field(first, "id"), f"quantity-{wine(day.shop)}": "5", "do": "take", "scan": ""}
    before = on_hand(day.shop).get(wine(day.shop), 0)
    part = owner.post(address, taking, follow=True).content.decode()
    owner.post(address, taking)
    catch_up(database.app, day.organization)

    assert "The rest stays expected." in part
    assert count("purchasing_delivery", day.organization) == 1
    moved = [row["quantity_milli"] for row in rows("stock_movement", day.organization) if row["reason"] == "receipt"]
    assert moved == [5_000]
    assert before == 0


def test_a_scan_adds_one_and_what_was_typed_stays(owner: Client, day: Day) -> None:
    order = add_order(day.shop, add_supplier(day.shop), (wine(day.shop), 12_000))
    address = f"/purchase-orders/{order}/receive"
    document = str(new_uuid7())

    page = owner.post(
        address, {"id": document, "scan": "Vin", "do": "scan", f"quantity-{wine(day.shop)}": "2"}
    ).content.decode()
    other = owner.post(
        address, {"id": document, "scan": "pain", "do": "scan", f"quantity-{wine(day.shop)}": "3"}
    ).content.decode()
    nothing = owner.post(address, {"id": document, "scan": "4006381333931", "do": "scan"}).content.decode()

    assert (field(page, "id"), field(page, f"quantity-{wine(day.shop)}")) == (document, "3")
    assert (field(other, f"quantity-{wine(day.shop)}"), field(other, f"quantity-{bread(day.shop)}")) == ("3", "1")
    assert f'name="extra" value="{bread(day.shop)}"' in other
    assert "not ordered" in other
    assert "Nothing by this name or barcode: 4006381333931" in nothing
    assert count("purchasing_delivery", day.organization) == 0


def test_a_cashier_counts_what_comes_and_sees_no_cost(day: Day, sign_in: SignIn) -> None:
    order = add_order(day.shop, add_supplier(day.shop), (wine(day.shop), 12_000))
    client = sign_in(day.organization, Role.CASHIER)
    address = f"/purchase-orders/{order}/receive"

    listed, page = client.get("/goods-in").content.decode(), client.get(address).content.decode()
    taken = client.post(
        address,
        {"id": field(page, "id"), f"quantity-{wine(day.shop)}": "12", f"cost-{wine(day.shop)}": "1", "do": "take"},
    )

    assert "Cave Haute" in listed
    assert "4.20" not in page
    assert taken["Location"] == "/goods-in"
    assert [row["cost"] for row in rows("stock_movement_cost", day.organization)] == [5_040]
    assert client.get(f"/purchase-orders/{order}").status_code == 403


@pytest.mark.parametrize("quantity", ["viele", "1,2345", "-1"])
def test_what_is_no_quantity_is_said_beside_it_and_nothing_is_taken(owner: Client, day: Day, quantity: str) -> None:
    order = add_order(day.shop, add_supplier(day.shop), (wine(day.shop), 12_000))

    answer = owner.post(
        f"/purchase-orders/{order}/receive",
        {"id": str(new_uuid7()), f"quantity-{wine(day.shop)}": quantity, "do": "take"},
    )

    assert answer.status_code == 422
    assert "A number, with up to three decimals." in answer.content.decode()
    assert count("purchasing_delivery", day.organization) == 0


def test_an_order_below_the_minimum_is_not_sent_and_says_why(owner: Client, day: Day) -> None:
    order = add_order(day.shop, add_supplier(day.shop, order_minimum=10_000), (wine(day.shop), 1_000), is_sent=False)

    answer = owner.post(f"/purchase-orders/{order}/send", {"letter": str(new_uuid7()), "way": "by_hand"})

    assert answer.status_code == 422
    assert "less than the supplier’s smallest order" in answer.content.decode()
    assert [row["state"] for row in rows("purchasing_order", day.organization)] == ["draft"]


def test_the_files_of_an_order(owner: Client, day: Day) -> None:
    order = add_order(day.shop, add_supplier(day.shop), (wine(day.shop), 12_000))

    page, table = owner.get(f"/purchase-orders/{order}.pdf"), owner.get(f"/purchase-orders/{order}.csv")

    assert page.content.startswith(b"%PDF-")
    assert table.content.decode("utf-8-sig").splitlines()[1] == "V-12,,Vin,12,C62,4.20"
