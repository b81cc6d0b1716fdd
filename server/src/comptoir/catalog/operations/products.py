"""Products and their codes."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.catalog.commands import AddProduct, ArchiveProduct, EditProduct, RestoreProduct
from comptoir.catalog.errors import FamilyDecides, NameMissing, ProductArchived
from comptoir.catalog.feed import draw_position
from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, FeedRow, Item, Price, Product
from comptoir.catalog.operations.categories import stand_on
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.price_rows import check_price, insert_price
from comptoir.catalog.operations.traits_rows import member_ids, reads_otherwise, tell_family, traits_row
from comptoir.catalog.queries import (
    check_codes_free,
    check_unit,
    find_item,
    lock_catalog,
    normalize_code,
)
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import Rate, rate_on


@operation
def add_product(command: AddProduct) -> Changed:
    """Add a product with its item, codes and price; open tills can sell it at once."""
    lock_catalog()
    if Item.objects.filter(pk=command.item).exists():
        return Changed(0, created=False)
    name = checked_name(command.name)
    check_price(command.unit_price)
    check_unit(command.unit)
    rate = rate_on(command.tax_class, command.day)
    codes = checked_codes(command.barcodes, item=command.item)
    stand_on(command.category)

    Product.objects.create(
        organization_id=command.organization,
        id=command.id,
        name=name,
        category_id=command.category,
        tax_class_id=command.tax_class,
    )
    Item.objects.create(
        organization_id=command.organization,
        id=command.item,
        product_id=command.id,
        name=name,
        folded=fold(name),
        unit=command.unit,
    )
    insert_codes(command.item, codes)
    position = draw_position(FeedRow.Kind.ITEM, command.item)
    insert_price(
        command.item,
        command.unit_price,
        rate=rate,
        tax_class=command.tax_class,
        position=position,
        person=command.person,
        is_open=command.is_open,
    )
    audit.record("catalog.product_added", person=command.person, subject=str(command.item), price=command.unit_price)
    emit("catalog.product_added", command.item)
    return Changed(position)


@operation
def edit_product(command: EditProduct) -> Changed:
    """Change what an item is called, where it stands, how it is taxed and which codes name it."""
    lock_catalog()
    item = find_item(command.item)
    if item.is_archived:
        raise ProductArchived(item=str(command.item))
    name = checked_name(command.name)
    check_unit(command.unit)
    rate = rate_on(command.tax_class, command.day)
    codes = checked_codes(command.barcodes, item=command.item)
    stand_on(command.category)
    if traits_row(command.item).parent_id is None:
        _edit_family(command, item, name, rate)
    elif (item.product.category_id, item.product.tax_class_id) != (command.category, command.tax_class):
        raise FamilyDecides(item=str(command.item))

    Item.objects.filter(pk=command.item).update(name=name, folded=fold(name), unit=command.unit)
    kept = Barcode.objects.filter(organization_id=command.organization, item_id=command.item)
    before = list(kept.values_list("code", flat=True))
    kept.exclude(code__in=codes).delete()
    known = set(kept.values_list("code", flat=True))
    audit.changed(
        "catalog_barcode", command.item, before={"barcodes": sorted(before)}, after={"barcodes": sorted(codes)}
    )
    insert_codes(command.item, [code for code in codes if code not in known])
    position = draw_position(FeedRow.Kind.ITEM, command.item)
    if (item.name, item.unit) != (name, command.unit):
        reads_otherwise([command.item], position)
    _reprice(command.item, command, rate, position)
    audit.record("catalog.product_edited", person=command.person, subject=str(command.item))
    emit("catalog.product_edited", command.item)
    return Changed(position)


@operation
def archive_product(command: ArchiveProduct) -> Changed:
    """Take an item off the tills. A till that has not heard of it yet may still sell it: goods are gone."""
    lock_catalog()
    item = find_item(command.item)
    if item.is_archived:
        return Changed(0, created=False)

    members = member_ids(command.item)
    Item.objects.filter(pk=command.item).update(is_archived=True)
    position = draw_position(FeedRow.Kind.REMOVED, command.item)
    parent = traits_row(command.item).parent_id
    if parent is None:
        Product.objects.filter(pk=item.product_id).update(is_archived=True)
        for member in members:
            draw_position(FeedRow.Kind.REMOVED, member)
    else:
        draw_position(FeedRow.Kind.ITEM, parent)
    audit.record("catalog.product_archived", person=command.person, subject=str(command.item))
    emit("catalog.product_archived", command.item)
    return Changed(position)


@operation
def restore_product(command: RestoreProduct) -> Changed:
    """Put an archived item back on the tills."""
    lock_catalog()
    item = find_item(command.item)
    if not item.is_archived:
        return Changed(0, created=False)

    stand_on(item.product.category_id)
    Item.objects.filter(pk=command.item).update(is_archived=False)
    position = tell_family(command.item)
    parent = traits_row(command.item).parent_id
    if parent is None:
        Product.objects.filter(pk=item.product_id).update(is_archived=False)
    else:
        draw_position(FeedRow.Kind.ITEM, parent)
    audit.record("catalog.product_restored", person=command.person, subject=str(command.item))
    emit("catalog.product_restored", command.item)
    return Changed(position)


def checked_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise NameMissing
    return name[:200]


def checked_codes(texts: Sequence[str], *, item: UUID) -> list[str]:
    codes = list(dict.fromkeys(normalize_code(text) for text in texts))
    check_codes_free(codes, item=item)
    return codes


def insert_codes(item: UUID, codes: Sequence[str]) -> None:
    Barcode.objects.bulk_create(
        Barcode(organization_id=current_organization(), item_id=item, code=code) for code in codes
    )


def _edit_family(command: EditProduct, item: Item, name: str, rate: Rate) -> None:
    """Name, shelf and tax belong to the article: its variants and packs follow, and tills hear of each."""
    product = item.product
    standing = (product.name, product.category_id, product.tax_class_id)
    if standing == (name, command.category, command.tax_class):
        return
    Product.objects.filter(pk=product.pk).update(
        name=name, category_id=command.category, tax_class_id=command.tax_class
    )
    for member in member_ids(command.item):
        traits, position = traits_row(member), draw_position(FeedRow.Kind.ITEM, member)
        if traits.choices:
            called = checked_name(f"{name}, {', '.join(traits.choices)}")
            if product.name != name:
                reads_otherwise([member], position)
            Item.objects.filter(pk=member).update(name=called, folded=fold(called))
        _reprice(member, command, rate, position)


def _reprice(item: UUID, command: EditProduct, rate: Rate, position: int) -> None:
    """Prices carry their tax: where it changed, each store's newest price is stated again."""
    prices = Price.objects.filter(organization_id=command.organization, item_id=item)
    for price in prices.order_by("store_id", "-position").distinct("store_id"):
        standing = (price.tax_category, price.tax_rate_ppm, price.tax_class_id)
        if standing != (rate.category, rate.rate_ppm, command.tax_class):
            insert_price(
                item,
                price.unit_price,
                rate=rate,
                tax_class=command.tax_class,
                position=position,
                person=command.person,
                store=price.store_id,
                is_open=price.is_open,
            )
