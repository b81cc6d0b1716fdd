"""The page of an article's stock: on hand, kept aside for whom, free; and what is missing on the first page."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.test import Client

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import keep, order
from tests.backoffice.conftest import Day
from tests.backoffice.test_credit import add
from tests.databases import TestDatabase
from tests.sales.shop import count
from tests.sales.stockroom import catch_up, on_hand

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def counting(day: Day, quantity: str, **changes: str) -> dict[str, str]:
    return {"id": str(new_uuid7()), "store": str(day.shop.store), "quantity": quantity, **changes}


def test_what_is_kept_aside_is_shown_by_customer_and_is_not_free(
    owner: Client, day: Day, send: Send, database: TestDatabase
) -> None:
    item, customer = UUID(str(day.shop.wine.item)), add(owner)
    before = on_hand(day.shop).get(item, 0)
    kept = order(day.till, [replace(day.shop.wine, quantity_milli=2_000)], purpose="layaway", customer=customer)
    send(day.till, [kept])
    catch_up(database.app, day.shop.organization)
    uncounted = owner.get(f"/products/{item}/stock").content.decode()

    answer = owner.post(f"/products/{item}/count", counting(day, "6"))
    catch_up(database.app, day.shop.organization)
    page = owner.get(f"/products/{item}/stock").content.decode()

    assert "never counted" in uncounted
    assert answer["Location"] == f"/products/{item}/stock"
    assert (before, on_hand(day.shop)[item]) == (before, 6_000)
    assert re.findall(r'<td class="figure[^"]*">([^<]+)</td>', page)[:3] == ["6", "2", "4"]
    assert f'<a class="linked" href="/customers/{customer}">Mme Petit</a>' in page
    assert f"A1-1-{kept.sequence}" in page
    assert "missing" not in owner.get("/today").content.decode()

    send(day.till, [keep(day.till, kept)])
    catch_up(database.app, day.shop.organization)
    after = owner.get(f"/products/{item}/stock").content.decode()

    assert "Mme Petit" not in after
    assert on_hand(day.shop)[item] == 4_000


def test_more_promised_than_there_is_stands_on_the_first_page(
    owner: Client, day: Day, send: Send, database: TestDatabase
) -> None:
    item = UUID(str(day.shop.wine.item))
    owner.post(f"/products/{item}/count", counting(day, "2"))
    send(day.till, [order(day.till, [replace(day.shop.wine, quantity_milli=3_000)], purpose="layaway")])
    catch_up(database.app, day.shop.organization)

    page = owner.get("/today").content.decode()

    assert "More is kept aside for customers than lies there" in page
    assert f'href="/products/{item}/stock"' in page
    assert "1 missing" in page


def test_a_count_that_is_none_is_refused_in_place(owner: Client, day: Day) -> None:
    item = UUID(str(day.shop.wine.item))
    before = count("stock_movement", day.shop.organization)

    for quantity in ("", "viele", "1,2345", "-1"):
        answer = owner.post(f"/products/{item}/count", counting(day, quantity))
        assert answer.status_code == 422
    elsewhere = owner.post(f"/products/{item}/count", counting(day, "1", store=str(new_uuid7())))

    assert elsewhere.status_code == 422
    assert count("stock_movement", day.shop.organization) == before
    assert owner.get(f"/products/{new_uuid7()}/stock").status_code == 404
