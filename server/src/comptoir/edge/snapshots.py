"""The newest snapshot of a store, built when it is missing or old."""

import asyncio
import json
from uuid import UUID

from comptoir.catalog.snapshot import STALE_AFTER, Built, ChunkName, build
from comptoir.edge.database import Pool, in_thread, reading

READ_SNAPSHOT = """
    SELECT position, chunks FROM catalog_snapshot WHERE organization_id = $1 AND store_id = $2
    ORDER BY position DESC LIMIT 1
"""
READ_POSITION = "SELECT coalesce(max(position), 0) FROM catalog_feed WHERE organization_id = $1"


class Snapshots:
    """Builds each store's snapshot once, however many tills ask for it at the same time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._locks: dict[UUID, asyncio.Lock] = {}

    async def newest(self, organization: UUID, store: UUID) -> Built:
        """A snapshot that is at most some hundred changes old."""
        async with self._locks.setdefault(store, asyncio.Lock()):
            async with reading(self._pool, organization) as connection:
                position = await connection.fetchval(READ_POSITION, organization)
                row = await connection.fetchrow(READ_SNAPSHOT, organization, store)
            if row is not None and 0 <= position - row["position"] <= STALE_AFTER:
                chunks = json.loads(row["chunks"])
                return Built(row["position"], tuple(ChunkName(digest, count) for digest, count in chunks))
            return await asyncio.to_thread(in_thread, lambda: build(organization, store))
