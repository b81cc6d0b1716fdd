"""A small shop to test with: two shelves, two tax classes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.catalog.commands import AddCategory, AddProduct
from comptoir.catalog.operations import add_rate
from comptoir.catalog.public import add_category, add_product
from comptoir.kernel import new_uuid7
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class

DAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Shop:
    organization: UUID
    drinks: UUID
    bread: UUID
    reduced: UUID
    standard: UUID


def furnish(organization: UUID) -> Shop:
    """Shelves "Boissons" and "Pain", taxes "Réduit" 5.5 % and "Normal" 20 %."""
    shop = Shop(organization, new_uuid7(), new_uuid7(), new_uuid7(), new_uuid7())
    for place, (category, name) in enumerate([(shop.drinks, "Boissons"), (shop.bread, "Pain")]):
        add_category(AddCategory(organization=organization, person=None, id=category, name=name, position=place))
    for place, (tax_class, name, ppm) in enumerate(
        [(shop.reduced, "Réduit", 55_000), (shop.standard, "Normal", 200_000)]
    ):
        add_tax_class(AddTaxClass(organization=organization, person=None, id=tax_class, name=name, position=place))
        add_rate(
            AddRate(
                organization=organization,
                person=None,
                id=new_uuid7(),
                tax_class=tax_class,
                category="S",
                rate_ppm=ppm,
                valid_from=date(2014, 1, 1),
            )
        )
    return shop


def product(shop: Shop, name: str = "Baguette", *, unit_price: int = 115, barcodes: tuple[str, ...] = ()) -> AddProduct:
    return AddProduct(
        organization=shop.organization,
        person=None,
        id=new_uuid7(),
        item=new_uuid7(),
        name=name,
        category=shop.bread,
        tax_class=shop.reduced,
        unit_price=unit_price,
        day=DAY,
        barcodes=barcodes,
    )


def put_on_sale(shop: Shop, name: str, *, unit_price: int = 115, barcodes: tuple[str, ...] = ()) -> UUID:
    """Add a product and answer its item."""
    command = product(shop, name, unit_price=unit_price, barcodes=barcodes)
    add_product(command)
    return command.item
