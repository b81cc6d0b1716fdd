"""Shelves that end, and come back with what is put on them."""

from dataclasses import replace
from uuid import UUID

import pytest

from comptoir.catalog.commands import (
    AddCategory,
    ArchiveProduct,
    EndCategory,
    EndPromotion,
    ImportLine,
    ImportProducts,
    SavePromotion,
)
from comptoir.catalog.errors import CategoryInUse, CategoryUnknown, NameMissing
from comptoir.catalog.models import Category, FeedRow
from comptoir.catalog.operations import (
    add_category,
    add_product,
    archive_product,
    end_category,
    end_promotion,
    import_products,
    save_promotion,
)
from comptoir.catalog.public import categories, search_items
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, product, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def ending(shop: Shop, category: UUID) -> EndCategory:
    return EndCategory(organization=shop.organization, person=None, category=category)


def standing(shop: Shop) -> list[str]:
    with reading(shop.organization):
        return [category.name for category in categories()]


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return FeedRow.objects.count()


def test_an_empty_shelf_ends_and_tills_are_told(shop: Shop) -> None:
    before = position(shop)

    first, again = end_category(ending(shop, shop.drinks)), end_category(ending(shop, shop.drinks))

    assert (first.position, first.created, again.created, position(shop)) == (before + 1, True, False, before + 1)
    assert standing(shop) == ["Pain"]
    with reading(shop.organization):
        assert FeedRow.objects.get(position=first.position).kind == FeedRow.Kind.SETTINGS
        assert [category.name for category in categories(with_ended=True)] == ["Boissons", "Pain"]


def test_a_shelf_in_use_stays(shop: Shop) -> None:
    put_on_sale(shop, "Baguette")
    below = AddCategory(organization=shop.organization, person=None, id=new_uuid7(), name="Sirops", parent=shop.drinks)
    add_category(below)
    before = position(shop)

    for category in (shop.bread, shop.drinks):
        with pytest.raises(CategoryInUse):
            end_category(ending(shop, category))
    with pytest.raises(CategoryUnknown):
        end_category(ending(shop, new_uuid7()))

    assert (standing(shop), position(shop)) == (["Boissons", "Sirops", "Pain"], before)


def test_a_shelf_that_a_promotion_names_stays_until_it_ends(shop: Shop) -> None:
    document = {
        "name": "Dix", "kind": "each", "percent_ppm": 100_000, "match": {"categories": [str(shop.drinks)]},
    }  # fmt: skip
    promotion = SavePromotion(organization=shop.organization, person=None, id=new_uuid7(), document=document)
    save_promotion(promotion)

    with pytest.raises(CategoryInUse):
        end_category(ending(shop, shop.drinks))
    end_promotion(EndPromotion(organization=shop.organization, person=None, id=promotion.id))

    assert end_category(ending(shop, shop.drinks)).created is True


def test_what_is_put_on_an_ended_shelf_brings_it_back_with_those_above(shop: Shop) -> None:
    below = new_uuid7()
    add_category(AddCategory(organization=shop.organization, person=None, id=below, name="Sirops", parent=shop.drinks))
    end_category(ending(shop, below))
    end_category(ending(shop, shop.drinks))
    command = replace(product(shop, "Grenadine"), category=below)
    before = position(shop)

    with pytest.raises(NameMissing):
        add_product(replace(command, name=" "))
    assert (standing(shop), position(shop)) == (["Pain"], before)
    add_product(command)

    assert standing(shop) == ["Boissons", "Sirops", "Pain"]


def test_a_file_that_names_an_ended_shelf_makes_a_new_one(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", barcodes=("3760123456784",))
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=item))
    end_category(ending(shop, shop.bread))
    line = ImportLine(
        number=2, name="Baguette", category="Pain", tax_class="5,5 %", unit_price=120, barcodes=("3760123456784",)
    )

    import_products(ImportProducts(organization=shop.organization, person=None, lines=(line,), day=DAY))

    assert standing(shop) == ["Boissons", "Pain"]
    with reading(shop.organization):
        [found] = search_items().items
        assert (found.id, found.category == shop.bread) == (item, False)
        assert Category.objects.filter(name="Pain").count() == 2
