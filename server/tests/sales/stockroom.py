"""Lets the log's followers of stock catch up, and says what is there: for tests."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from comptoir.platform.sequencer import sequence
from comptoir.sales.reservations import keep_aside
from comptoir.stock import valuing
from comptoir.stock.fold import fold
from comptoir.stock.valuing import value_stock
from tests.sales.shop import Shop, rows


def catch_up(dsn: str, organization: UUID, *, at_once: int = 1) -> None:
    """Sequence what was written, and let stock follow; `at_once`: as several servers do."""

    async def one() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            while await sequence(connection, organization):
                pass
            for follower in (fold, keep_aside, value_stock):
                while await follower(connection, organization):
                    pass
        finally:
            await connection.close()

    async def run() -> None:
        await asyncio.gather(*(one() for _ in range(at_once)))

    asyncio.run(run())


def read_in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recount reads the log as it reads one of a million movements: the tables from end to end, part by part."""
    for name, many in (("REBUILD_BATCH", 0), ("REBUILD_READING", 3), ("ROWS_AT_ONCE", 2)):
        monkeypatch.setattr(valuing, name, many)


def kept(shop: Shop) -> dict[UUID, int]:
    """What is kept aside, by article."""
    found: dict[UUID, int] = {}
    for row in rows("stock_reservation", shop.organization):
        item = UUID(str(row["item_id"]))
        found[item] = found.get(item, 0) + int(str(row["quantity_milli"]))
    return found


def on_hand(shop: Shop) -> dict[UUID, int]:
    """What is on hand, by article."""
    return {UUID(str(row["item_id"])): int(str(row["on_hand_milli"])) for row in rows("stock_level", shop.organization)}
