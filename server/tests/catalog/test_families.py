"""Variants by size and color, packs with their own code and price, menus, open prices."""

from dataclasses import replace
from uuid import UUID

import pytest

from comptoir.catalog.commands import (
    AddPack,
    ArchiveProduct,
    ArrangeVariants,
    ChangePrice,
    DescribeItem,
    EditProduct,
    ImportLine,
    ImportProducts,
    Option,
    RestoreProduct,
    Variant,
)
from comptoir.catalog.errors import (
    BarcodeTaken,
    FamilyDecides,
    FamilyNested,
    OptionsInvalid,
    PackInvalid,
    PriceInvalid,
    ProductArchived,
    VariantInvalid,
)
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import Item, ItemTraits, Price
from comptoir.catalog.operations import (
    add_pack,
    archive_product,
    arrange_variants,
    change_price,
    describe_item,
    edit_product,
    import_products,
    restore_product,
)
from comptoir.catalog.public import item_view
from comptoir.catalog.traits import members_of
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.documents import read_document
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale

STORE = UUID(int=1)
SIZES = Option(name="Taille", values=("S", "M"))
COLORS = Option(name="Couleur", values=("Noir", "Écru"))


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def matrix(shop: Shop, parent: UUID) -> ArrangeVariants:
    cells = [(size, color) for size in SIZES.values for color in COLORS.values]
    return ArrangeVariants(
        organization=shop.organization,
        person=None,
        parent=parent,
        options=(SIZES, COLORS),
        variants=tuple(
            Variant(item=new_uuid7(), choices=cell, unit_price=1900 + 100 * place) for place, cell in enumerate(cells)
        ),
        day=DAY,
    )


def edit(shop: Shop, item: UUID, name: str, **changes: object) -> EditProduct:
    command = EditProduct(
        organization=shop.organization,
        person=None,
        item=item,
        name=name,
        category=shop.bread,
        tax_class=shop.reduced,
        unit="C62",
        barcodes=(),
        day=DAY,
    )
    return replace(command, **changes)  # type: ignore[arg-type]  # any of its fields


def test_a_matrix_becomes_items_that_the_parent_names(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt", unit_price=2000)
    command = matrix(shop, shirt)

    first, again = arrange_variants(command), arrange_variants(command)

    assert (first.created, again.created) == (True, False)
    parent = read_document(shop.organization, STORE, shirt)
    assert parent["options"] == [
        {"name": "Taille", "values": ["S", "M"]},
        {"name": "Couleur", "values": ["Noir", "Écru"]},
    ]
    assert parent["variants"] == [
        {"item": str(variant.item), "choices": list(variant.choices)}
        for variant in sorted(command.variants, key=lambda variant: variant.item)
    ]
    variant = read_document(shop.organization, STORE, command.variants[1].item)
    assert (variant["name"], variant["unit_price"]) == ("T-shirt, S, Écru", 2000)
    assert (variant["parent"], variant["choices"], variant["product"]) == (
        str(shirt), ["S", "Écru"], parent["product"],
    )  # fmt: skip
    with reading(shop.organization):
        assert Item.objects.count() == 5


def test_a_cell_that_is_left_out_leaves_the_tills_and_may_come_back(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    command = matrix(shop, shirt)
    arrange_variants(command)
    last = command.variants[3]

    arrange_variants(replace(command, variants=command.variants[:3]))

    assert read_document(shop.organization, STORE, last.item) == {}
    with reading(shop.organization):
        assert {member.item for member in members_of(shirt)} == {v.item for v in command.variants[:3]}

    arrange_variants(command)

    assert read_document(shop.organization, STORE, last.item)["unit_price"] == 2200


def test_a_price_of_one_cell_changes_that_cell_only(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    command = matrix(shop, shirt)
    arrange_variants(command)
    first, *others = command.variants
    dearer = replace(first, unit_price=2500, barcodes=("2000000000015",))

    arrange_variants(replace(command, variants=(dearer, *others)))

    with reading(shop.organization):
        assert [price.unit_price for price in Price.objects.filter(item_id=first.item).order_by("position")] == [
            1900, 2500,
        ]  # fmt: skip
        assert Price.objects.filter(item_id=others[0].item).count() == 1
    assert read_document(shop.organization, STORE, first.item)["barcodes"] == ["02000000000015"]


def test_variants_follow_their_article_s_name_tax_and_traits(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    command = matrix(shop, shirt)
    arrange_variants(command)
    variant = command.variants[0].item

    edit_product(edit(shop, shirt, "Maillot", category=shop.drinks, tax_class=shop.standard))
    describe_item(
        DescribeItem(organization=shop.organization, person=None, item=shirt, ingredients="Coton", restriction="adult")
    )

    document = read_document(shop.organization, STORE, variant)
    assert (document["name"], document["category"], document["tax_rate_ppm"]) == (
        "Maillot, S, Noir", str(shop.drinks), 200_000,
    )  # fmt: skip
    assert (document["ingredients"], document["restriction"]) == ("Coton", "adult")
    with pytest.raises(FamilyDecides):
        edit_product(edit(shop, variant, "Maillot, S, Noir"))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"options": ()}, OptionsInvalid),
        ({"options": (SIZES, replace(COLORS, name="taille"))}, OptionsInvalid),
        ({"options": (SIZES, COLORS, Option(name="Coupe", values=("Droite",)))}, OptionsInvalid),
        ({"options": (SIZES, replace(COLORS, values=("Noir", " noir")))}, OptionsInvalid),
        ({"options": (replace(SIZES, values=()), COLORS)}, OptionsInvalid),
        ({"variants": (Variant(item=UUID(int=9), choices=("S",), unit_price=1),)}, VariantInvalid),
        ({"variants": (Variant(item=UUID(int=9), choices=("S", "Bleu"), unit_price=1),)}, VariantInvalid),
        ({"variants": (Variant(item=UUID(int=9), choices=("S", "Noir"), unit_price=-1),)}, PriceInvalid),
        (
            {
                "variants": (
                    Variant(item=UUID(int=8), choices=("S", "Noir"), unit_price=1),
                    Variant(item=UUID(int=9), choices=("S", "Noir"), unit_price=1),
                )
            },
            VariantInvalid,
        ),
    ],
)
def test_a_wrong_matrix_is_refused_whole(shop: Shop, change: dict[str, object], refusal: type[DomainError]) -> None:
    command = matrix(shop, put_on_sale(shop, "T-shirt"))
    with reading(shop.organization):
        before = newest_position()

    with pytest.raises(refusal):
        arrange_variants(replace(command, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(shop.organization):
        assert (Item.objects.count(), ItemTraits.objects.count(), newest_position()) == (1, 0, before)


def test_another_article_is_no_cell_and_its_code_is_taken(shop: Shop) -> None:
    shirt, tote = put_on_sale(shop, "T-shirt"), put_on_sale(shop, "Tote bag", barcodes=("2000000000015",))
    command = matrix(shop, shirt)
    first, *others = command.variants

    with pytest.raises(VariantInvalid):
        arrange_variants(replace(command, variants=(replace(first, item=tote), *others)))
    with pytest.raises(BarcodeTaken):
        arrange_variants(replace(command, variants=(replace(first, barcodes=("2000000000015",)), *others)))

    with reading(shop.organization):
        assert Item.objects.count() == 2


def test_a_family_has_no_family(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    command = matrix(shop, shirt)
    arrange_variants(command)

    with pytest.raises(FamilyNested):
        arrange_variants(matrix(shop, command.variants[0].item))
    with pytest.raises(FamilyNested):
        add_pack(pack(shop, command.variants[0].item))


def pack(shop: Shop, parent: UUID) -> AddPack:
    return AddPack(
        organization=shop.organization,
        person=None,
        parent=parent,
        item=new_uuid7(),
        name="Blonde, pack de 6",
        count=6,
        unit_price=990,
        day=DAY,
        barcodes=("2000000000022",),
    )


def test_a_pack_is_an_item_with_its_own_code_and_price(shop: Shop) -> None:
    beer = put_on_sale(shop, "Blonde", unit_price=190)
    command = pack(shop, beer)

    first, again = add_pack(command), add_pack(command)

    assert (first.created, again.created) == (True, False)
    document = read_document(shop.organization, STORE, command.item)
    assert (document["name"], document["unit_price"], document["barcodes"]) == (
        "Blonde, pack de 6", 990, ["02000000000022"],
    )  # fmt: skip
    assert (document["parent"], document["pack_count"]) == (str(beer), 6)
    assert read_document(shop.organization, STORE, beer)["packs"] == [str(command.item)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"count": 1}, PackInvalid),
        ({"count": 10_001}, PackInvalid),
        ({"unit_price": -1}, PriceInvalid),
        ({"barcodes": ("2000000000015",)}, BarcodeTaken),
    ],
)
def test_a_wrong_pack_is_refused(shop: Shop, change: dict[str, object], refusal: type[DomainError]) -> None:
    command = pack(shop, put_on_sale(shop, "Blonde", barcodes=("2000000000015",)))

    with pytest.raises(refusal):
        add_pack(replace(command, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(shop.organization):
        assert (Item.objects.count(), ItemTraits.objects.count()) == (1, 0)


def test_archiving_an_article_takes_its_family_along_and_back(shop: Shop) -> None:
    beer = put_on_sale(shop, "Blonde")
    command = pack(shop, beer)
    add_pack(command)

    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=beer))

    assert read_document(shop.organization, STORE, command.item) == {}
    with pytest.raises(ProductArchived):
        add_pack(pack(shop, beer))

    restore_product(RestoreProduct(organization=shop.organization, person=None, item=beer))

    assert read_document(shop.organization, STORE, command.item)["pack_count"] == 6


def test_archiving_a_pack_leaves_its_article_on_sale(shop: Shop) -> None:
    beer = put_on_sale(shop, "Blonde")
    command = pack(shop, beer)
    add_pack(command)

    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=command.item))

    assert read_document(shop.organization, STORE, command.item) == {}
    assert "packs" not in read_document(shop.organization, STORE, beer)


def test_an_open_price_stays_open_until_somebody_says_otherwise(shop: Shop) -> None:
    repair = put_on_sale(shop, "Réparation", unit_price=1500)
    command = ChangePrice(
        organization=shop.organization, person=None, item=repair, unit_price=1500, day=DAY, is_open=True
    )

    opened = change_price(command)
    assert change_price(command) == opened
    change_price(replace(command, unit_price=1800, is_open=None))
    edit_product(edit(shop, repair, "Réparation", tax_class=shop.standard))
    line = ImportLine(number=2, name="Réparation", category="Pain", tax_class="Normal", unit_price=2000, item=repair)
    import_products(ImportProducts(organization=shop.organization, person=None, lines=(line,), day=DAY))

    document = read_document(shop.organization, STORE, repair)
    assert (document["unit_price"], document["is_open"]) == (2000, True)
    change_price(replace(command, is_open=False))
    assert "is_open" not in read_document(shop.organization, STORE, repair)


def test_names_of_variants_are_found(shop: Shop) -> None:
    shirt = put_on_sale(shop, "T-shirt")
    command = matrix(shop, shirt)
    arrange_variants(command)

    with reading(shop.organization):
        view = item_view(command.variants[0].item)

    assert view is not None
    assert view.name == "T-shirt, S, Noir"
