"""From the log to messages: one statement a batch, and nothing for a shop that told nobody to listen."""

from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.platform.follower import SET_TENANT, START_CURSOR, next_batch
from comptoir.webhooks.kinds import KINDS

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "webhooks"
BATCH = 1_000
# In one statement, so that an endpoint made at this moment is either seen or made after what is passed over.
SKIP = """
    UPDATE platform_consumer_cursor c SET position = h.position FROM platform_log_head h
    WHERE c.organization_id = $1 AND c.consumer = $2 AND h.organization_id = $1 AND c.position < h.position
      AND NOT EXISTS (SELECT FROM webhooks_endpoint e WHERE e.organization_id = $1 AND e.is_on)
"""
IS_HEARD = "SELECT EXISTS (SELECT FROM webhooks_endpoint WHERE organization_id = $1 AND is_on)"
TELL = """
    INSERT INTO webhooks_message (organization_id, id, endpoint_id, position, kind, subject, happened_at)
    SELECT $1, gen_random_uuid(), e.id, h.position, h.kind, h.subject, h.logged_at
    FROM (
        SELECT l.position, l.subject, l.logged_at, known.kind FROM (
            SELECT position, topic, subject, logged_at FROM platform_log
            WHERE organization_id = $1 AND position > $2 AND position <= $3 OFFSET 0
        ) l
        LEFT JOIN LATERAL (
            SELECT kind FROM sales_entry
            WHERE organization_id = $1 AND id = l.subject AND l.topic = 'sales.entry' OFFSET 0
        ) n ON true
        JOIN unnest($4::text[], $5::text[]) known(topic, kind) ON known.topic = l.topic || coalesce(':' || n.kind, '')
    ) h
    JOIN webhooks_endpoint e ON e.organization_id = $1 AND e.is_on AND h.position > e.after AND e.kinds ? h.kind
    ORDER BY h.position
    ON CONFLICT (organization_id, endpoint_id, position) DO NOTHING
"""


async def tell_endpoints(connection: Connection, organization: UUID) -> int:
    """Write down who hears of one batch of the log; answers how many positions it read. 0: nothing is left."""
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        if not await connection.fetchval(IS_HEARD, organization):
            await connection.execute(START_CURSOR, organization, CONSUMER)
            await connection.execute(SKIP, organization, CONSUMER)
            return 0
    async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as read:
        if read.count:
            await connection.execute(TELL, organization, read.after, read.last, list(KINDS), list(KINDS.values()))
    return read.count
