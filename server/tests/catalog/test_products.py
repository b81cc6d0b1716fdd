"""Products, codes, prices and what of them reaches the feed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import (
    AddProduct,
    ArchiveProduct,
    ChangePrice,
    EditProduct,
    PublishSettings,
    RestoreProduct,
)
from comptoir.catalog.errors import (
    BarcodeInvalid,
    BarcodeTaken,
    CategoryUnknown,
    NameMissing,
    PriceInvalid,
    ProductArchived,
    ProductUnknown,
    StoreUnknown,
    UnitUnknown,
)
from comptoir.catalog.models import Barcode, FeedRow, Item, Price, Product
from comptoir.catalog.operations import (
    add_product,
    archive_product,
    change_price,
    edit_product,
    publish_settings,
    restore_product,
)
from comptoir.catalog.public import After, item_of_code, item_view, search_items
from comptoir.kernel import DomainError, GtinInvalid, new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore
from comptoir.platform.models import OutboxRow
from comptoir.platform.public import add_legal_entity, add_store
from comptoir.platform.tenancy import reading
from comptoir.tax.errors import TaxClassUnknown
from tests.catalog.shelves import DAY, Shop, furnish, product, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def feed(organization: UUID) -> list[tuple[int, str, UUID]]:
    with reading(organization):
        return list(FeedRow.objects.order_by("position").values_list("position", "kind", "subject"))


def test_a_product_stands_on_sale_with_its_code_and_taxed_price(shop: Shop) -> None:
    command = product(shop, "  Baguette   tradition ", barcodes=("3 760123 456784",))

    changed = add_product(command)

    assert changed.created
    with reading(shop.organization):
        view = item_view(command.item)
        assert view is not None
        assert (view.name, view.folded, view.category_name) == ("Baguette tradition", "baguette tradition", "Pain")
        assert view.barcodes == ("03760123456784",)
        assert (view.unit_price, view.tax_category, view.tax_rate_ppm) == (115, "S", 55_000)
        assert Price.objects.get().position == changed.position
        assert [row.topic for row in OutboxRow.objects.filter(subject=command.item)] == ["catalog.product_added"]
    assert feed(shop.organization)[-1] == (changed.position, "item", command.item)


def test_adding_twice_writes_once(shop: Shop) -> None:
    command = product(shop)
    add_product(command)
    before = feed(shop.organization)

    assert not add_product(command).created

    assert feed(shop.organization) == before
    with reading(shop.organization):
        assert Price.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "   "}, NameMissing),
        ({"unit_price": -1}, PriceInvalid),
        ({"unit_price": 1_000_000_001}, PriceInvalid),
        ({"unit": "XXX"}, UnitUnknown),
        ({"category": new_uuid7()}, CategoryUnknown),
        ({"tax_class": new_uuid7()}, TaxClassUnknown),
        ({"barcodes": ("3760123456788",)}, GtinInvalid),
        ({"barcodes": ("é",)}, BarcodeInvalid),
        ({"barcodes": ("x" * 65,)}, BarcodeInvalid),
    ],
)
def test_a_refused_product_leaves_nothing(shop: Shop, changes: dict[str, object], refusal: type[DomainError]) -> None:
    before = feed(shop.organization)
    command: AddProduct = replace(product(shop), **changes)  # type: ignore[arg-type]  # parametrized fields

    with pytest.raises(refusal):
        add_product(command)

    assert feed(shop.organization) == before
    with reading(shop.organization):
        assert (Product.objects.count(), Item.objects.count(), Price.objects.count()) == (0, 0, 0)


def test_a_code_names_one_item_in_any_of_its_forms(shop: Shop) -> None:
    put_on_sale(shop, "Cola", barcodes=("036000291452",))

    with pytest.raises(BarcodeTaken):
        add_product(product(shop, "Copie", barcodes=("0036000291452",)))

    with reading(shop.organization):
        assert Item.objects.count() == 1
        found = item_of_code("0036000291452")
        assert found is not None
        assert found.name == "Cola"


def test_two_products_with_one_code_at_the_same_time_are_one(shop: Shop) -> None:
    commands = [product(shop, f"Cola {number}", barcodes=("4006381333931",)) for number in range(4)]

    def attempt(command: AddProduct) -> bool:
        try:
            return add_product(command).created
        except BarcodeTaken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        created = list(pool.map(attempt, commands))

    assert sorted(created) == [False, False, False, True]
    with reading(shop.organization):
        assert Item.objects.count() == 1


def test_a_price_change_adds_a_row_at_its_feed_position(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115)
    command = ChangePrice(organization=shop.organization, person=None, item=item, unit_price=120, day=DAY)

    position = change_price(command)

    with reading(shop.organization):
        rows = list(Price.objects.order_by("position").values_list("unit_price", "position"))
    assert [price for price, _ in rows] == [115, 120]
    assert rows[-1][1] == position
    assert feed(shop.organization)[-1] == (position, "item", item)
    assert change_price(command) == position
    assert feed(shop.organization)[-1] == (position, "item", item)


def test_a_store_can_have_its_own_price(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115)
    entity, store = new_uuid7(), new_uuid7()
    add_legal_entity(
        AddLegalEntity(organization=shop.organization, id=entity, name="SARL", registration="", tax_number="")
    )
    add_store(
        AddStore(
            organization=shop.organization,
            id=store,
            legal_entity=entity,
            name="Gare",
            address="",
            timezone="Europe/Paris",
            price_mode="gross",
        )
    )

    change_price(
        ChangePrice(organization=shop.organization, person=None, item=item, unit_price=140, day=DAY, store=store)
    )

    with reading(shop.organization):
        assert list(Price.objects.order_by("position").values_list("unit_price", "store_id")) == [
            (115, None),
            (140, store),
        ]
        view = item_view(item)
        assert view is not None
        assert view.unit_price == 115


def test_what_cannot_be_priced_is_refused(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette")
    change = ChangePrice(organization=shop.organization, person=None, item=item, unit_price=120, day=DAY)

    with pytest.raises(ProductUnknown):
        change_price(replace(change, item=new_uuid7()))
    with pytest.raises(PriceInvalid):
        change_price(replace(change, unit_price=-5))
    with pytest.raises(StoreUnknown):
        change_price(replace(change, store=new_uuid7()))
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=item))
    with pytest.raises(ProductArchived):
        change_price(change)

    with reading(shop.organization):
        assert Price.objects.count() == 1


def edit(shop: Shop, item: UUID) -> EditProduct:
    return EditProduct(
        organization=shop.organization,
        person=None,
        item=item,
        name="Limonade",
        category=shop.drinks,
        tax_class=shop.standard,
        unit="LTR",
        barcodes=("4006381333931", "MAISON-7"),
        day=DAY,
    )


def test_an_edit_replaces_the_codes_and_states_the_price_with_its_new_tax(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115, barcodes=("3760123456784", "4006381333931"))

    changed = edit_product(edit(shop, item))

    with reading(shop.organization):
        view = item_view(item)
        assert view is not None
        assert (view.name, view.folded, view.category_name, view.unit) == ("Limonade", "limonade", "Boissons", "LTR")
        assert set(view.barcodes) == {"04006381333931", "MAISON-7"}
        assert (view.unit_price, view.tax_rate_ppm) == (115, 200_000)
        assert list(Price.objects.order_by("position").values_list("tax_rate_ppm", flat=True)) == [55_000, 200_000]
        assert item_of_code("3760123456784") is None
    assert feed(shop.organization)[-1] == (changed.position, "item", item)


def test_an_edit_cannot_take_the_code_of_another_item(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette")
    put_on_sale(shop, "Stylo", barcodes=("4006381333931",))

    with pytest.raises(BarcodeTaken):
        edit_product(edit(shop, item))

    with reading(shop.organization):
        view = item_view(item)
        assert view is not None
        assert view.name == "Baguette"


def test_an_archived_item_leaves_the_tills_and_can_come_back(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", barcodes=("3760123456784",))
    archive = ArchiveProduct(organization=shop.organization, person=None, item=item)

    archived = archive_product(archive)

    assert feed(shop.organization)[-1] == (archived.position, "removed", item)
    assert not archive_product(archive).created
    with reading(shop.organization):
        assert search_items().items == []
        assert [view.id for view in search_items(is_archived=True).items] == [item]
    with pytest.raises(ProductArchived):
        edit_product(edit(shop, item))

    restored = restore_product(RestoreProduct(organization=shop.organization, person=None, item=item))

    assert feed(shop.organization)[-1] == (restored.position, "item", item)
    with reading(shop.organization):
        assert [view.unit_price for view in search_items().items] == [115]


def test_search_ignores_accents_case_ligatures_and_the_order_of_words(shop: Shop) -> None:
    eggs = put_on_sale(shop, "Œufs frais 6", barcodes=("3760123456784",))
    coffee = put_on_sale(shop, "Café crème 100 %")
    put_on_sale(shop, "Thé vert")

    def found(text: str) -> list[UUID]:
        with reading(shop.organization):
            return [view.id for view in search_items(text).items]

    assert found("oeufs") == [eggs]
    assert found("CREME cafe") == [coffee]
    assert found("3760123456784") == [eggs]
    assert found("100 %") == [coffee]
    assert found("caf_") == []
    assert len(found("")) == 3


def test_pages_follow_each_other_without_gap_or_repeat(shop: Shop) -> None:
    names = ["Pain", "Pain", "Pain", "Miel", "Café"]
    for name in names:
        put_on_sale(shop, name)
    seen: list[str] = []
    after: After | None = None

    with reading(shop.organization):
        while True:
            page = search_items(after=after, limit=2)
            seen += [view.name for view in page.items]
            after = page.next
            if after is None:
                break

    assert seen == ["Café", "Miel", "Pain", "Pain", "Pain"]


def test_published_settings_take_a_place_in_the_feed(shop: Shop) -> None:
    position = publish_settings(PublishSettings(organization=shop.organization))

    assert feed(shop.organization)[-1] == (position, "settings", shop.organization)
    positions = [place for place, _, _ in feed(shop.organization)]
    assert positions == list(range(1, position + 1))


def test_the_rows_of_another_organization_are_not_there(shop: Shop) -> None:
    from comptoir.platform.commands import FoundOrganization
    from comptoir.platform.public import found_organization

    item = put_on_sale(shop, "Baguette", barcodes=("3760123456784",))
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))

    with pytest.raises(ProductUnknown):
        change_price(ChangePrice(organization=other, person=None, item=item, unit_price=1, day=DAY))
    with reading(other):
        assert item_view(item) is None
        assert Barcode.objects.count() == 0
