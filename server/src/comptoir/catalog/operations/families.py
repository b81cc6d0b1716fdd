"""Families: an article with variants by size and color, or with packs of it. Each member is an item of its own."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.catalog.commands import AddPack, ArrangeVariants, ChangePack, Option, Variant
from comptoir.catalog.errors import (
    FamilyNested,
    OptionsInvalid,
    PackInvalid,
    PackUnknown,
    ProductArchived,
    VariantInvalid,
)
from comptoir.catalog.family_commands import OPTIONS_MAX, VALUE_LENGTH_MAX, VALUES_MAX, VARIANTS_MAX
from comptoir.catalog.feed import draw_position
from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, FeedRow, Item, ItemTraits
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.goods_versions import remember_articles
from comptoir.catalog.operations.price_rows import check_price, insert_price
from comptoir.catalog.operations.products import checked_codes, checked_name, insert_codes
from comptoir.catalog.operations.traits_rows import keep, member_ids, reads_otherwise, traits_row
from comptoir.catalog.queries import codes_of, find_item, lock_catalog, newest_price
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation
from comptoir.tax.public import Rate, rate_on

PACK_COUNT_MAX = 10_000


@operation
def arrange_variants(command: ArrangeVariants) -> Changed:
    """State an article's whole matrix. Cells that are not named leave the tills; the same matrix again changes nothing.

    A variant keeps its item as long as its cell is named with it, so its codes, prices and sales stay its own.
    """
    lock_catalog()
    return arrange(command)


def arrange(command: ArrangeVariants) -> Changed:
    """The same inside a running operation, which holds the catalogue's lock."""
    parent = _parent(command.parent)
    _check_options(command.options, command.variants)
    rate = rate_on(parent.product.tax_class_id, command.day)
    known = set(member_ids(command.parent))
    _check_variants(command, known)

    changed = [
        variant.item
        for variant in command.variants
        if _add_variant(command, variant, parent, rate) or _change_variant(command, variant, parent, rate)
    ]
    gone = _variants_among(known) - {variant.item for variant in command.variants}
    for item in sorted(gone):
        Item.objects.filter(pk=item).update(is_archived=True)
        draw_position(FeedRow.Kind.REMOVED, item)
    traits = traits_row(command.parent)
    options = [
        {"name": option.name.strip(), "values": [v.strip() for v in option.values]} for option in command.options
    ]
    if not changed and not gone and traits.options == options:
        return Changed(0, created=False)
    traits.options = options
    keep(traits)
    position = draw_position(FeedRow.Kind.ITEM, command.parent)
    remember_articles([command.parent, *member_ids(command.parent)], position)
    audit.record(
        "catalog.variants_arranged", person=command.person, subject=str(command.parent), count=len(command.variants)
    )
    emit("catalog.variants_arranged", command.parent)
    return Changed(position)


@operation
def add_pack(command: AddPack) -> Changed:
    """Add a six-pack or a case: an item with a code and price of its own, which takes so many of its article."""
    lock_catalog()
    if Item.objects.filter(pk=command.item).exists():
        return Changed(0, created=False)
    parent = _parent(command.parent)
    if not 2 <= command.count <= PACK_COUNT_MAX:
        raise PackInvalid(count=command.count)
    name = checked_name(command.name)
    check_price(command.unit_price)
    codes = checked_codes(command.barcodes, item=command.item)
    rate = rate_on(parent.product.tax_class_id, command.day)

    _insert_member(parent, command.item, name, ItemTraits(pack_count=command.count))
    insert_codes(command.item, codes)
    position = draw_position(FeedRow.Kind.ITEM, command.item)
    insert_price(
        command.item,
        command.unit_price,
        rate=rate,
        tax_class=parent.product.tax_class_id,
        position=position,
        person=command.person,
    )
    remember_articles([command.item], position)
    draw_position(FeedRow.Kind.ITEM, command.parent)
    audit.record("catalog.pack_added", person=command.person, subject=str(command.item), count=command.count)
    emit("catalog.pack_added", command.item)
    return Changed(position)


@operation
def change_pack(command: ChangePack) -> Changed:
    """A case holds another number from now on. What was sold before took what it held then: versions are only added."""
    lock_catalog()
    item = find_item(command.item)
    traits = traits_row(command.item)
    if traits.pack_count is None or traits.parent_id is None:
        raise PackUnknown(item=str(command.item))
    if traits.pack_count == command.count:
        return Changed(0, created=False)
    if item.is_archived:
        raise ProductArchived(item=str(command.item))
    if not 2 <= command.count <= PACK_COUNT_MAX:
        raise PackInvalid(count=command.count)

    traits.pack_count = command.count
    keep(traits)
    position = draw_position(FeedRow.Kind.ITEM, command.item)
    remember_articles([command.item], position)
    audit.record("catalog.pack_changed", person=command.person, subject=str(command.item), count=command.count)
    emit("catalog.pack_changed", command.item)
    return Changed(position)


def _parent(item: UUID) -> Item:
    found = find_item(item)
    if found.is_archived:
        raise ProductArchived(item=str(item))
    if traits_row(item).parent_id is not None:
        raise FamilyNested(item=str(item))
    return found


def _check_options(options: Sequence[Option], variants: Sequence[Variant]) -> None:
    for option in options:
        values = [value.strip() for value in option.values]
        is_named = 0 < len(option.name.strip()) <= VALUE_LENGTH_MAX
        are_values = 0 < len(values) <= VALUES_MAX and all(0 < len(value) <= VALUE_LENGTH_MAX for value in values)
        if not (is_named and are_values and len({fold(value) for value in values}) == len(values)):
            raise OptionsInvalid(option=option.name[:VALUE_LENGTH_MAX])
    names = {fold(option.name) for option in options}
    if len(names) != len(options) or len(options) > OPTIONS_MAX or len(variants) > VARIANTS_MAX:
        raise OptionsInvalid(option="")
    if bool(options) != bool(variants):
        raise OptionsInvalid(option="")


def _check_variants(command: ArrangeVariants, known: set[UUID]) -> None:
    values = [{value.strip() for value in option.values} for option in command.options]
    seen: set[tuple[str, ...]] = set()
    for variant in command.variants:
        fits = len(variant.choices) == len(values) and all(
            choice in allowed for choice, allowed in zip(variant.choices, values, strict=False)
        )
        is_foreign = variant.item not in known and _belongs_elsewhere(variant.item, command.parent)
        if not fits or is_foreign or variant.choices in seen:
            raise VariantInvalid(variant=", ".join(variant.choices)[:80])
        seen.add(variant.choices)
        check_price(variant.unit_price)
    if len({variant.item for variant in command.variants}) != len(command.variants):
        raise VariantInvalid(variant="")


def _belongs_elsewhere(item: UUID, parent: UUID) -> bool:
    """An item that somebody sells by itself, or in another family; a variant that came off the tills may come back."""
    return Item.objects.filter(pk=item).exists() and traits_row(item).parent_id != parent


def _variants_among(items: set[UUID]) -> set[UUID]:
    rows = ItemTraits.objects.filter(item_id__in=items, pack_count__isnull=True)
    return set(rows.values_list("item_id", flat=True))


def _add_variant(command: ArrangeVariants, variant: Variant, parent: Item, rate: Rate) -> bool:
    if Item.objects.filter(pk=variant.item).exists():
        return False
    codes = checked_codes(variant.barcodes, item=variant.item)
    _insert_member(parent, variant.item, _variant_name(parent, variant), ItemTraits(choices=list(variant.choices)))
    insert_codes(variant.item, codes)
    position = draw_position(FeedRow.Kind.ITEM, variant.item)
    _state_price(command, variant, parent, rate, position)
    return True


def _change_variant(command: ArrangeVariants, variant: Variant, parent: Item, rate: Rate) -> bool:
    """Bring a known variant to what its cell says; false when it says so already."""
    item = find_item(variant.item)
    codes = checked_codes(variant.barcodes, item=variant.item)
    traits = traits_row(variant.item)
    price = newest_price(variant.item, None)
    name = _variant_name(parent, variant)
    has_codes = sorted(codes) == sorted(codes_of([variant.item]).get(variant.item, ()))
    has_price = price is not None and price.unit_price == variant.unit_price
    has_text = (item.name, item.is_archived, tuple(traits.choices)) == (name, False, variant.choices)
    if has_codes and has_price and has_text:
        return False
    if not has_text:
        Item.objects.filter(pk=variant.item).update(name=name, folded=fold(name), is_archived=False)
        traits.choices = list(variant.choices)
        keep(traits)
    if not has_codes:
        Barcode.objects.filter(item_id=variant.item).exclude(code__in=codes).delete()
        kept = set(codes_of([variant.item]).get(variant.item, ()))
        insert_codes(variant.item, [code for code in codes if code not in kept])
    position = draw_position(FeedRow.Kind.ITEM, variant.item)
    if item.name != name:
        reads_otherwise([variant.item], position)
    if not has_price:
        _state_price(command, variant, parent, rate, position)
    return True


def _state_price(command: ArrangeVariants, variant: Variant, parent: Item, rate: Rate, position: int) -> None:
    insert_price(
        variant.item,
        variant.unit_price,
        rate=rate,
        tax_class=parent.product.tax_class_id,
        position=position,
        person=command.person,
    )


def _variant_name(parent: Item, variant: Variant) -> str:
    return checked_name(f"{parent.name}, {', '.join(variant.choices)}")


def _insert_member(parent: Item, item: UUID, name: str, traits: ItemTraits) -> None:
    Item.objects.create(
        organization_id=parent.organization_id,
        id=item,
        product_id=parent.product_id,
        name=name,
        folded=fold(name),
        unit="C62",
    )
    traits.organization_id, traits.item_id, traits.parent_id = parent.organization_id, item, parent.pk
    keep(traits)
