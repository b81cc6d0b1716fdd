"""News for tills: one connection listens, everybody who waits is told. A nudge, never the news itself."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from uuid import UUID

import asyncpg

from comptoir.catalog.feed import CHANNEL as CATALOG_CHANNEL
from comptoir.edge.database import Connection, Pool, connect
from comptoir.edge.tokens import Tokens
from comptoir.sales.statements import READ_FEED_POSITIONS
from comptoir.tills.operations import CHANNEL as TILLS_CHANNEL

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
CHECK_SECONDS = 20.0


class Subscriber:
    """One open stream. It only learns that something changed; equal news fold into one."""

    def __init__(self, organization: UUID, chain: UUID) -> None:
        self.organization = organization
        self.chain = chain
        self.position: int | None = None
        self.is_revoked = False
        self.changed = asyncio.Event()

    def tell_position(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self.changed.set()

    def tell_revoked(self) -> None:
        self.is_revoked = True
        self.changed.set()


class News:
    """Listens to the database and fans out. Keeps each organization's newest catalogue position."""

    def __init__(self, dsn: str, pool: Pool, tokens: Tokens) -> None:
        self._dsn = dsn
        self._pool = pool
        self._tokens = tokens
        self._subscribers: dict[UUID, set[Subscriber]] = defaultdict(set)
        self._positions: dict[UUID, int] = {}
        self._stale: asyncio.Queue[UUID] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._listen(), name="comptoir-listener"),
            asyncio.create_task(self._refresh(), name="comptoir-positions"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def subscribe(self, organization: UUID, chain: UUID) -> Subscriber:
        subscriber = Subscriber(organization, chain)
        self._subscribers[organization].add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        waiting = self._subscribers[subscriber.organization]
        waiting.discard(subscriber)
        if not waiting:
            del self._subscribers[subscriber.organization]

    async def position(self, organization: UUID) -> int:
        """The newest catalogue position of an organization."""
        known = self._positions.get(organization)
        return known if known is not None else await self._read_position(organization)

    async def _read_position(self, organization: UUID) -> int:
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
            row = await connection.fetchrow(READ_FEED_POSITIONS, [organization])
        assert row is not None
        position: int = max(row["position"], self._positions.get(organization, 0))
        self._positions[organization] = position
        return position

    async def _listen(self) -> None:
        while True:
            connection: Connection | None = None
            try:
                connection = await connect(self._dsn)
                await connection.add_listener(CATALOG_CHANNEL, self._hear_catalog)
                await connection.add_listener(TILLS_CHANNEL, self._hear_tills)
                self._start_over()
                while True:
                    await asyncio.sleep(CHECK_SECONDS)
                    await connection.execute("SELECT 1")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("the listener lost the database: %r", error)
            finally:
                if connection is not None and not connection.is_closed():
                    connection.terminate()
            await asyncio.sleep(RETRY_SECONDS)

    def _start_over(self) -> None:
        """What was said while nobody listened is lost, so everything known is asked again."""
        self._tokens.forget_all()
        self._positions.clear()
        for organization in self._subscribers:
            self._stale.put_nowait(organization)

    def _hear_catalog(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        organization = UUID(str(payload))
        self._positions.pop(organization, None)
        self._stale.put_nowait(organization)

    def _hear_tills(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        chain = UUID(str(payload))
        self._tokens.forget_chain(chain)
        for waiting in self._subscribers.values():
            for subscriber in waiting:
                if subscriber.chain == chain:
                    subscriber.tell_revoked()

    async def _refresh(self) -> None:
        """Read the new positions, each organization once however often it was named meanwhile."""
        while True:
            organizations = {await self._stale.get()}
            while not self._stale.empty():
                organizations.add(self._stale.get_nowait())
            for organization in organizations:
                try:
                    position = await self._read_position(organization)
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                    log.warning("a catalogue position could not be read: %r", error)
                    continue
                for subscriber in self._subscribers.get(organization, ()):
                    subscriber.tell_position(position)
