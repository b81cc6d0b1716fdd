"""The lots of shelves follow the log with their worth: what documents say, and what is presumed (`lot_shelf.py`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg

from comptoir.platform.follower import Positions
from comptoir.stock.lot_shelf import Lot, LotKey, LotShelf, Stated

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Shelf: TypeAlias = tuple[UUID, UUID]

HAS_STATED = "SELECT EXISTS (SELECT FROM stock_movement_lot WHERE organization_id = $1)"
HAS_LOTS = "SELECT EXISTS (SELECT FROM stock_lot_level WHERE organization_id = $1)"
# Looked up by key, as movements are (`fold.py`).
READ_STATED = """
    SELECT m.document, m.line, m.lot, m.serial, m.expires, m.quantity_milli, m.is_count
    FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT * FROM stock_movement_lot WHERE organization_id = l.organization_id AND document = l.subject OFFSET 0
    ) m
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
    ORDER BY m.document, m.line, m.number
"""
# Of a shelf what lies there or is missing, and what the documents name; of the lots that are gone, only that there are.
READ_LOTS = """
    SELECT v.store_id, v.item_id, v.is_serial, v.code, v.lot, v.expires, v.on_hand_milli, v.since
    FROM unnest($2::uuid[], $3::uuid[]) AS w(store_id, item_id)
    CROSS JOIN LATERAL (
        SELECT * FROM stock_lot_level
        WHERE organization_id = $1 AND store_id = w.store_id AND item_id = w.item_id
            AND (on_hand_milli <> 0 OR code = ANY($4::text[])) OFFSET 0
    ) v
    ORDER BY v.store_id, v.item_id, v.since, v.is_serial, v.code
"""
READ_KINDS = """
    SELECT w.store_id, w.item_id, k.is_serial
    FROM unnest($2::uuid[], $3::uuid[]) AS w(store_id, item_id)
    CROSS JOIN (VALUES (false), (true)) AS k(is_serial)
    WHERE EXISTS (
        SELECT FROM stock_lot_level v WHERE v.organization_id = $1 AND v.store_id = w.store_id
            AND v.item_id = w.item_id AND v.is_serial = k.is_serial
    )
"""
WRITE_LEVELS = """
    INSERT INTO stock_lot_level (organization_id, store_id, item_id, is_serial, code, lot, expires, on_hand_milli,
        since)
    SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bool[], $5::text[], $6::text[], $7::date[], $8::int8[],
        $9::int8[])
    ON CONFLICT (organization_id, store_id, item_id, is_serial, code) DO UPDATE SET lot = excluded.lot,
        expires = excluded.expires, on_hand_milli = excluded.on_hand_milli
"""
WRITE_BOOKINGS = """
    INSERT INTO stock_lot_booking (organization_id, position, line, is_serial, code, is_stated, document, store_id,
        item_id, reason, quantity_milli, moved_at)
    SELECT $1, * FROM unnest($2::int8[], $3::int4[], $4::bool[], $5::text[], $6::bool[], $7::uuid[], $8::uuid[],
        $9::uuid[], $10::text[], $11::int8[], $12::timestamptz[])
"""
BOOKED = """
    SELECT position, line, is_serial, code, is_stated, document, store_id, item_id, reason, quantity_milli, moved_at
    FROM stock_lot_booking WHERE organization_id = $1 AND position > $2 AND position <= $3
"""
FORGET_BOOKINGS = "DELETE FROM stock_lot_booking WHERE organization_id = $1 AND position > $2 AND position <= $3"
READ_ALL_LOTS = """
    SELECT store_id, item_id, is_serial, code, lot, expires, on_hand_milli, since FROM stock_lot_level
    WHERE organization_id = $1
"""
FORGET_LOTS = "DELETE FROM stock_lot_level WHERE organization_id = $1"


class LotBooked(NamedTuple):
    """A row of `stock_lot_booking`."""

    position: int
    line: int
    is_serial: bool
    code: str
    is_stated: bool
    document: UUID
    store: UUID
    item: UUID
    reason: str
    quantity_milli: int
    moved_at: datetime


@dataclass(slots=True)
class LotBook:
    """The shelves that are touched, what the documents say of their lots, and what was booked."""

    shelves: dict[Shelf, LotShelf] = field(default_factory=dict)
    stated: dict[tuple[UUID, int], list[Stated]] = field(default_factory=dict)
    counted: set[tuple[UUID, int]] = field(default_factory=set)
    booked: list[LotBooked] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Whether any of these movements has to do with lots."""
        return bool(self.stated or self.shelves)

    def move(
        self, shelf: Shelf, on_hand_milli: int, *, position: int, line: int, document: UUID, reason: str,
        moved_at: datetime,
    ) -> None:  # fmt: skip
        """A movement after which so many lie there. A shelf that nobody keeps by lot costs two look-ups."""
        said, held = self.stated.get((document, line)), self.shelves.get(shelf)
        if said is None and held is None:
            return
        if held is None:
            held = self.shelves[shelf] = LotShelf()
        is_count = (document, line) in self.counted
        for key, quantity, is_stated in held.move(
            said or (), on_hand_milli, position, reason=reason, is_count=is_count
        ):
            self.booked.append(
                LotBooked(
                    position, line, key.is_serial, key.code, is_stated, document, *shelf, reason, quantity, moved_at
                )
            )

    async def read_stated(self, connection: Connection, organization: UUID, read: Positions) -> None:
        """What the documents of a part of the log say of lots."""
        self.stated.clear()
        self.counted.clear()
        if not await connection.fetchval(HAS_STATED, organization):
            return
        for document, line, lot, serial, expires, quantity, is_count in await connection.fetch(
            READ_STATED, organization, read.after, read.last
        ):
            self.stated.setdefault((document, line), []).append(Stated(lot, serial, expires, quantity))
            if is_count:
                self.counted.add((document, line))


async def open_book(connection: Connection, organization: UUID, read: Positions, touched: Iterable[Shelf]) -> LotBook:
    """The shelves of a part of the log, and what its documents say."""
    book = LotBook()
    await book.read_stated(connection, organization, read)
    if not await connection.fetchval(HAS_LOTS, organization):
        return book
    stores, items = zip(*set(touched), strict=True)
    codes = {code for parts in book.stated.values() for part in parts for code in _codes(part)}
    for store, item, is_serial in await connection.fetch(READ_KINDS, organization, stores, items):
        shelf = book.shelves.setdefault((store, item), LotShelf())
        shelf.has_serials |= is_serial
        shelf.has_lots |= not is_serial
    for row in await connection.fetch(READ_LOTS, organization, stores, items, list(codes)):
        _lay(book.shelves[row[0], row[1]], row)
    return book


async def close_book(connection: Connection, organization: UUID, book: LotBook) -> None:
    """Write what was booked, and what lies there now."""
    if not book.shelves:
        return
    if book.booked:
        await connection.execute(WRITE_BOOKINGS, organization, *_columns(book.booked))
    await _write_levels(connection, organization, book.shelves)


async def books_equal(connection: Connection, organization: UUID, book: LotBook, read: Positions) -> bool:
    """Whether a part of the log is booked so; what differs is written anew. The book is empty then."""
    standing = {tuple(row) for row in await connection.fetch(BOOKED, organization, read.after, read.last)}
    is_equal = standing == set(book.booked)
    if not is_equal:
        await connection.execute(FORGET_BOOKINGS, organization, read.after, read.last)
        if book.booked:
            await connection.execute(WRITE_BOOKINGS, organization, *_columns(book.booked))
    book.booked.clear()
    return is_equal


async def shelves_equal(connection: Connection, organization: UUID, book: LotBook) -> bool:
    """Whether the lots that lie there are these; else they are written anew."""
    standing: dict[Shelf, LotShelf] = {}
    for row in await connection.fetch(READ_ALL_LOTS, organization):
        _lay(standing.setdefault((row[0], row[1]), LotShelf()), row)
    wanted = {shelf: held.lots for shelf, held in book.shelves.items() if held.lots}
    is_equal = {shelf: held.lots for shelf, held in standing.items()} == wanted
    if not is_equal:
        await connection.execute(FORGET_LOTS, organization)
        await _write_levels(connection, organization, book.shelves)
    return is_equal


async def _write_levels(connection: Connection, organization: UUID, shelves: dict[Shelf, LotShelf]) -> None:
    rows = [
        (*shelf, key.is_serial, key.code, lot.lot, lot.expires, lot.on_hand_milli, lot.since)
        for shelf, held in shelves.items()
        for key, lot in held.lots.items()
    ]
    if rows:
        await connection.execute(WRITE_LEVELS, organization, *_columns(rows))


def _lay(shelf: LotShelf, row: asyncpg.Record) -> None:
    _, _, is_serial, code, lot, expires, on_hand, since = row
    shelf.lots[LotKey(is_serial, code)] = Lot(lot, expires, on_hand, since)
    shelf.has_serials |= is_serial
    shelf.has_lots |= not is_serial


def _codes(part: Stated) -> Iterable[str]:
    day: date | None = part.expires
    return filter(None, (part.serial, part.lot or (day.isoformat() if day else "")))


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True))
