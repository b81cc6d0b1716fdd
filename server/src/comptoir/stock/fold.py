"""Stock levels follow the log: what moved is added up in the transaction that advances the cursor.

So a level is never counted twice and never forgotten, whatever crashes, and a sale never waits for a shared row.
"""

from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.platform.follower import next_batch

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "stock"
BATCH = 2_000

# Ordered by key: two folds, or a fold and a count, lock levels in the same order.
# Goods of which nothing was known until a delivery brought them are known from then on, without a count.
# LATERAL … OFFSET 0 looks movements up by their document. A join would be planned by statistics, and a new shop has
# none: it then reads every movement of the organization for each row of the log.
FOLD = """
    INSERT INTO stock_level (organization_id, store_id, item_id, on_hand_milli, counted_at)
    SELECT $1, moved.store_id, moved.item_id, moved.quantity_milli,
        coalesce(moved.counted_at, CASE WHEN before.item_id IS NULL AND came_at <= first_at THEN came_at END)
    FROM (
        SELECT m.store_id, m.item_id, sum(m.quantity_milli) AS quantity_milli,
            max(m.moved_at) FILTER (WHERE m.reason = 'count') AS counted_at, min(m.moved_at) AS first_at,
            min(m.moved_at) FILTER (WHERE m.reason IN ('receipt', 'transfer') AND m.quantity_milli > 0) AS came_at
    FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT store_id, item_id, quantity_milli, reason, moved_at FROM stock_movement
        WHERE organization_id = l.organization_id AND document = l.subject OFFSET 0
    ) m
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
    GROUP BY m.store_id, m.item_id
    ) moved
    LEFT JOIN LATERAL (
        SELECT item_id FROM stock_level
        WHERE organization_id = $1 AND store_id = moved.store_id AND item_id = moved.item_id OFFSET 0
    ) before ON true
    ORDER BY moved.store_id, moved.item_id
    ON CONFLICT (organization_id, store_id, item_id)
    DO UPDATE SET on_hand_milli = stock_level.on_hand_milli + excluded.on_hand_milli,
        counted_at = greatest(stock_level.counted_at, excluded.counted_at)
"""


async def fold(connection: Connection, organization: UUID) -> int:
    """Add one batch of the log to the levels; answers how many positions it read. 0: nothing is left."""
    async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as read:
        if read.count:
            await connection.execute(FOLD, organization, read.after, read.last)
    return read.count
