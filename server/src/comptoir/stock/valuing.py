"""The worth of stock follows the log: a movement is booked at its place, in the transaction that moves the cursor.

The order of the log is the order of worth: what a till brings a month late is booked when it comes, at what the shelf
holds then. So no booking is ever changed, and a recount of the same log gives the same bookings.
"""

import json
from collections import deque
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.kernel import divide_half_away
from comptoir.platform.follower import LOCK_CURSOR, SET_TENANT, START_CURSOR, Positions, next_batch
from comptoir.stock.valuation import Holding, Layer

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "stock_value"
BATCH = 2_000
REBUILD_BATCH = 50_000

# Keyed look-ups behind OFFSET 0: a new shop has no statistics (see `fold.py`). Goods that arrive from another store
# name the document by which they left.
READ = """
    SELECT l.position, m.line, m.document, m.store_id, m.item_id, m.quantity_milli, m.reason, m.moved_at, c.cost, t.id
    FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT * FROM stock_movement WHERE organization_id = l.organization_id AND document = l.subject OFFSET 0
    ) m
    LEFT JOIN LATERAL (
        SELECT cost FROM stock_movement_cost
        WHERE m.reason IN ('receipt', 'supplier') AND organization_id = l.organization_id
            AND document = m.document AND line = m.line OFFSET 0
    ) c ON true
    LEFT JOIN LATERAL (
        SELECT id FROM stock_transfer
        WHERE m.reason = 'transfer' AND m.quantity_milli > 0 AND organization_id = l.organization_id
            AND arrival = m.document OFFSET 0
    ) t ON true
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
    ORDER BY l.position, m.line
"""
READ_HOLDINGS = """
    SELECT h.store_id, h.item_id, h.quantity_milli, h.average, h.fifo, h.known_milli, h.known_cost, h.layers
    FROM unnest($2::uuid[], $3::uuid[]) AS w(store_id, item_id)
    CROSS JOIN LATERAL (
        SELECT * FROM stock_holding
        WHERE organization_id = $1 AND store_id = w.store_id AND item_id = w.item_id OFFSET 0
    ) h
"""
READ_TRANSITS = """
    SELECT t.document, t.line, t.quantity_milli, t.average, t.fifo
    FROM unnest($2::uuid[], $3::int4[]) AS w(document, line)
    CROSS JOIN LATERAL (
        SELECT * FROM stock_transit
        WHERE organization_id = $1 AND document = w.document AND line = w.line OFFSET 0
    ) t
"""
WRITE_BOOKINGS = """
    INSERT INTO stock_booking (organization_id, store_id, item_id, position, line, document, reason, quantity_milli,
        moved_at, average, fifo)
    SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::int8[], $5::int4[], $6::uuid[], $7::text[], $8::int8[],
        $9::timestamptz[], $10::int8[], $11::int8[])
"""
WRITE_HOLDINGS = """
    INSERT INTO stock_holding (organization_id, store_id, item_id, quantity_milli, average, fifo, known_milli,
        known_cost, layers)
    SELECT $1, s, i, q, a, f, m, c, l::jsonb FROM unnest($2::uuid[], $3::uuid[], $4::int8[], $5::int8[], $6::int8[],
        $7::int8[], $8::int8[], $9::text[]) AS w(s, i, q, a, f, m, c, l)
    ON CONFLICT (organization_id, store_id, item_id) DO UPDATE SET quantity_milli = excluded.quantity_milli,
        average = excluded.average, fifo = excluded.fifo, known_milli = excluded.known_milli,
        known_cost = excluded.known_cost, layers = excluded.layers
"""
WRITE_TRANSITS = """
    INSERT INTO stock_transit (organization_id, document, line, quantity_milli, average, fifo)
    SELECT $1, * FROM unnest($2::uuid[], $3::int4[], $4::int8[], $5::int8[], $6::int8[])
"""
FORGET = tuple(
    f"DELETE FROM {table} WHERE organization_id = $1"  # noqa: S608  # names of ours
    for table in ("stock_booking", "stock_holding", "stock_transit")
)
REWIND = "UPDATE platform_consumer_cursor SET position = 0 WHERE organization_id = $1 AND consumer = $2"
# Of everything up to a position, whatever the order of its rows: how many, their sums, and a sum of their digests.
FINGERPRINT = """
    SELECT count(*), coalesce(sum(quantity_milli), 0)::text, coalesce(sum(average), 0)::text,
        coalesce(sum(fifo), 0)::text,
        coalesce(sum(hashtextextended(concat_ws(' ', store_id, item_id, position, line, document, quantity_milli,
            average, fifo), 0)::numeric), 0)::text
    FROM stock_booking WHERE organization_id = $1 AND position <= $2
"""


async def value_stock(connection: Connection, organization: UUID, *, batch: int = BATCH) -> int:
    """Book one batch of the log; answers how many positions it read. 0: nothing is left."""
    async with next_batch(connection, organization, consumer=CONSUMER, batch=batch) as read:
        if read.count:
            await _book(connection, organization, read)
    return read.count


async def rebuild(connection: Connection, organization: UUID) -> bool:
    """Book everything again from the movements; answers whether the bookings had said the same.

    Tills sell on, and levels are not touched. Until it is done, pages say a worth that is too small.
    """
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        await connection.execute(START_CURSOR, organization, CONSUMER)
        position: int = await connection.fetchval(LOCK_CURSOR, organization, CONSUMER)
        before = await connection.fetchrow(FINGERPRINT, organization, position)
        for statement in FORGET:
            await connection.execute(statement, organization)
        await connection.execute(REWIND, organization, CONSUMER)
    while await value_stock(connection, organization, batch=REBUILD_BATCH):
        pass
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        after = await connection.fetchrow(FINGERPRINT, organization, position)
    return bool(before == after)


async def _book(connection: Connection, organization: UUID, read: Positions) -> None:
    moved = await connection.fetch(READ, organization, read.after, read.last)
    if not moved:
        return
    holdings = await _holdings(connection, organization, moved)
    transits = await _transits(connection, organization, moved)
    left: list[tuple[UUID, int, int, int, int]] = []
    booked = []
    for position, line, document, store, item, quantity, reason, moved_at, cost, transfer in moved:
        sent = transits.get((transfer, line)) if transfer is not None else None
        holding = holdings[store, item]
        if sent is not None and sent[1]:
            cost = divide_half_away(sent[1] * quantity, sent[0])
        done = holding.move(quantity, cost)
        booked.append((store, item, position, line, document, reason, quantity, moved_at, done.average, done.fifo))
        if reason == "transfer" and quantity < 0:
            transits[document, line] = (-quantity, -done.average)
            left.append((document, line, -quantity, -done.average, -done.fifo))
    await connection.execute(WRITE_BOOKINGS, organization, *zip(*booked, strict=True))
    await connection.execute(WRITE_HOLDINGS, organization, *zip(*map(_row, holdings.items()), strict=True))
    if left:
        await connection.execute(WRITE_TRANSITS, organization, *zip(*left, strict=True))


async def _holdings(
    connection: Connection, organization: UUID, moved: Sequence[asyncpg.Record]
) -> dict[tuple[UUID, UUID], Holding]:
    """Every shelf that is touched; one that nothing has touched yet is empty."""
    found = {(row[3], row[4]): Holding() for row in moved}
    stores, items = zip(*found, strict=True)
    for row in await connection.fetch(READ_HOLDINGS, organization, stores, items):
        store, item, quantity, average, fifo, known_milli, known_cost, layers = row
        flat = json.loads(layers)
        pairs = zip(flat[::2], flat[1::2], strict=True)
        found[store, item] = Holding(
            quantity, average, fifo, known_milli, known_cost, deque(Layer(milli, cost) for milli, cost in pairs)
        )
    return found


async def _transits(
    connection: Connection, organization: UUID, moved: Sequence[asyncpg.Record]
) -> dict[tuple[UUID, int], tuple[int, int]]:
    """How much was sent, and what it was worth, of goods that arrive and left in an earlier batch."""
    arrived = [(row[9], row[1]) for row in moved if row[9] is not None]
    if not arrived:
        return {}
    rows = await connection.fetch(READ_TRANSITS, organization, *zip(*arrived, strict=True))
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _row(shelf: tuple[tuple[UUID, UUID], Holding]) -> tuple[UUID, UUID, int, int, int, int, int, str]:
    (store, item), held = shelf
    flat = [figure for layer in held.layers for figure in (layer.quantity_milli, layer.cost)]
    return (
        store, item, held.quantity_milli, held.average, held.fifo, held.known_milli, held.known_cost, json.dumps(flat)
    )  # fmt: skip
