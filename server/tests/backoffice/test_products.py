"""Products by hand and by file; a price change is in the feed before the page answers."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.backoffice.amounts import parse_amount
from comptoir.catalog.models import FeedRow, Price
from comptoir.catalog.public import item_view, search_items
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore
from comptoir.platform.operations import add_legal_entity, add_store
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import Shop, furnish, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def client(shop: Shop, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(shop.organization, Role.MANAGER)


def filled(shop: Shop, **changes: str) -> dict[str, str]:
    return {
        "id": str(new_uuid7()),
        "item": str(new_uuid7()),
        "name": "Miel",
        "category": str(shop.bread),
        "tax_class": str(shop.reduced),
        "unit": "C62",
        "price": "6,90",
        "barcodes": "3760123456784\nMIEL-1",
        **changes,
    }


def positions(shop: Shop) -> int:
    with reading(shop.organization):
        return FeedRow.objects.count()


def test_a_product_is_put_on_sale_and_a_second_tap_adds_nothing(client: Client, shop: Shop) -> None:
    form = filled(shop)

    first = client.post("/products/new", form)
    second = client.post("/products/new", form)

    assert first["Location"] == second["Location"] == f"/products/{form['item']}"
    assert "Miel is on sale." in client.get(first["Location"]).content.decode()
    with reading(shop.organization):
        view = item_view(UUID(form["item"]))
        assert view is not None
        assert (view.name, view.unit_price, view.barcodes) == ("Miel", 690, ("03760123456784", "MIEL-1"))
        assert len(search_items().items) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"price": "abc"}, "Enter a price such as 1.15."),
        ({"price": "1.155"}, "Enter a price such as 1.15."),
        ({"barcodes": "3760123456788"}, "The check digit of this barcode is wrong"),
        ({"barcodes": "4006381333931"}, "Another item has the barcode 04006381333931."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_written(
    client: Client, shop: Shop, changes: dict[str, str], sentence: str
) -> None:
    put_on_sale(shop, "Stylo", barcodes=("4006381333931",))
    before = positions(shop)

    answer = client.post("/products/new", filled(shop, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert positions(shop) == before


def test_a_new_price_is_in_the_feed_when_the_page_answers(client: Client, shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115)
    before = positions(shop)

    answer = client.post(f"/products/{item}/price", {"price": "1.20"})

    assert answer["Location"] == f"/products/{item}"
    assert positions(shop) == before + 1
    with reading(shop.organization):
        newest = Price.objects.order_by("-position")[0]
        assert (newest.unit_price, newest.position) == (120, before + 1)
        assert newest.person is not None
    assert "€1.20" in client.get(f"/products/{item}").content.decode()


def test_a_wrong_price_changes_nothing(client: Client, shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115)
    before = positions(shop)

    answer = client.post(f"/products/{item}/price", {"price": "-1"})

    assert answer.status_code == 422
    assert positions(shop) == before


def test_an_edit_and_an_archive_and_back(client: Client, shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", barcodes=("3760123456784",))
    form = filled(shop, name="Pain long", barcodes="PAIN-1", category=str(shop.drinks))

    assert client.post(f"/products/{item}/edit", form).status_code == 302
    assert client.post(f"/products/{item}/archive").status_code == 302

    with reading(shop.organization):
        assert search_items().items == []
        [view] = search_items(is_archived=True).items
        assert (view.name, view.category_name, view.barcodes) == ("Pain long", "Boissons", ("PAIN-1",))
    assert client.post(f"/products/{item}/edit", form).status_code == 422
    client.post(f"/products/{item}/archive", {"restore": "1"})
    with reading(shop.organization):
        assert len(search_items().items) == 1


def test_the_list_answers_a_search_with_rows_alone(client: Client, shop: Shop) -> None:
    put_on_sale(shop, "Café crème")
    put_on_sale(shop, "Thé vert")

    page = client.get("/products", {"q": "CREME"}).content.decode()
    rows = client.get("/products", {"q": "creme"}, headers={"HX-Target": "product-rows"}).content.decode()

    for text in (page, rows):
        assert "Café crème" in text
        assert "Thé vert" not in text
    assert "<html" in page
    assert "<html" not in rows


def test_a_barcode_is_judged_while_it_is_typed(client: Client, shop: Shop) -> None:
    item = put_on_sale(shop, "Stylo", barcodes=("4006381333931",))

    def said(code: str, **query: str) -> str:
        return client.get("/products/barcode", {"barcodes": code, **query}).content.decode()

    assert "3760123456784 would be right" in said("3760123456788")
    assert "4006381333931 already names Stylo" in said("4006381333931")
    assert "is free and right" in said("4006381333931", **{"for": str(item)})
    assert "is free and right" in said("3760123456784")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1,15", "EUR", 115),
        ("1.15", "EUR", 115),
        ("1 234,5 €", "EUR", 123_450),
        ("7", "EUR", 700),
        ("0.5", "EUR", 50),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1_234),
        ("1.150", "EUR", 115),
        ("1.155", "EUR", None),
        ("-1", "EUR", None),
        ("", "EUR", None),
        ("1,2,3", "EUR", None),
        ("12 CHF", "CHF", 1_200),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, currency: str, amount: int | None) -> None:
    assert parse_amount(text, currency) == amount


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (("gross", "gross"), "With tax, as customers see it."),
        (("net", "net"), "Without tax: it is added at the till."),
        (("gross", "net"), "With tax in stores whose prices include it, without tax in the others."),
    ],
)
def test_the_price_s_help_says_whether_the_stores_prices_include_tax(
    client: Client, shop: Shop, modes: tuple[str, str], said: str
) -> None:
    entity = new_uuid7()
    add_legal_entity(
        AddLegalEntity(organization=shop.organization, id=entity, name="Essai", registration="", tax_number="")
    )
    for mode in modes:
        add_store(
            AddStore(
                organization=shop.organization, id=new_uuid7(), legal_entity=entity, name=f"{mode} store", address="",
                phone="", timezone="Europe/Paris", price_mode=mode,
            )
        )  # fmt: skip
    item = put_on_sale(shop, "Miel")

    assert said in client.get("/products/new").content.decode()
    assert said in client.get(f"/products/{item}").content.decode()


def test_an_items_page_says_who_changed_what(client: Client, shop: Shop) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=690), put_on_sale(shop, "Cire")
    client.post(f"/products/{honey}/price", {"price": "7,20"})
    client.post(f"/products/{honey}/content", {"net": "500", "net_unit": "GRM", "origin": "Jura"})
    client.post(f"/products/{honey}/content", {"net": "450", "net_unit": "GRM", "origin": "Jura"})
    client.post("/products/codes", {})

    page = client.get(f"/products/{honey}").content.decode().split('id="history"')[1]

    text = " ".join(re.sub(r"<[^>]+>", " ", page.replace("\N{NO-BREAK SPACE}", " ")).split())
    assert "Barcode made · Miel Ada" in text
    assert "Net content before 500 → since then 450" in text
    assert "Price before €6.90 → since then €7.20" in text
    assert ("Cire" in text, str(wax) in page) == (False, False)
