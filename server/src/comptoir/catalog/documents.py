"""Item documents: what a till knows of an item. One query for snapshots and for the change feed.

An item's price is the one of a given feed position, because a till prices at the position that it names in its
entries. Names and codes are the newest: the feed brings their change again, and no total depends on them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from comptoir.catalog.ranges import said_sql


class ItemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as tills load it (device door, "Item document"). `list_prices` only where a price list names it.

    Everything after it is about few items: a member that says nothing is absent, because there may be 100,000.
    """

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
    parent: str | None = None
    choices: list[str] | None = None
    options: list[dict[str, Any]] | None = None
    variants: list[dict[str, Any]] | None = None
    packs: list[str] | None = None
    pack_count: int | None = None
    photo: str | None = None
    allergens: int | None = None
    traces: int | None = None
    ingredients: str | None = None
    restriction: str | None = None
    modifiers: list[str] | None = None
    bundle: list[dict[str, Any]] | None = None
    deposits: list[dict[str, Any]] | None = None
    is_open: bool = False
    is_sold_out: bool = False
    tracking: str | None = None


# What few items have, as one JSON text; null for the others. A variant takes from its article what it lacks.
_TRAITS = """
    CASE WHEN t.item_id IS NOT NULL OR members.parent_id IS NOT NULL OR sold_out.id IS NOT NULL OR price.is_open THEN
        jsonb_strip_nulls(jsonb_build_object(
            'parent', t.parent_id, 'choices', nullif(t.choices, '[]'), 'options', nullif(t.options, '[]'),
            'variants', members.variants, 'packs', members.packs, 'pack_count', t.pack_count,
            'photo', coalesce(nullif(t.photo, ''), nullif(family.photo, '')),
            'allergens', coalesce(nullif(t.allergens, 0), nullif(family.allergens, 0)),
            'traces', coalesce(nullif(t.traces, 0), nullif(family.traces, 0)),
            'ingredients', coalesce(nullif(t.ingredients, ''), nullif(family.ingredients, '')),
            'restriction', coalesce(nullif(t.restriction, ''), nullif(family.restriction, '')),
            'modifiers', coalesce(nullif(t.modifiers, '[]'), nullif(family.modifiers, '[]')),
            'bundle', nullif(t.bundle, '[]'),
            'deposits', coalesce(nullif(t.deposits, '[]'), (
                SELECT jsonb_agg(jsonb_build_object(
                    'item', one -> 'item', 'count', (one -> 'count')::int * coalesce(t.pack_count, 1)))
                FROM jsonb_array_elements(family.deposits) AS one)),
            'is_open', nullif(price.is_open, false), 'is_sold_out', nullif(sold_out.id IS NOT NULL, false),
            'tracking', coalesce(nullif(t.tracking, ''), nullif(family.tracking, ''))
        ))::text
    END"""


class Placeholders(NamedTuple):
    """How a driver writes the query's parameters; `items` is empty for all of them."""

    organization: str
    store: str
    position: str
    items: str = ""
    # Also those that the store does not carry: somebody holds one in their hand.
    is_any_range: bool = False


def documents_sql(at: Placeholders) -> str:
    """Items that are on sale, in the store's range and with a price, as columns in the order of `ItemDocument`, by id.

    A container with a deposit is none: tills know it from their settings.
    """
    wanted = f"AND i.id = ANY({at.items}::uuid[])" if at.items else ""
    carried = "true" if at.is_any_range else "coalesce(own_range.is_in, family_range.is_in, shelf_range.is_in, true)"
    wanted_prices = f"AND item_id = ANY({at.items}::uuid[])" if at.items else ""
    return f"""
        SELECT i.id::text, i.product_id::text, i.name, p.category_id::text, coalesce(b.codes, ARRAY[]::text[]),
            i.unit, price.unit_price, price.tax_category, price.tax_rate_ppm, price.tax_class_id::text,
            listed.names, listed.prices, {_TRAITS}
        FROM catalog_item i
        JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
        JOIN (
            SELECT DISTINCT ON (item_id) item_id, unit_price, tax_category, tax_rate_ppm,
                tax_class_id, is_open
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
        LEFT JOIN catalog_item_traits t ON t.organization_id = {at.organization} AND t.item_id = i.id
        LEFT JOIN catalog_item_traits family ON family.organization_id = {at.organization}
            AND family.item_id = t.parent_id
        LEFT JOIN catalog_bottle_deposit container ON container.organization_id = i.organization_id
            AND container.item_id = i.id
        LEFT JOIN catalog_sold_out sold_out ON sold_out.organization_id = {at.organization}
            AND sold_out.store_id = {at.store} AND sold_out.item_id = i.id
        LEFT JOIN (
            SELECT m.parent_id,
                jsonb_agg(jsonb_build_object('item', m.item_id, 'choices', m.choices) ORDER BY m.item_id)
                    FILTER (WHERE m.pack_count IS NULL) AS variants,
                jsonb_agg(m.item_id ORDER BY m.pack_count, m.item_id) FILTER (WHERE m.pack_count IS NOT NULL) AS packs
            FROM catalog_item_traits m
            JOIN catalog_item member ON member.organization_id = m.organization_id AND member.id = m.item_id
            WHERE m.organization_id = {at.organization} AND m.parent_id IS NOT NULL AND NOT member.is_archived
            GROUP BY m.parent_id
        ) members ON members.parent_id = i.id
        LEFT JOIN ({said_sql(at.organization, at.store, "item_id")}) own_range ON own_range.item_id = i.id
        LEFT JOIN ({said_sql(at.organization, at.store, "item_id")}) family_range ON family_range.item_id = t.parent_id
        LEFT JOIN ({said_sql(at.organization, at.store, "category_id")}) shelf_range
            ON shelf_range.category_id = p.category_id
        WHERE i.organization_id = {at.organization} AND NOT i.is_archived AND NOT p.is_archived
            AND container.item_id IS NULL AND {carried} {wanted}
        ORDER BY i.id
    """  # noqa: S608  # the placeholders are a driver's, never a value


def document(row: Sequence[Any]) -> ItemDocument:
    """An item document from a row of `documents_sql`."""
    *columns, names, prices, traits = row
    named = dict(zip(ItemDocument.__struct_fields__, columns, strict=False))
    if traits is not None:
        named |= msgspec.json.decode(traits)
    return ItemDocument(**named, list_prices=dict(zip(names or (), prices or (), strict=True)))
