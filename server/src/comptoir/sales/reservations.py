"""Goods that are kept aside for customers, as orders and what became of them say: they are on hand, and not free.

A follower of the log: whatever an entry did to an order, what the order keeps is worked out anew from its sealed
entries. So it is right in whatever order tills deliver, nothing is counted twice, and it can be thrown away and made
again. It runs behind the fold of stock: goods that went to their customer are for a moment gone and kept, never free.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.journal import Envelope, parse_envelope
from comptoir.platform.follower import next_batch
from comptoir.sales.bodies import BodyNotUnderstood
from comptoir.sales.goods import moves_of
from comptoir.sales.orders import OrderBody, parse_order

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "reservations"
BATCH = 2_000
# More than any shop keeps aside: what a broken till wrote must not stop those behind it.
QUANTITY_MAX = 10**15

# Step by step and by key (LATERAL … OFFSET 0): a new shop has no statistics, and a join would read all its sales. Whose
# rows they are, row-level security says; said twice, it looks so rare to a planner without statistics that it reads all
# of an organization by any index, and never looks at the key.
READ_TOUCHED = """
    SELECT o.id FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT id FROM sales_order WHERE id = l.subject OFFSET 0
    ) o
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
    UNION
    SELECT o.id FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT refers_to_chain, refers_to_sequence FROM sales_sale
        WHERE id = l.subject AND kind IN ('sale', 'payment')
            AND refers_to_chain IS NOT NULL OFFSET 0
    ) s
    CROSS JOIN LATERAL (
        SELECT id FROM sales_order
        WHERE chain = s.refers_to_chain AND sequence = s.refers_to_sequence
        OFFSET 0
    ) o
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
"""
READ_ORDERS = """
    SELECT o.id, o.store_id, o.purpose, o.valid_until, e.content, coalesce(k.is_ended, false) AS is_ended,
        coalesce(k.is_paid_on, false) AS is_paid_on
    FROM unnest($1::uuid[]) AS wanted(id)
    CROSS JOIN LATERAL (SELECT * FROM sales_order WHERE id = wanted.id OFFSET 0) o
    CROSS JOIN LATERAL (SELECT content FROM sales_entry WHERE id = wanted.id OFFSET 0) e
    CROSS JOIN LATERAL (
        SELECT bool_or(s.kind = 'sale' OR p.purpose = 'cancellation') AS is_ended,
            bool_or(p.purpose = 'deposit') AS is_paid_on
        FROM (
            SELECT id, kind FROM sales_sale
            WHERE refers_to_chain = o.chain AND refers_to_sequence = o.sequence
                AND kind IN ('sale', 'payment') OFFSET 0
        ) s
        LEFT JOIN LATERAL (
            SELECT purpose FROM sales_payment WHERE sale_id = s.id OFFSET 0
        ) p ON true
    ) k
"""
# What one of each takes from the shelf: of a pack, its article, so many as it held (`sales.decide._from_shelf`).
READ_SHELF = """
    SELECT i.id, t.parent_id, t.pack_count, v.position, v.pack
    FROM unnest($1::uuid[]) AS wanted(id)
    CROSS JOIN LATERAL (SELECT id FROM catalog_item WHERE id = wanted.id OFFSET 0) i
    LEFT JOIN LATERAL (
        SELECT parent_id, pack_count FROM catalog_item_traits
        WHERE item_id = i.id AND pack_count IS NOT NULL OFFSET 0
    ) t ON true
    LEFT JOIN LATERAL (
        SELECT position, (document ->> 'pack')::int8 AS pack FROM catalog_goods_version
        WHERE subject = i.id AND t.pack_count IS NOT NULL OFFSET 0
    ) v ON true
    ORDER BY i.id, v.position
"""
FORGET = "DELETE FROM stock_reservation WHERE organization_id = $1 AND document = ANY($2::uuid[])"
KEEP = """
    INSERT INTO stock_reservation (organization_id, document, line, store_id, item_id, quantity_milli, until)
    SELECT $1, * FROM unnest($2::uuid[], $3::int4[], $4::uuid[], $5::uuid[], $6::int8[], $7::date[])
"""


@dataclass(slots=True)
class _Shelf:
    """What an article takes from the shelf, and how many a pack of it held, by position."""

    parent: UUID | None = None
    holds_now: int = 1
    held: list[tuple[int, int]] = field(default_factory=list)

    def taken(self, item: UUID, quantity_milli: int, stated: int | None, position: int) -> tuple[UUID, int]:
        if self.parent is None:
            return item, quantity_milli
        if stated is not None and stated in (pack for _, pack in self.held):
            return self.parent, quantity_milli * stated
        before = [pack for at, pack in self.held if at <= position]
        return self.parent, quantity_milli * (before[-1] if before else self.holds_now)


@dataclass(frozen=True, slots=True)
class _Promise:
    """An open order that keeps goods."""

    id: UUID
    store: UUID
    until: date | None
    envelope: Envelope
    body: OrderBody


async def keep_aside(connection: Connection, organization: UUID) -> int:
    """Read one batch of the log; answers how many positions it read. 0: nothing is left."""
    async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as read:
        touched = [row[0] for row in await connection.fetch(READ_TOUCHED, organization, read.after, read.last)]
        if touched:
            await _work_out(connection, organization, touched)
    return read.count


async def _work_out(connection: Connection, organization: UUID, orders: Sequence[UUID]) -> None:
    found = [_promise(row) for row in await connection.fetch(READ_ORDERS, orders)]
    promises = [promise for promise in found if promise is not None]
    items = {move.item for promise in promises for line in promise.body.lines for move in moves_of("sale", line)}
    shelves: dict[UUID, _Shelf] = {}
    for item, parent, holds, at, pack in await connection.fetch(READ_SHELF, list(items)):
        shelf = shelves.setdefault(item, _Shelf(parent, holds or 1))
        if at is not None and pack:
            shelf.held.append((at, pack))
    await connection.execute(FORGET, organization, orders)
    kept = [row for promise in promises for row in _rows(promise, shelves)]
    if kept:
        await connection.execute(KEEP, organization, *zip(*kept, strict=True))


def _promise(row: asyncpg.Record) -> _Promise | None:
    """What is kept aside is kept; a quote keeps goods once something was paid on it. None: nothing is kept."""
    if row["is_ended"] or not (row["purpose"] == "layaway" or row["is_paid_on"]):
        return None
    envelope = parse_envelope(bytes(row["content"]))
    try:
        body = parse_order(envelope.body)
    except BodyNotUnderstood:
        return None
    return _Promise(row["id"], row["store_id"], row["valid_until"], envelope, body)


def _rows(promise: _Promise, shelves: Mapping[UUID, _Shelf]) -> Iterator[tuple[object, ...]]:
    """As its sale will move them, so that nothing of it stays behind or goes twice."""
    for line in promise.body.lines:
        for move in moves_of("sale", line):
            shelf = shelves.get(move.item)
            if shelf is None or move.quantity_milli >= 0:
                # Unknown to the catalogue: its sale moves no stock either.
                continue
            position = promise.envelope.catalog_position
            item, quantity = shelf.taken(move.item, -move.quantity_milli, line.pack, position)
            if quantity <= QUANTITY_MAX:
                yield promise.id, move.number, promise.store, item, quantity, promise.until
