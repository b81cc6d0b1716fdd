"""The door's connections: a small pool for reading, one for the writer, one that listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias
from uuid import UUID

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

READERS_MAX = 4
# A plan of the hot path is used thousands of times; compiling it would cost more than it saves.
SERVER_SETTINGS = {"jit": "off", "application_name": "comptoir-edge"}


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, for the writer or the listener."""
    return await asyncpg.connect(dsn, server_settings=SERVER_SETTINGS)


async def open_pool(dsn: str) -> "asyncpg.Pool[asyncpg.Record]":
    """The pool for reading; it opens its connections when they are needed."""
    return await asyncpg.create_pool(dsn, min_size=0, max_size=READERS_MAX, server_settings=SERVER_SETTINGS)


@asynccontextmanager
async def reading(pool: Pool, organization: UUID) -> AsyncIterator[Connection]:
    """A read-only transaction of one organization that sees one moment, however many queries it asks."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
        yield connection  # type: ignore[misc]  # the pool's proxy has every method of a connection
