"""Menus: places with choices and surcharges, and what the ledger remembers of them at each place of the feed."""

from dataclasses import replace
from uuid import UUID

import pytest

from comptoir.catalog.commands import ArrangeBundle, BundlePlace, DescribeItem, RestrictCategory, SavePromotion
from comptoir.catalog.errors import BundleInvalid
from comptoir.catalog.models import GoodsVersion, ItemTraits
from comptoir.catalog.operations import add_product, arrange_bundle, describe_item, restrict_category, save_promotion
from comptoir.catalog.public import promotions
from comptoir.catalog.traits import traits_of
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.documents import read_document
from tests.catalog.shelves import Shop, furnish, product, put_on_sale

STORE = UUID(int=1)


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def test_a_menu_names_what_may_be_chosen(shop: Shop) -> None:
    menu, sandwich, water = (put_on_sale(shop, name) for name in ("Menu", "Sandwich", "Eau"))
    places = (BundlePlace(name="Plat", items=(sandwich,)), BundlePlace(name="Boisson", items=(water,), count=2))
    command = ArrangeBundle(organization=shop.organization, person=None, item=menu, places=places)

    first, again = arrange_bundle(command), arrange_bundle(command)

    assert (first.created, again.created) == (True, False)
    assert read_document(shop.organization, STORE, menu)["bundle"] == [
        {"name": "Plat", "count": 1, "items": [str(sandwich)]},
        {"name": "Boisson", "count": 2, "items": [str(water)]},
    ]
    with reading(shop.organization):
        assert traits_of(menu).bundle[1].count == 2
    arrange_bundle(replace(command, places=()))
    assert "bundle" not in read_document(shop.organization, STORE, menu)


def test_a_menu_of_nothing_or_of_itself_is_refused(shop: Shop) -> None:
    menu, water = put_on_sale(shop, "Menu"), put_on_sale(shop, "Eau")
    good = BundlePlace(name="Boisson", items=(water,))
    command = ArrangeBundle(organization=shop.organization, person=None, item=menu, places=(good,))

    for place in (
        replace(good, name=" "),
        replace(good, items=()),
        replace(good, items=(water, water)),
        replace(good, items=(new_uuid7(),)),
        replace(good, items=(menu,)),
        replace(good, count=0),
    ):
        with pytest.raises(BundleInvalid):
            arrange_bundle(replace(command, places=(place,)))

    with reading(shop.organization):
        assert ItemTraits.objects.count() == 0


def offers(shop: Shop) -> list[dict[str, object]]:
    """The promotions that stand, as the engines read them."""
    with reading(shop.organization):
        return [dict(found.document) for found in promotions() if not found.is_ended]


def test_arranging_a_menu_ends_the_promotion_that_once_made_its_price(shop: Shop) -> None:
    menu, sandwich = put_on_sale(shop, "Menu", unit_price=790), put_on_sale(shop, "Sandwich", unit_price=560)
    parts = [{"match": {"items": [str(sandwich)]}, "count": 1}]
    document = {"name": "Menu", "kind": "set", "stacking": "exclusive", "parts": parts, "price": 790}
    save_promotion(SavePromotion(organization=shop.organization, person=None, id=menu, document=document))
    place = BundlePlace(name="Plat", items=(sandwich,))

    arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=menu, places=(place,)))

    assert offers(shop) == []


def test_a_dearer_choice_has_its_surcharge(shop: Shop) -> None:
    menu, soup, steak = (put_on_sale(shop, name) for name in ("Menu", "Soupe", "Entrecôte"))
    place = BundlePlace(name="Plat", items=(soup, steak), surcharges={steak: 300, soup: 0})
    command = ArrangeBundle(organization=shop.organization, person=None, item=menu, places=(place,))

    first, again = arrange_bundle(command), arrange_bundle(command)
    for wrong in ({steak: -1}, {menu: 100}):
        with pytest.raises(BundleInvalid):
            arrange_bundle(replace(command, places=(replace(place, surcharges=wrong),)))

    assert (first.created, again.created) == (True, False)
    assert read_document(shop.organization, STORE, menu)["bundle"] == [
        {"name": "Plat", "count": 1, "items": [str(soup), str(steak)], "surcharges": {str(steak): 300}}
    ]
    with reading(shop.organization):
        assert traits_of(menu).bundle[0].surcharges == {steak: 300}


def test_what_is_weighed_is_no_choice_of_a_menu(shop: Shop) -> None:
    menu, salad = put_on_sale(shop, "Menu"), replace(product(shop, "Salade"), unit="KGM")
    add_product(salad)
    place = BundlePlace(name="Plat", items=(salad.item,))

    with pytest.raises(BundleInvalid):
        arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=menu, places=(place,)))

    with reading(shop.organization):
        assert GoodsVersion.objects.count() == 0


def test_what_the_ledger_judges_by_is_kept_at_its_place_in_the_feed(shop: Shop) -> None:
    menu, soup = put_on_sale(shop, "Menu"), put_on_sale(shop, "Soupe")
    place = BundlePlace(name="Plat", items=(soup,))
    arranged = arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=menu, places=(place,)))
    wine = put_on_sale(shop, "Vin")
    described = describe_item(
        DescribeItem(organization=shop.organization, person=None, item=wine, restriction="beer_wine")
    )
    describe_item(
        DescribeItem(
            organization=shop.organization, person=None, item=wine, ingredients="Raisin", restriction="beer_wine"
        )
    )
    shelf = restrict_category(
        RestrictCategory(organization=shop.organization, person=None, category=shop.drinks, restriction="spirits")
    )
    freed = restrict_category(
        RestrictCategory(organization=shop.organization, person=None, category=shop.drinks, restriction="")
    )

    with reading(shop.organization):
        found = [(row.subject, row.position, row.document) for row in GoodsVersion.objects.order_by("position")]

    nothing: dict[str, object] = {"bundle": [], "modifiers": [], "restriction": ""}
    assert found == [
        (menu, arranged.position, {**nothing, "bundle": [{"name": "Plat", "count": 1, "items": [str(soup)]}]}),
        (wine, described.position, {**nothing, "restriction": "beer_wine"}),
        (shop.drinks, shelf.position, {"shelf": "spirits"}),
        (shop.drinks, freed.position, {"shelf": ""}),
    ]
