"""The table of articles and prices by percent, as people use them on pages."""

import html
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.public import change_price, item_view
from comptoir.identity.public import Role
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def client(shop: Shop, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(shop.organization, Role.MANAGER)


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back of the table, untouched."""
    form = page.split("data-grid")[1]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(html.unescape(value[1]))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'value="([^"]*)" selected', options)
        assert chosen is not None
        found[name] = [chosen[1]]
    return found


def price_of(shop: Shop, item: UUID) -> int | None:
    with reading(shop.organization):
        view = item_view(item)
    assert view is not None
    return view.unit_price


def test_the_table_is_changed_in_place_and_bad_rows_stay(client: Client, shop: Shop) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=690), put_on_sale(shop, "Cire", unit_price=420)
    fields = fields_of(client.get("/products/grid").content.decode())
    untouched = client.post("/products/grid?q=i", fields)
    fields[f"price_{honey}"], fields[f"category_{honey}"] = ["7,20"], ["boissons"]
    fields[f"price_{wax}"] = ["cheap"]

    answer = client.post("/products/grid", fields)

    page = answer.content.decode()
    assert untouched["Location"] == "/products/grid?q=i"
    assert answer.status_code == 422
    assert [said in page for said in ("1 row was not saved", "Enter a price such as 1.15.", 'value="cheap"')] == [
        True, True, True,
    ]  # fmt: skip
    assert ("Miel" in page, price_of(shop, honey), price_of(shop, wax)) == (False, 720, 420)
    with reading(shop.organization):
        view = item_view(honey)
        assert view is not None
        assert view.category == shop.drinks
    again = fields_of(page)
    again[f"price_{wax}"] = ["4,50"]
    assert client.post("/products/grid", again, follow=True).status_code == 200
    assert price_of(shop, wax) == 450


def test_a_row_that_somebody_else_changed_is_shown_with_what_stands(client: Client, shop: Shop) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=690)
    fields = fields_of(client.get("/products/grid").content.decode())
    change_price(ChangePrice(organization=shop.organization, person=None, item=honey, unit_price=650, day=DAY))
    fields[f"price_{honey}"] = ["7,20"]

    page = client.post("/products/grid", fields).content.decode()

    assert "Somebody else changed this meanwhile." in page
    assert "Now: Miel, Pain, 6.50." in page
    assert price_of(shop, honey) == 650


@pytest.mark.parametrize("change", [{"row": ["x"]}, {"was_": ["{}"]}, {"tax_class_": ["x"]}])
def test_a_form_that_is_none_of_ours_writes_nothing(client: Client, shop: Shop, change: dict[str, list[str]]) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=690)
    fields = fields_of(client.get("/products/grid").content.decode()) | {f"price_{honey}": ["7,20"]}

    for name, value in change.items():
        fields[f"{name}{honey}" if name.endswith("_") else name] = value

    assert client.post("/products/grid", fields).status_code == 404
    assert price_of(shop, honey) == 690


def test_prices_by_percent_with_a_preview_and_the_way_back(client: Client, shop: Shop) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=690), put_on_sale(shop, "Cire", unit_price=420)
    asked = {"q": "miel", "category": "", "change": "5", "ending": "x9"}

    preview = client.get("/products/prices", asked).content.decode()
    position = re.search(r'name="position" value="(\d+)"', preview)
    assert position is not None
    done = client.post("/products/prices", asked | {"position": position[1]}).content.decode()

    assert ("1 price would change" in preview, "€7.29" in preview, "Cire" in preview) == (True, True, False)
    assert "1 price changed" in done
    assert (price_of(shop, honey), price_of(shop, wax)) == (729, 420)
    ranges = re.findall(r'name="range" value="([\d-]+)"', done)
    back = client.post("/products/prices/back", {"range": ranges}).content.decode()
    assert "1 price is as before" in back
    assert price_of(shop, honey) == 690


def test_a_change_by_nothing_is_asked_for_again(client: Client, shop: Shop) -> None:
    put_on_sale(shop, "Miel", unit_price=690)

    for change in ("", "0", "much"):
        page = client.get("/products/prices", {"q": "", "category": "", "change": change, "ending": "x9"})
        assert page.status_code == 422
        assert "Enter a change such as −10 or 5." in page.content.decode()
    assert client.post("/products/prices/back", {"range": ["a-b"]}).status_code == 404


def test_the_table_asks_few_questions_however_many_rows(client: Client, shop: Shop) -> None:
    counts = []
    for batch in range(2):
        for number in range(6):
            put_on_sale(shop, f"Article {batch} {number}")
        with CaptureQueriesContext(connection) as asked:
            client.get("/products/grid")
        counts.append(len([one for one in asked if one["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]))

    assert counts[0] == counts[1] <= 24
