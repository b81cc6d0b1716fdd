"""Followers of the log: each reads it in batches, in order, and its cursor moves in the transaction of its work.

So nothing is read twice and nothing is left out, whatever crashes, and whoever writes entries waits for none of them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SET_TENANT = "SELECT set_config('comptoir.organizations', $1, true)"
# A batch looks its rows up by key, in the key's order. Where no statistics are, another index of the organization costs
# as much to the planner, and less when its tree is a level lower than the key's: then it sorts whole organizations.
BY_KEY = "SET LOCAL enable_sort = off"
START_CURSOR = """
    INSERT INTO platform_consumer_cursor (organization_id, consumer, position) VALUES ($1, $2, 0)
    ON CONFLICT DO NOTHING
"""
LOCK_CURSOR = """
    SELECT position FROM platform_consumer_cursor WHERE organization_id = $1 AND consumer = $2 FOR UPDATE
"""
END_OF_BATCH = """
    SELECT max(position) FROM (
        SELECT position FROM platform_log WHERE organization_id = $1 AND position > $2 ORDER BY position LIMIT $3
    ) batch
"""
ADVANCE = "UPDATE platform_consumer_cursor SET position = $3 WHERE organization_id = $1 AND consumer = $2"


@dataclass(frozen=True, slots=True)
class Positions:
    """What of the log is to be read: behind `after`, up to and with `last`. Nothing is left when they are the same."""

    after: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.after


@asynccontextmanager
async def next_batch(
    connection: Connection, organization: UUID, *, consumer: str, batch: int
) -> AsyncIterator[Positions]:
    """A transaction of one organization, and what its follower has not read; when it ends well the cursor has moved."""
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        await connection.execute(BY_KEY)
        await connection.execute(START_CURSOR, organization, consumer)
        after: int = await connection.fetchval(LOCK_CURSOR, organization, consumer)
        last: int | None = await connection.fetchval(END_OF_BATCH, organization, after, batch)
        yield Positions(after, after if last is None else last)
        if last is not None:
            await connection.execute(ADVANCE, organization, consumer, last)
