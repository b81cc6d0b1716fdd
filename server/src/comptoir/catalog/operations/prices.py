"""Prices are only ever added: a till that was away is judged by the price it knew."""

from uuid import UUID

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.errors import ProductArchived, StoreUnknown
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow, Price
from comptoir.catalog.operations.price_rows import check_price, insert_price
from comptoir.catalog.queries import find_item, lock_catalog, newest_price
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.tax.public import Rate, rate_on


@operation
def change_price(command: ChangePrice) -> int:
    """State a new price. Answers its feed position, or the standing one's when it already is the price."""
    lock_catalog()
    item = find_item(command.item)
    if item.is_archived:
        raise ProductArchived(item=str(command.item))
    check_price(command.unit_price)
    if command.store is not None and command.store not in {store.id for store in stores()}:
        raise StoreUnknown(store=str(command.store))
    rate = rate_on(item.product.tax_class_id, command.day)
    standing = newest_price(command.item, command.store)
    tax_class = item.product.tax_class_id
    is_open = _is_open(command, standing)
    if standing is not None and _states(standing, command.unit_price, rate, tax_class, is_open=is_open):
        return standing.position

    position = draw_position(FeedRow.Kind.ITEM, command.item)
    insert_price(
        command.item,
        command.unit_price,
        rate=rate,
        tax_class=tax_class,
        position=position,
        person=command.person,
        store=command.store,
        is_open=is_open,
    )
    audit.record(
        "catalog.price_changed",
        person=command.person,
        subject=str(command.item),
        before=standing.unit_price if standing else "",
        after=command.unit_price,
    )
    emit("catalog.price_changed", command.item)
    return position


def _is_open(command: ChangePrice, standing: Price | None) -> bool:
    """Said now, else as it was: a store's first own price is as open as the common one."""
    if command.is_open is not None:
        return command.is_open
    known = standing or newest_price(command.item, None)
    return known is not None and known.is_open


def _states(price: Price, unit_price: int, rate: Rate, tax_class: UUID, *, is_open: bool) -> bool:
    standing = (price.unit_price, price.is_open, price.tax_category, price.tax_rate_ppm, price.tax_class_id)
    return standing == (unit_price, is_open, rate.category, rate.rate_ppm, tax_class)
