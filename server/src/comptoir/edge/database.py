"""The door's connections: a small pool for reading, one for the writer, one that listens.

Nothing waits without an end: neither for a connection nor for an answer.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias, TypeVar
from uuid import UUID

import asyncpg
from django.db import InterfaceError, OperationalError, close_old_connections

from comptoir.platform.deadline import deadline

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
T = TypeVar("T")

READERS_MAX = 4
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
SERVER_SETTINGS = {
    # A plan of the hot path is used thousands of times; compiling it would cost more than it saves.
    "jit": "off",
    "application_name": "comptoir-edge",
    # A writer's session that was dropped may hold a till's head until the server notices. Who comes next gives up
    # before its own deadline, or the waiting sessions would pile up in the server.
    "lock_timeout": "5s",
    # This process may be frozen, too, or its machine gone: it must not hold the heads of tills for ever.
    "idle_in_transaction_session_timeout": "30s",
}
# The database is away, recovering, moving or overloaded: the client comes again. Also what Django says in a thread.
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OperationalError,
    InterfaceError,
)


def in_thread(work: Callable[[], T]) -> T:
    """Work of Django's in a thread of its own, with connections that are its own."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, for the writer or the listener."""
    return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, server_settings=SERVER_SETTINGS)


async def open_pool(dsn: str) -> "asyncpg.Pool[asyncpg.Record]":
    """The pool for reading; it opens its connections when they are needed."""
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=READERS_MAX, timeout=CONNECT_SECONDS, server_settings=SERVER_SETTINGS
    )


@asynccontextmanager
async def borrowed(pool: Pool) -> AsyncIterator[Connection]:
    """A connection of the pool for a moment; it is dropped when the server does not answer."""
    async with pool.acquire(timeout=ANSWER_SECONDS) as connection:
        with deadline(connection, ANSWER_SECONDS):
            yield connection  # type: ignore[misc]  # the pool's proxy has every method of a connection


@asynccontextmanager
async def reading(pool: Pool, organization: UUID) -> AsyncIterator[Connection]:
    """A read-only transaction of one organization that sees one moment, however many queries it asks."""
    async with borrowed(pool) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
        yield connection
