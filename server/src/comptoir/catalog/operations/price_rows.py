"""Rows of prices, as every operation that states one writes them."""

from uuid import UUID

from comptoir.catalog.errors import PriceInvalid
from comptoir.catalog.models import Price
from comptoir.platform.tenancy import current_organization
from comptoir.tax.public import Rate

UNIT_PRICE_MAX = 1_000_000_000


def check_price(unit_price: int) -> None:
    if not 0 <= unit_price <= UNIT_PRICE_MAX:
        raise PriceInvalid(unit_price=unit_price)


def insert_price(
    item: UUID,
    unit_price: int,
    *,
    rate: Rate,
    tax_class: UUID,
    position: int,
    person: UUID | None,
    store: UUID | None = None,
    is_open: bool = False,
) -> None:
    Price.objects.create(
        organization_id=current_organization(),
        item_id=item,
        store_id=store,
        position=position,
        unit_price=unit_price,
        is_open=is_open,
        tax_class_id=tax_class,
        tax_category=rate.category,
        tax_rate_ppm=rate.rate_ppm,
        person=person,
    )
