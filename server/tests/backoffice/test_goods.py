"""The pages of an article's picture, ingredients, variants, packs and menu; of modifiers and of restricted goods."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.backoffice.goods_reading import SEPARATOR
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import ModifierGroup, Photo, Restriction
from comptoir.catalog.public import item_of_code, item_view
from comptoir.catalog.restrictions import Closed, OwnRule, Rule
from comptoir.catalog.traits import (
    members_of,
    modifier_groups,
    own_restrictions,
    restricted_categories,
    sold_out_in,
    traits_of,
)
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import Shop, furnish, put_on_sale
from tests.catalog.stores import new_store


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def owner(shop: Shop, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(shop.organization, Role.OWNER)


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def test_a_photograph_is_shown_and_taken_away(owner: Client, shop: Shop) -> None:
    bread = put_on_sale(shop, "Pain")
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "#a8652a").save(stream, "JPEG")

    answer = owner.post(f"/products/{bread}/photo", {"photo": SimpleUploadedFile("pain.jpg", stream.getvalue())})

    assert answer["Location"] == f"/products/{bread}/goods"
    with reading(shop.organization):
        digest = traits_of(bread).photo
    shown = owner.get(f"/photos/{digest}")
    assert (shown.status_code, shown["Content-Type"], shown.content[:4]) == (200, "image/webp", b"RIFF")
    assert digest in owner.get(f"/products/{bread}/goods").content.decode()
    owner.post(f"/products/{bread}/photo", {"remove": "1"})
    with reading(shop.organization):
        assert traits_of(bread).photo == ""


def test_what_is_no_picture_is_refused_beside_it(owner: Client, shop: Shop) -> None:
    bread = put_on_sale(shop, "Pain")

    answer = owner.post(f"/products/{bread}/photo", {"photo": SimpleUploadedFile("pain.jpg", b"no picture")})

    assert answer.status_code == 422
    assert "Choose a picture" in answer.content.decode()
    with reading(shop.organization):
        assert Photo.objects.count() == 0


def test_allergens_and_the_rest_are_stated_at_once(owner: Client, shop: Shop) -> None:
    croissant = put_on_sale(shop, "Croissant")

    owner.post(
        f"/products/{croissant}/describe",
        {
            "allergen_gluten": "in",
            "allergen_nuts": "trace",
            "ingredients": "Farine de blé, beurre",
            "restriction": "none",
        },
    )

    with reading(shop.organization):
        traits = traits_of(croissant)
    assert (traits.allergens, traits.traces, traits.ingredients, traits.restriction) == (
        ("gluten",), ("nuts",), "Farine de blé, beurre", "none",
    )  # fmt: skip


def test_a_store_is_sold_out_by_a_button(owner: Client, shop: Shop) -> None:
    store, bread = new_store(shop.organization), put_on_sale(shop, "Pain")

    owner.post(f"/products/{bread}/sold-out", {"store": str(store), "is_sold_out": "1"})

    with reading(shop.organization):
        assert sold_out_in(bread) == {store}
    assert owner.post(f"/products/{bread}/sold-out", {"store": "x", "is_sold_out": "1"}).status_code == 404


def test_a_matrix_is_typed_ticked_and_priced(owner: Client, shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt", unit_price=2_000)
    options = {
        "option0_name": "Taille", "option0_values": "S, M", "option1_name": "Couleur", "option1_values": "Noir",
    }  # fmt: skip
    owner.post(f"/products/{shirt}/variants", options)
    with reading(shop.organization):
        first, second = sorted(members_of(shirt), key=lambda member: member.choices[0], reverse=True)
    assert [(member.name, member.unit_price) for member in (first, second)] == [
        ("T-shirt, S, Noir", 2_000),
        ("T-shirt, M, Noir", 2_000),
    ]

    owner.post(
        f"/products/{shirt}/variants",
        {
            **options,
            "cell": [SEPARATOR.join(("S", "Noir")), SEPARATOR.join(("M", "Noir"))],
            "item0": str(first.item), "on0": "1", "price0": "22,50", "codes0": "2000000000015",
            "item1": str(second.item), "price1": "20,00", "codes1": "",
        },
    )  # fmt: skip

    with reading(shop.organization):
        [left] = members_of(shirt)
        assert (left.item, left.unit_price, left.barcodes) == (first.item, 2_250, ("02000000000015",))
    page = owner.get(f"/products/{shirt}/goods").content.decode()
    assert 'value="22.50"' in page


def test_a_matrix_with_a_wrong_price_is_refused_whole(owner: Client, shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    before = position(shop)

    answer = owner.post(
        f"/products/{shirt}/variants",
        {"option0_name": "Taille", "option0_values": "S", "cell": "S", "item0": "", "on0": "1", "price0": "dear"},
    )

    assert (answer.status_code, position(shop)) == (422, before)
    assert "Enter a price" in answer.content.decode()


def test_a_six_pack_is_added_once(owner: Client, shop: Shop) -> None:
    beer = put_on_sale(shop, "Blonde")
    form = {
        "id": str(new_uuid7()), "name": "Blonde, pack de 6", "count": "6", "price": "9,90", "codes": "2000000000022",
    }  # fmt: skip

    owner.post(f"/products/{beer}/pack", form)
    owner.post(f"/products/{beer}/pack", form)

    with reading(shop.organization):
        [pack] = members_of(beer)
        found = item_of_code("2000000000022")
    assert (pack.pack_count, pack.unit_price) == (6, 990)
    assert found is not None
    assert str(found.id) == form["id"]
    refused = owner.post(f"/products/{beer}/pack", {**form, "id": str(new_uuid7()), "count": "1", "codes": ""})
    assert refused.status_code == 422


def test_a_pack_holds_another_number_from_now_on(owner: Client, shop: Shop) -> None:
    beer = put_on_sale(shop, "Blonde")
    item = new_uuid7()
    form = {"id": str(item), "name": "Blonde, carton", "count": "6", "price": "9,90", "codes": ""}
    owner.post(f"/products/{beer}/pack", form)
    before = position(shop)

    refused = owner.post(f"/products/{beer}/pack/{item}", {"count": "one"})
    assert (refused.status_code, position(shop)) == (422, before)
    saved = owner.post(f"/products/{beer}/pack/{item}", {"count": "8"})

    assert (saved.status_code, position(shop)) == (302, before + 1)
    with reading(shop.organization):
        assert [pack.pack_count for pack in members_of(beer)] == [8]


def test_a_menu_names_articles_by_name_or_code(owner: Client, shop: Shop) -> None:
    menu, sandwich = put_on_sale(shop, "Menu"), put_on_sale(shop, "Sandwich", barcodes=("2000000000015",))
    water = put_on_sale(shop, "Eau plate")

    owner.post(
        f"/products/{menu}/bundle",
        {
            "place0_name": "Plat", "place0_items": "2000000000015", "place0_count": "1",
            "place1_name": "Boisson", "place1_items": "EAU PLATE\n", "place1_count": "1",
        },
    )  # fmt: skip

    with reading(shop.organization):
        assert [place.items for place in traits_of(menu).bundle] == [(sandwich,), (water,)]
    refused = owner.post(f"/products/{menu}/bundle", {"place0_name": "Plat", "place0_items": "Nothing"})
    assert refused.status_code == 422
    assert "Nothing" in refused.content.decode()


def test_an_open_price_is_a_tick_beside_it(owner: Client, shop: Shop) -> None:
    repair = put_on_sale(shop, "Réparation")

    owner.post(f"/products/{repair}/price", {"price": "15,00", "is_open": "on"})

    with reading(shop.organization):
        view = item_view(repair)
    assert view is not None
    assert (view.unit_price, view.is_open) == (1_500, True)
    assert "checked" in owner.get(f"/products/{repair}").content.decode()


def test_a_question_keeps_its_options_by_name(owner: Client, shop: Shop) -> None:
    group = new_uuid7()
    form = {"name": "Lait", "minimum": "0", "maximum": "1", "options": "Avoine + 0,40\nVache"}
    owner.post(f"/modifiers/{group}", form)
    with reading(shop.organization):
        [before] = modifier_groups()

    owner.post(f"/modifiers/{group}", {**form, "options": "Avoine + 0,50\nSoja + 0,40"})

    with reading(shop.organization):
        [after] = modifier_groups()
    assert [(option.name, option.price) for option in after.options] == [("Avoine", 50), ("Soja", 40)]
    assert after.options[0].id == before.options[0].id
    assert "Avoine + 0.50" in owner.get("/modifiers").content.decode()
    owner.post(f"/modifiers/{group}/end")
    with reading(shop.organization):
        assert modifier_groups() == []


def test_a_question_without_options_is_refused_with_what_was_typed(owner: Client, shop: Shop) -> None:
    answer = owner.post(f"/modifiers/{new_uuid7()}", {"name": "Lait", "minimum": "0", "maximum": "1", "options": ""})

    assert answer.status_code == 422
    assert 'value="Lait"' in answer.content.decode()
    with reading(shop.organization):
        assert ModifierGroup.objects.count() == 0


def test_a_shop_says_more_than_the_law_and_takes_it_back(owner: Client, shop: Shop) -> None:
    store = new_store(shop.organization)
    form = {
        "code": "beer_wine", "store": str(store), "age": "18", "closed_from": "22:00", "closed_until": "06:00",
        "weekday": ["4", "5"],
    }  # fmt: skip

    owner.post("/restrictions/set", form)
    owner.post(f"/restrictions/category/{shop.drinks}", {"restriction": "beer_wine"})

    with reading(shop.organization):
        assert own_restrictions() == [OwnRule(store, Rule("beer_wine", 18, (Closed((4, 5), 1_320, 360),)))]
        assert restricted_categories() == {shop.drinks: "beer_wine"}
    assert "22:00–06:00" in owner.get("/restrictions").content.decode()
    owner.post("/restrictions/set", {"code": "beer_wine", "store": str(store), "forget": "1"})
    with reading(shop.organization):
        assert Restriction.objects.count() == 0


@pytest.mark.parametrize("change", [{"age": "old"}, {"closed_from": "25:00"}, {"code": "knives"}])
def test_a_restriction_that_cannot_be_is_refused(owner: Client, shop: Shop, change: dict[str, str]) -> None:
    form = {"code": "spirits", "store": "", "age": "18", "closed_from": "22:00", "closed_until": "06:00"}

    assert owner.post("/restrictions/set", form | change).status_code == 422
    with reading(shop.organization):
        assert Restriction.objects.count() == 0
