"""The worth of stock follows the log: a movement is booked at its place, in the transaction that moves the cursor.

The order of the log is the order of worth: what a till brings a month late is booked when it comes, at what the shelf
holds then. So no booking is ever changed, and a recount of the same log gives the same bookings.
"""

import json
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.kernel import divide_half_away
from comptoir.platform.follower import LOCK_CURSOR, SET_TENANT, START_CURSOR, Positions, next_batch
from comptoir.stock.lot_book import HAS_STATED, LotBook, books_equal, close_book, open_book, shelves_equal
from comptoir.stock.valuation import Holding, Layer

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Cursor: TypeAlias = "asyncpg.cursor.Cursor[asyncpg.Record]"

Row: TypeAlias = tuple[UUID, UUID, int, int, UUID, str, int, datetime, int, int]

CONSUMER = "stock_value"
CURSOR = "SELECT position FROM platform_consumer_cursor WHERE organization_id = $1 AND consumer = $2"
BATCH = 2_000
# A recount: so much of the log by keys, while its cursor is held; otherwise so much in one reading of the tables, of
# which so many movements come at once.
REBUILD_BATCH = 50_000
REBUILD_READING = 5_000_000
ROWS_AT_ONCE = 50_000

# Keyed look-ups behind OFFSET 0: a new shop has no statistics (see `fold.py`). Goods that arrive from another store
# name the document by which they left.
_MOVED = """
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
"""
_IN_ORDER = "WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3 ORDER BY l.position, m.line"
READ = f"""
    SELECT l.position, m.line, m.document, m.store_id, m.item_id, m.quantity_milli, m.reason, m.moved_at, c.cost, t.id
    {_MOVED} {_IN_ORDER}
"""  # parts of ours; every value is a parameter
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
CUSTOM_PLANS = "SET LOCAL plan_cache_mode = force_custom_plan"
# A part of the log is sorted, and the days of a whole shop are added up, in memory and not in files beside it.
MUCH_MEMORY = "SET LOCAL work_mem = '128MB'"
# The log with what is booked of each movement: nothing travels back to ask whether it is booked so. What only lots and
# transfers need is not sent where there are none. Null: it is not booked, or otherwise.
_AGAIN = """
    SELECT l.position, m.line, m.store_id, m.item_id, m.quantity_milli, c.cost, t.id,
        CASE WHEN $4 OR m.reason = 'transfer' THEN m.reason END,
        CASE WHEN $4 OR m.reason = 'transfer' THEN m.document END,
        CASE WHEN $4 THEN m.moved_at END, b.average, b.fifo
"""
_BOOKED_SO = """
    b.organization_id = $1 AND b.store_id = m.store_id AND b.item_id = m.item_id AND b.position = l.position
    AND b.line = m.line AND b.document = m.document AND b.reason = m.reason AND b.quantity_milli = m.quantity_milli
    AND b.moved_at = m.moved_at
"""
# The whole log: each table is read once, from one end to the other.
READ_WHOLE = f"""
    {_AGAIN}
    FROM platform_log l
    JOIN stock_movement m ON m.organization_id = $1 AND m.document = l.subject
    LEFT JOIN stock_movement_cost c ON c.organization_id = $1 AND c.document = m.document AND c.line = m.line
        AND m.reason IN ('receipt', 'supplier')
    LEFT JOIN stock_transfer t ON t.organization_id = $1 AND t.arrival = m.document AND m.reason = 'transfer'
        AND m.quantity_milli > 0
    LEFT JOIN stock_booking b ON {_BOOKED_SO}
    {_IN_ORDER}
"""
# What has come meanwhile: by keys.
READ_AGAIN = f"""
    {_AGAIN} {_MOVED}
    LEFT JOIN LATERAL (SELECT average, fifo FROM stock_booking b WHERE {_BOOKED_SO} OFFSET 0) b ON true
    {_IN_ORDER}
"""  # noqa: S608  # parts of ours; every value is a parameter
# Whatever the database believes of the tables: where all of a shop is wanted, nothing is looked up by keys, and nothing
# is walked along an index (of which it believes that the rows lie in its order, because all of them have one shop).
BY_READING = "SET LOCAL enable_nestloop = off; SET LOCAL enable_indexscan = off"
BY_BELIEF = "SET LOCAL enable_nestloop = on; SET LOCAL enable_indexscan = on"
WRITE_AGAIN = """
    INSERT INTO stock_booking (organization_id, store_id, item_id, position, line, document, reason, quantity_milli,
        moved_at, average, fifo)
    SELECT $1, m.store_id, m.item_id, l.position, m.line, m.document, m.reason, m.quantity_milli, m.moved_at, w.average,
        w.fifo
    FROM unnest($2::int8[], $3::int4[], $4::int8[], $5::int8[]) AS w(position, line, average, fifo)
    CROSS JOIN LATERAL (
        SELECT position, subject FROM platform_log WHERE organization_id = $1 AND position = w.position OFFSET 0
    ) l
    CROSS JOIN LATERAL (
        SELECT * FROM stock_movement WHERE organization_id = $1 AND document = l.subject AND line = w.line OFFSET 0
    ) m
"""
FORGET_BOOKINGS = """
    DELETE FROM stock_booking b USING unnest($2::uuid[], $3::uuid[], $4::int8[], $5::int4[])
        AS w(store_id, item_id, position, line)
    WHERE b.organization_id = $1 AND b.store_id = w.store_id AND b.item_id = w.item_id AND b.position = w.position
        AND b.line = w.line
"""
FORGET_STRAYS = """
    DELETE FROM stock_booking b WHERE b.organization_id = $1 AND b.position <= $2 AND NOT EXISTS (
        SELECT FROM platform_log l JOIN stock_movement m ON m.organization_id = l.organization_id
            AND m.document = l.subject AND m.line = b.line AND m.store_id = b.store_id AND m.item_id = b.item_id
        WHERE l.organization_id = b.organization_id AND l.position = b.position
    )
"""
# What was sold of a shelf, and what it had cost, by the store's calendar: demand and margins are read from it.
_SOLD_DAYS = """
    SELECT b.store_id, b.item_id, (b.moved_at AT TIME ZONE s.timezone)::date AS day,
        -sum(b.quantity_milli)::int8 AS sold_milli, -sum(b.average)::int8 AS average, -sum(b.fifo)::int8 AS fifo
    FROM {bookings}
    JOIN platform_store s ON s.organization_id = $1 AND s.id = b.store_id
    WHERE b.reason IN ('sale', 'refund') {more}
    GROUP BY b.store_id, b.item_id, day
"""
WRITE_SOLD = f"""
    INSERT INTO stock_sold_day (organization_id, store_id, item_id, day, sold_milli, average, fifo)
    SELECT $1, d.* FROM ({
    _SOLD_DAYS.format(
        bookings="unnest($2::uuid[], $3::uuid[], $4::text[], $5::int8[], $6::timestamptz[], $7::int8[], $8::int8[])"
        " AS b(store_id, item_id, reason, quantity_milli, moved_at, average, fifo)",
        more="",
    )
}) d ORDER BY d.store_id, d.item_id, d.day
    ON CONFLICT (organization_id, store_id, item_id, day) DO UPDATE SET
        sold_milli = stock_sold_day.sold_milli + excluded.sold_milli,
        average = stock_sold_day.average + excluded.average, fifo = stock_sold_day.fifo + excluded.fifo
"""  # noqa: S608  # parts of ours; every value is a parameter
_SOLD_BOOKED = _SOLD_DAYS.format(bookings="stock_booking b", more="AND b.organization_id = $1")
SOLD_DIFFERS = f"""
    SELECT EXISTS (
        SELECT FROM ({_SOLD_BOOKED}) b
        FULL JOIN (SELECT * FROM stock_sold_day WHERE organization_id = $1) d USING (store_id, item_id, day)
        WHERE b.sold_milli IS DISTINCT FROM d.sold_milli OR b.average IS DISTINCT FROM d.average
            OR b.fifo IS DISTINCT FROM d.fifo
    )
"""  # noqa: S608
FORGET_SOLD = "DELETE FROM stock_sold_day WHERE organization_id = $1"
REWRITE_SOLD = f"""
    INSERT INTO stock_sold_day (store_id, item_id, day, sold_milli, average, fifo, organization_id)
    SELECT d.*, $1 FROM ({_SOLD_BOOKED}) d
"""  # noqa: S608
COUNT = "SELECT count(*) FROM stock_booking WHERE organization_id = $1 AND position <= $2"
FORGET_TRANSITS = "DELETE FROM stock_transit WHERE organization_id = $1"
FORGET_HOLDINGS = "DELETE FROM stock_holding WHERE organization_id = $1"
READ_ALL_HOLDINGS = """
    SELECT store_id, item_id, quantity_milli, average, fifo, known_milli, known_cost, layers FROM stock_holding
    WHERE organization_id = $1
"""


async def value_stock(connection: Connection, organization: UUID, *, batch: int = BATCH) -> int:
    """Book one batch of the log; answers how many positions it read. 0: nothing is left."""
    async with next_batch(connection, organization, consumer=CONSUMER, batch=batch) as read:
        if read.count:
            await _book(connection, organization, read)
    return read.count


class _Recount:
    """The log once more from its beginning, in memory: what differs from what stands is written, and nothing else."""

    def __init__(self) -> None:
        self.holdings: dict[tuple[UUID, UUID], Holding] = {}
        self.transits: dict[tuple[UUID, int], tuple[int, int]] = {}
        self.left: list[tuple[UUID, int, int, int, int]] = []
        self.lots = LotBook()
        self.count = 0

    async def go_on(self, connection: Connection, organization: UUID, read: Positions) -> bool:
        """Book a part of the log; answers whether all of it stood so already."""
        await self.lots.read_stated(connection, organization, read)
        moved = await connection.fetch(READ_AGAIN, organization, read.after, read.last, self.lots.is_kept)
        return await self._book(connection, organization, read, moved)

    async def read_whole(self, connection: Connection, organization: UUID, read: Positions) -> bool:
        """The same of a log so long that reading the tables is quicker than looking up its keys."""
        has_lots = self.lots.is_kept or await connection.fetchval(HAS_STATED, organization)
        await connection.execute(BY_READING)
        portal = await connection.cursor(READ_WHOLE, organization, read.after, read.last, has_lots)
        await connection.execute(BY_BELIEF)
        is_equal = True
        async for part, moved in _parts(portal, read):
            if has_lots:
                await self.lots.read_stated(connection, organization, part)
            is_equal = await self._book(connection, organization, part, moved) and is_equal
        return is_equal

    async def _book(
        self, connection: Connection, organization: UUID, read: Positions, moved: Sequence[asyncpg.Record]
    ) -> bool:
        self.count += len(moved)
        off = self._move(moved)
        are_lots_equal = await books_equal(connection, organization, self.lots, read)
        if off:
            stores, items, positions, lines, averages, fifos = zip(*off, strict=True)
            await connection.execute(FORGET_BOOKINGS, organization, stores, items, positions, lines)
            await connection.execute(WRITE_AGAIN, organization, positions, lines, averages, fifos)
        return not off and are_lots_equal

    def _move(self, moved: Sequence[asyncpg.Record]) -> list[tuple[UUID, UUID, int, int, int, int]]:
        """Let the shelves move as `_move` does; answers only what is not booked so."""
        off = []
        holdings, transits, are_lots_kept = self.holdings, self.transits, self.lots.is_kept
        for position, line, store, item, quantity, cost, transfer, reason, document, moved_at, average, fifo in moved:
            holding = holdings.get((store, item))
            if holding is None:
                holding = holdings[store, item] = Holding()
            if transfer is not None:
                cost = _cost_of_arrival(transits.get((transfer, line)), quantity, cost)
            done = holding.move(quantity, cost)
            if are_lots_kept:
                self.lots.move(
                    (store, item), holding.quantity_milli, position=position, line=line, document=document,
                    reason=reason, moved_at=moved_at,
                )  # fmt: skip
            if done.average != average or done.fifo != fifo:
                off.append((store, item, position, line, done.average, done.fifo))
            if reason == "transfer" and quantity < 0:
                transits[document, line] = (-quantity, -done.average)
                self.left.append((document, line, -quantity, -done.average, -done.fifo))
        return off

    async def conclude(self, connection: Connection, organization: UUID, position: int) -> bool:
        """What is left of the shelves and on its way; answers whether all of it stood so already."""
        await connection.execute(BY_READING)
        strays = await connection.fetchval(COUNT, organization, position) - self.count
        if strays:
            await connection.execute(FORGET_STRAYS, organization, position)
        standing = {(row[0], row[1]): _held(row) for row in await connection.fetch(READ_ALL_HOLDINGS, organization)}
        is_equal = standing == self.holdings
        if not is_equal:
            await connection.execute(FORGET_HOLDINGS, organization)
            await connection.execute(WRITE_HOLDINGS, organization, *zip(*map(_row, self.holdings.items()), strict=True))
        await connection.execute(FORGET_TRANSITS, organization)
        if self.left:
            await connection.execute(WRITE_TRANSITS, organization, *zip(*self.left, strict=True))
        # Nobody books meanwhile: the cursor is held.
        is_sold_so = not await connection.fetchval(SOLD_DIFFERS, organization)
        if not is_sold_so:
            await connection.execute(FORGET_SOLD, organization)
            await connection.execute(REWRITE_SOLD, organization)
        are_lots_equal = await shelves_equal(connection, organization, self.lots)
        return is_equal and is_sold_so and are_lots_equal and not strays


async def _parts(portal: Cursor, read: Positions) -> AsyncIterator[tuple[Positions, list[asyncpg.Record]]]:
    """What is read, some movements at a time and no document in two parts, with the places in the log of each part."""
    after, kept = read.after, list[asyncpg.Record]()
    while rows := await portal.fetch(ROWS_AT_ONCE):
        kept += rows
        whole, last = len(kept), kept[-1][0]
        while whole and kept[whole - 1][0] == last:
            whole -= 1
        if whole:
            yield Positions(after, last - 1), kept[:whole]
            after, kept = last - 1, kept[whole:]
    yield Positions(after, read.last), kept


async def rebuild(connection: Connection, organization: UUID) -> bool:
    """Book everything again from the movements; answers whether the bookings and shelves had said the same.

    What is booked stands until something better is known, so no page is wrong meanwhile that was right before. The
    cursor is held for the last part alone: tills and the worker go on.
    """
    recount, is_equal, after = _Recount(), True, 0
    while True:
        async with connection.transaction():
            await connection.execute(SET_TENANT, str(organization))
            await connection.execute(CUSTOM_PLANS)
            await connection.execute(MUCH_MEMORY)
            await connection.execute(START_CURSOR, organization, CONSUMER)
            position: int = await connection.fetchval(CURSOR, organization, CONSUMER)
            is_last = position - after <= REBUILD_BATCH
            if is_last:
                position = await connection.fetchval(LOCK_CURSOR, organization, CONSUMER)
            if is_last:
                is_equal = await recount.go_on(connection, organization, Positions(after, position)) and is_equal
                return await recount.conclude(connection, organization, position) and is_equal
            read = Positions(after, min(position, after + REBUILD_READING))
            is_equal = await recount.read_whole(connection, organization, read) and is_equal
            after = read.last


async def _book(connection: Connection, organization: UUID, read: Positions) -> None:
    moved = await connection.fetch(READ, organization, read.after, read.last)
    if not moved:
        return
    holdings = await _holdings(connection, organization, moved)
    transits = await _transits(connection, organization, moved)
    left: list[tuple[UUID, int, int, int, int]] = []
    lots = await open_book(connection, organization, read, holdings)
    booked = _move(moved, holdings, transits, left, lots)
    await close_book(connection, organization, lots)
    columns = list(zip(*booked, strict=True))
    await connection.execute(WRITE_BOOKINGS, organization, *columns)
    stores, items, _, _, _, reasons, quantities, moments, averages, fifos = columns
    await connection.execute(WRITE_SOLD, organization, stores, items, reasons, quantities, moments, averages, fifos)
    await connection.execute(WRITE_HOLDINGS, organization, *zip(*map(_row, holdings.items()), strict=True))
    if left:
        await connection.execute(WRITE_TRANSITS, organization, *zip(*left, strict=True))


def _move(
    moved: Sequence[asyncpg.Record],
    holdings: Mapping[tuple[UUID, UUID], Holding],
    transits: dict[tuple[UUID, int], tuple[int, int]],
    left: list[tuple[UUID, int, int, int, int]],
    lots: LotBook,
) -> list[Row]:
    """Let the shelves move, in the order of the log; what leaves for another store is noted in `left`."""
    booked: list[Row] = []
    for position, line, document, store, item, quantity, reason, moved_at, cost, transfer in moved:
        holding = holdings[store, item]
        if transfer is not None:
            cost = _cost_of_arrival(transits.get((transfer, line)), quantity, cost)
        done = holding.move(quantity, cost)
        lots.move(
            (store, item), holding.quantity_milli, position=position, line=line, document=document, reason=reason,
            moved_at=moved_at,
        )  # fmt: skip
        booked.append((store, item, position, line, document, reason, quantity, moved_at, done.average, done.fifo))
        if reason == "transfer" and quantity < 0:
            transits[document, line] = (-quantity, -done.average)
            left.append((document, line, -quantity, -done.average, -done.fifo))
    return booked


def _cost_of_arrival(sent: tuple[int, int] | None, quantity: int, cost: int | None) -> int | None:
    """What came of a transfer cost its part of what was sent, where that had a worth."""
    return divide_half_away(sent[1] * quantity, sent[0]) if sent is not None and sent[1] else cost


async def _holdings(
    connection: Connection, organization: UUID, moved: Sequence[asyncpg.Record]
) -> dict[tuple[UUID, UUID], Holding]:
    """Every shelf that is touched; one that nothing has touched yet is empty."""
    found = {(row[3], row[4]): Holding() for row in moved}
    stores, items = zip(*found, strict=True)
    for row in await connection.fetch(READ_HOLDINGS, organization, stores, items):
        found[row[0], row[1]] = _held(row)
    return found


def _held(row: asyncpg.Record) -> Holding:
    _, _, quantity, average, fifo, known_milli, known_cost, layers = row
    flat = json.loads(layers)
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return Holding(quantity, average, fifo, known_milli, known_cost, deque(Layer(milli, cost) for milli, cost in pairs))


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
