"""What lies in the till's store: on hand, kept aside for whom; and what is kept that others would miss."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec

from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted

ITEMS_MAX = 50
PROMISES_MAX = 500
# Whose rows they are, row-level security says (`sales.reservations`). Of a pack, what its article has.
READ_ASKED = """
    SELECT w.id AS item, coalesce(t.parent_id, w.id) AS shelf, coalesce(t.pack_count, 1) AS pack,
        CASE WHEN v.counted_at IS NOT NULL THEN v.on_hand_milli END AS on_hand_milli
    FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, place)
    CROSS JOIN LATERAL (SELECT id FROM catalog_item WHERE id = w.id OFFSET 0) i
    LEFT JOIN LATERAL (
        SELECT parent_id, pack_count FROM catalog_item_traits WHERE item_id = w.id AND pack_count IS NOT NULL OFFSET 0
    ) t ON true
    LEFT JOIN LATERAL (
        SELECT on_hand_milli, counted_at FROM stock_level
        WHERE store_id = $2 AND item_id = coalesce(t.parent_id, w.id) OFFSET 0
    ) v ON true
    ORDER BY w.place
"""
# Goods of which nothing is free: whoever sells one takes it from a customer who waits.
READ_SHORT = """
    SELECT k.item_id AS item, k.item_id AS shelf, 1 AS pack, v.on_hand_milli
    FROM (
        SELECT r.item_id, sum(r.quantity_milli) AS kept FROM stock_reservation r
        JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
        WHERE r.organization_id = $2 AND r.store_id = $1
            AND (r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date)
        GROUP BY r.item_id
    ) k
    CROSS JOIN LATERAL (
        SELECT on_hand_milli FROM stock_level
        WHERE store_id = $1 AND item_id = k.item_id AND counted_at IS NOT NULL OFFSET 0
    ) v
    WHERE v.on_hand_milli <= k.kept
    ORDER BY k.item_id LIMIT 200
"""
# Of what no more is free than its reorder point, as the worker saw it last: what ran low last first.
READ_LOW = """
    SELECT item_id FROM purchasing_low_stock WHERE organization_id = $2 AND store_id = $1
    ORDER BY since DESC, item_id LIMIT 500
"""
READ_PROMISES = """
    SELECT r.item_id, r.quantity_milli, t.code || '-' || n.number || '-' || o.sequence AS number,
        coalesce(c.name, '') AS name
    FROM unnest($1::uuid[]) AS w(id)
    CROSS JOIN LATERAL (
        SELECT item_id, document, until, sum(quantity_milli)::int8 AS quantity_milli FROM stock_reservation
        WHERE item_id = w.id AND store_id = $2 GROUP BY item_id, document, until OFFSET 0
    ) r
    CROSS JOIN LATERAL (SELECT * FROM sales_order WHERE id = r.document OFFSET 0) o
    JOIN platform_store s ON s.organization_id = o.organization_id AND s.id = $2
        AND (r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date)
    JOIN tills_enrolment n ON n.organization_id = o.organization_id AND n.id = o.chain
    JOIN tills_till t ON t.organization_id = o.organization_id AND t.id = o.till_id
    LEFT JOIN customers_customer c ON c.organization_id = o.organization_id AND c.id = o.customer
        AND c.erased_at IS NULL
    ORDER BY o.ordered_at, o.id LIMIT $3
"""


class Asked(msgspec.Struct, frozen=True):
    """`items`: of these; without: of all goods of which something is kept aside and nothing is free."""

    items: Annotated[list[UUID], msgspec.Meta(max_length=ITEMS_MAX)] | None = None


class Kept(msgspec.Struct, frozen=True):
    """For whom some of it lies there; no name where nobody was named, or the customer was erased."""

    name: str
    number: str
    quantity_milli: int


class ItemStock(msgspec.Struct, frozen=True):
    """`on_hand_milli` is null where nobody ever counted. `pack`: how many of what lies there are in one of it."""

    item: UUID
    pack: int
    on_hand_milli: int | None
    kept_milli: int
    kept: list[Kept]


class Stock(msgspec.Struct, frozen=True):
    """Of the till's own store. `low`: articles that run low, where no particular ones are asked for."""

    stock: list[ItemStock]
    low: list[UUID] = []


_ASKED = msgspec.json.Decoder(Asked)


async def stock(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what lies there. No sale waits for it."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    async with reading(services.pool, sender.organization) as connection:
        low: list[UUID] = []
        if asked.items is None:
            low = [row["item_id"] for row in await connection.fetch(READ_LOW, sender.store, sender.organization)]
            found = await connection.fetch(READ_SHORT, sender.store, sender.organization)
        else:
            found = await connection.fetch(READ_ASKED, asked.items, sender.store)
        shelves = list({row["shelf"] for row in found})
        promises = await connection.fetch(READ_PROMISES, shelves, sender.store, PROMISES_MAX)
    await send_json(
        send,
        Stock([_stock(row, [one for one in promises if one["item_id"] == row["shelf"]]) for row in found], low),
    )


def _stock(row: asyncpg.Record, promises: Sequence[asyncpg.Record]) -> ItemStock:
    kept = [Kept(one["name"], one["number"], one["quantity_milli"]) for one in promises]
    return ItemStock(row["item"], row["pack"], row["on_hand_milli"], sum(one.quantity_milli for one in kept), kept)
