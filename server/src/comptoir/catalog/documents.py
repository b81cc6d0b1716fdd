"""Item documents: what a till knows of an item. One query for snapshots and for the change feed.

An item's price is the one of a given feed position, because a till prices at the position that it names in its
entries. Names and codes are the newest: the feed brings their change again, and no total depends on them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec


class ItemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as tills load it (device door, "Item document"). `list_prices` only where a price list names it."""

    id: str
    product: str
    name: str
    category: str
    barcodes: list[str]
    unit: str
    unit_price: int
    tax_category: str
    tax_rate_ppm: int
    tax_class: str | None = None
    list_prices: dict[str, int] = {}


class Placeholders(NamedTuple):
    """How a driver writes the query's parameters; `items` is empty for all of them."""

    organization: str
    store: str
    position: str
    items: str = ""


def documents_sql(at: Placeholders) -> str:
    """Items that are on sale and have a price, as columns in the order of `ItemDocument`, by id."""
    wanted = f"AND i.id = ANY({at.items}::uuid[])" if at.items else ""
    wanted_prices = f"AND item_id = ANY({at.items}::uuid[])" if at.items else ""
    return f"""
        SELECT i.id::text, i.product_id::text, i.name, p.category_id::text, coalesce(b.codes, ARRAY[]::text[]),
            i.unit, price.unit_price, price.tax_category, price.tax_rate_ppm, price.tax_class_id::text,
            listed.names, listed.prices
        FROM catalog_item i
        JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
        JOIN (
            SELECT DISTINCT ON (item_id) item_id, unit_price, tax_category, tax_rate_ppm,
                tax_class_id
            FROM catalog_price
            WHERE organization_id = {at.organization} AND position <= {at.position}
                AND (store_id IS NULL OR store_id = {at.store}) {wanted_prices}
            ORDER BY item_id, store_id IS NULL, position DESC
        ) price ON price.item_id = i.id
        LEFT JOIN (
            SELECT item_id, array_agg(code::text ORDER BY id) AS codes
            FROM catalog_barcode WHERE organization_id = {at.organization} {wanted_prices}
            GROUP BY item_id
        ) b ON b.item_id = i.id
        LEFT JOIN (
            SELECT item_id, array_agg(price_list::text ORDER BY price_list) AS names,
                array_agg(unit_price ORDER BY price_list) AS prices
            FROM (
                SELECT DISTINCT ON (item_id, price_list) item_id, price_list, unit_price
                FROM catalog_price_list_entry
                WHERE organization_id = {at.organization} AND position <= {at.position} {wanted_prices}
                ORDER BY item_id, price_list, position DESC
            ) entry WHERE unit_price IS NOT NULL GROUP BY item_id
        ) listed ON listed.item_id = i.id
        WHERE i.organization_id = {at.organization} AND NOT i.is_archived AND NOT p.is_archived {wanted}
        ORDER BY i.id
    """  # noqa: S608  # the placeholders are a driver's, never a value


def document(row: Sequence[Any]) -> ItemDocument:
    """An item document from a row of `documents_sql`."""
    *columns, names, prices = row
    named = dict(zip(ItemDocument.__struct_fields__, columns, strict=False))
    return ItemDocument(**named, list_prices=dict(zip(names or (), prices or (), strict=True)))
