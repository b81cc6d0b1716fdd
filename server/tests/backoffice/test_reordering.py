"""What to order again, turned into orders with one tap; and reorder points by hand."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.purchasing.commands import LookForShort, WorkOutPoints
from comptoir.purchasing.operations.reordering import look_for_short, work_out_points
from tests.backoffice.conftest import Day
from tests.backoffice.test_purchasing import field
from tests.databases import TestDatabase
from tests.purchasing.bought import add_supplier, wine
from tests.sales.shop import count, rows
from tests.sales.stockroom import catch_up

SignIn = Callable[[UUID, Role], Client]
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def run_short(owner: Client, day: Day, database: TestDatabase, point: str = "5") -> UUID:
    """Three of wine lie there, two were sold on the 19th, and somebody set the reorder point."""
    supplier = add_supplier(day.shop)
    owner.post(
        f"/products/{wine(day.shop)}/count", {"id": str(new_uuid7()), "store": str(day.shop.store), "quantity": "3"}
    )
    owner.post(
        f"/products/{wine(day.shop)}/reorder-point", {"store": str(day.shop.store), "point": point, "up_to": "12"}
    )
    catch_up(database.app, day.organization)
    command = WorkOutPoints(organization=day.organization, store=day.shop.store, today=NOW.date())
    work_out_points(command)
    look_for_short(LookForShort(organization=day.organization, now=NOW))
    return supplier


def test_what_runs_low_becomes_an_order_with_one_tap_and_only_one(
    owner: Client, day: Day, database: TestDatabase
) -> None:
    supplier = run_short(owner, day, database)
    page = owner.get("/reordering").content.decode()
    key = f"{day.shop.store}_{supplier}"
    name = f"quantity_{key}_{wine(day.shop)}"
    said = {f"order_{key}": field(page, f"order_{key}"), name: field(page, name), "which": "all"}

    wrong = owner.post("/reordering/order", {**said, name: "x"})
    first = owner.post("/reordering/order", said)
    again = owner.post("/reordering/order", said)
    after = owner.get("/reordering").content.decode()

    assert "1 item to order" in page
    assert "Sells 2 a week, 3 left, reorder point 5 by hand, the supplier needs 3 days" in page
    assert said[name] == "9"
    assert (wrong.status_code, "A number, with up to three decimals." in wrong.content.decode()) == (422, True)
    assert first["Location"] == again["Location"] == f"/purchase-orders/{said[f'order_{key}']}"
    [order] = rows("purchasing_order", day.organization)
    [line] = rows("purchasing_order_line", day.organization)
    assert (order["state"], line["quantity_milli"], line["unit_cost"]) == ("draft", 9_000, 420)
    assert "Nothing to order" in after
    assert "Low, and already ordered" in after


def test_the_stock_pages_say_what_is_low(owner: Client, day: Day, database: TestDatabase) -> None:
    run_short(owner, day, database)

    low = owner.get("/stock?only=low").content.decode()
    item = owner.get(f"/products/{wine(day.shop)}/stock").content.decode()

    assert re.findall(r"movements[^>]*>([^<]+)</a>", low) == ["Vin"]
    items, few = owner.get("/products").content.decode(), owner.get("/products?low=1").content.decode()
    assert (items.count(">Low</span>"), few.count(">Low</span>")) == (1, 1)
    assert re.findall(r'row-link"[^>]*>([^<]+)</a>', few) == ["Vin"]
    assert re.findall(r'row-link"[^>]*>([^<]+)</a>', owner.get("/products?low=1&q=pain").content.decode()) == []
    assert "set by hand" in item
    assert '<span class="tag tag-bad">Low</span>' in item


def test_a_reorder_point_is_set_by_who_may_and_left_to_the_sales_again(
    owner: Client, day: Day, sign_in: SignIn
) -> None:
    address = f"/products/{wine(day.shop)}/reorder-point"
    typed = {"store": str(day.shop.store), "point": "5", "up_to": "4"}

    refused = owner.post(address, typed)
    wrong = owner.post(address, {**typed, "point": "viel"})
    forbidden = sign_in(day.organization, Role.ACCOUNTANT).post(address, {**typed, "up_to": ""})

    assert (refused.status_code, wrong.status_code, forbidden.status_code) == (422, 422, 403)
    assert count("purchasing_reorder_rule", day.organization) == 0
    owner.post(address, {**typed, "up_to": ""})
    [rule] = rows("purchasing_reorder_rule", day.organization)
    assert (rule["point_milli"], rule["up_to_milli"]) == (5_000, None)
    owner.post(address, {**typed, "point": "", "up_to": ""})
    assert count("purchasing_reorder_rule", day.organization) == 0


def test_somebody_is_told_by_mail_and_no_more(owner: Client, day: Day) -> None:
    typed = {"id": str(new_uuid7()), "address": "patron@example.fr", "language": "fr"}

    refused = owner.post("/reordering/recipients", {**typed, "address": "patron"})
    owner.post("/reordering/recipients", typed)
    owner.post("/reordering/recipients", typed)
    page = owner.get("/reordering").content.decode()
    owner.post(f"/reordering/recipients/{typed['id']}/remove")

    assert refused.status_code == 422
    assert page.count("patron@example.fr</span>") == 1
    assert count("purchasing_recipient", day.organization) == 0
