"""The sequencer: committed facts get their place in the organization's log, without holes.

Transactions commit in another order than they draw numbers, so a reader of the outbox would skip a late commit
for ever. The sequencer moves only what is committed, one transaction of an organization at a time, and numbers it
as it finds it. A position is the Merkle leaf's index and every consumer's cursor. No acknowledgement waits for it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.platform.deadline import deadline

log = logging.getLogger(__name__)

CHANNEL = "comptoir_outbox"
BATCH = 2_000
# A notification is lost when nobody listens, and not every writer sends one.
POLL_SECONDS = 2.0
RETRY_SECONDS = 1.0

# A step takes a second or less; a connection that says nothing for so long is dropped, and a new one goes on.
STEP_SECONDS = 120.0
CONNECT_SECONDS = 10.0

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Consumer: TypeAlias = Callable[[Connection, UUID], Awaitable[int]]

# A plan that PostgreSQL keeps was made for the tables as they were then: in a new shop, empty. Planning a batch anew
# costs it a millisecond.
AS_LARGE_AS_NOW = {"plan_cache_mode": "force_custom_plan"}

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.sequencer:' || $1, 0))"
PENDING = "SELECT * FROM platform_pending_organizations()"
MOVE = """
    WITH moved AS (
        DELETE FROM platform_outbox WHERE organization_id = $1 AND id <= (
            SELECT max(id) FROM (
                SELECT id FROM platform_outbox WHERE organization_id = $1 ORDER BY id LIMIT $2
            ) oldest
        )
        RETURNING id, topic, subject, digest
    ), head AS (
        UPDATE platform_log_head SET position = position + (SELECT count(*) FROM moved) WHERE organization_id = $1
        RETURNING position - (SELECT count(*) FROM moved) AS before
    ), placed AS (
        INSERT INTO platform_log (organization_id, position, topic, subject, digest)
        SELECT $1, head.before + row_number() OVER (ORDER BY moved.id), topic, subject, digest FROM moved, head
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM moved) AS moved, (SELECT count(*) FROM placed) AS placed
"""


async def sequence(connection: Connection, organization: UUID) -> int:
    """Move one batch of an organization's outbox into its log; answers how many rows.

    One at a time for each organization: a second sequencer waits for the first and then finds what is left.
    """
    with deadline(connection, STEP_SECONDS):
        return await _sequence(connection, organization)


async def _sequence(connection: Connection, organization: UUID) -> int:
    async with connection.transaction():
        await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
        await connection.execute(LOCK, str(organization))
        row = await connection.fetchrow(MOVE, organization, BATCH)
        assert row is not None
        moved: int = row["moved"]
        assert moved == row["placed"], "an organization without a log head"
    return moved


async def sequence_all(connection: Connection) -> set[UUID]:
    """Empty the outbox of every organization; answers whose log has grown."""
    grown: set[UUID] = set()
    with deadline(connection, STEP_SECONDS):
        pending = await connection.fetch(PENDING)
    for row in pending:
        organization: UUID = row[0]
        while await sequence(connection, organization):
            grown.add(organization)
    return grown


async def run(dsn: str, stop: asyncio.Event, consumers: list[Consumer]) -> None:
    """Sequence until told to stop, and let each consumer read the logs that have grown.

    A consumer is called until it answers 0. At the start every organization is looked at: what was sequenced
    before a crash may not have been consumed.
    """
    while not stop.is_set():
        try:
            await _run_connected(dsn, stop, consumers)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("the sequencer lost the database: %r", error)
            await _wait(stop, RETRY_SECONDS)


async def _run_connected(dsn: str, stop: asyncio.Event, consumers: list[Consumer]) -> None:
    connection: Connection = await asyncpg.connect(
        dsn,
        timeout=CONNECT_SECONDS,
        server_settings={"jit": "off", "application_name": "comptoir-sequencer", **AS_LARGE_AS_NOW},
    )
    arrived = asyncio.Event()
    try:
        with deadline(connection, STEP_SECONDS):
            await connection.add_listener(CHANNEL, lambda *_: arrived.set())
            known = {row[0] for row in await connection.fetch("SELECT * FROM platform_organizations()")}
        while not stop.is_set():
            arrived.clear()
            for organization in known | await sequence_all(connection):
                for consumer in consumers:
                    while await _consume(consumer, connection, organization):
                        pass
            known = set()
            await _wait_for_news(arrived, stop)
    finally:
        if not connection.is_closed():
            await connection.close(timeout=5)


async def _consume(consumer: Consumer, connection: Connection, organization: UUID) -> int:
    with deadline(connection, STEP_SECONDS):
        return await consumer(connection, organization)


async def _wait_for_news(arrived: asyncio.Event, stop: asyncio.Event) -> None:
    waiting = [asyncio.create_task(arrived.wait()), asyncio.create_task(stop.wait())]
    await asyncio.wait(waiting, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):  # wait_for of Python 3.11 may lose a cancellation
            await stop.wait()
