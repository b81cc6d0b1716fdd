"""News for tills: one connection listens, everybody who waits is told. A nudge, never the news itself."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from uuid import UUID

from comptoir.catalog.feed import CHANNEL as CATALOG_CHANNEL
from comptoir.edge.database import AWAY, Connection, Pool, connect, reading
from comptoir.edge.tokens import Tokens
from comptoir.platform.deadline import deadline
from comptoir.sales.statements import READ_FEED_POSITIONS
from comptoir.sales.told import CHANNEL as TOLD_CHANNEL
from comptoir.tills.operations import CHANNEL as TILLS_CHANNEL

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# A connection that is half open says nothing: it is asked so often, and given so long to answer.
CHECK_SECONDS = 5.0
SILENCE_SECONDS = 5.0

READ_REVOKED = """
    SELECT id FROM tills_enrolment WHERE organization_id = $1 AND id = ANY($2::uuid[]) AND revoked_at IS NOT NULL
"""


class Subscriber:
    """One open stream. It only learns that something changed; equal news fold into one."""

    def __init__(self, organization: UUID, store: UUID, chain: UUID) -> None:
        self.organization = organization
        self.store = store
        self.chain = chain
        self.has_word = False
        self.position: int | None = None
        self.is_revoked = False
        self.is_greeted = False
        self.changed = asyncio.Event()

    def tell_position(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self.changed.set()

    def tell_word(self) -> None:
        """Another till of the store did something that this one must know."""
        self.has_word = True
        self.changed.set()

    def greet_again(self) -> None:
        """The database is back: what the till could not deliver need not wait any longer."""
        self.is_greeted = False
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
        self._unheard: set[UUID] = set()  # organizations of which a revocation may have been missed
        self._was_listening = False
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

    def subscribe(self, organization: UUID, store: UUID, chain: UUID) -> Subscriber:
        subscriber = Subscriber(organization, store, chain)
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
        async with reading(self._pool, organization) as connection:
            return await self._read_position_over(connection, organization)

    async def _read_position_over(self, connection: Connection, organization: UUID) -> int:
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
                await self._listen_over(connection)
            except AWAY as error:
                log.warning("the listener lost the database: %r", error)
            except Exception:
                # The outermost loop of this task: without it no till would hear of a price or a revocation again.
                log.exception("the listener failed")
            finally:
                if connection is not None and not connection.is_closed():
                    connection.terminate()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen_over(self, connection: Connection) -> None:
        """Listen until the connection is lost: at once when it is closed, soon when it falls silent."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        with deadline(connection, SILENCE_SECONDS):
            await connection.add_listener(CATALOG_CHANNEL, self._hear_catalog)
            await connection.add_listener(TILLS_CHANNEL, self._hear_tills)
            await connection.add_listener(TOLD_CHANNEL, self._hear_told)
        self._start_over()
        while not lost.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):  # wait_for of Python 3.11 may lose a cancellation
                    await lost.wait()
            with deadline(connection, SILENCE_SECONDS):
                await connection.execute("SELECT 1")

    def _start_over(self) -> None:
        """What was said while nobody listened is lost, so everything known is asked again."""
        self._tokens.forget_all()
        self._positions.clear()
        for organization, waiting in self._subscribers.items():
            self._unheard.add(organization)
            self._stale.put_nowait(organization)
            if self._was_listening:
                for subscriber in waiting:
                    subscriber.greet_again()
        self._was_listening = True

    def _hear_catalog(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        organization = UUID(str(payload))
        self._positions.pop(organization, None)
        self._stale.put_nowait(organization)

    def _hear_told(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        organization, store = map(UUID, str(payload).split())
        for subscriber in self._subscribers.get(organization, ()):
            if subscriber.store == store:
                subscriber.tell_word()

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
                    await self._tell(organization)
                except AWAY as error:
                    log.warning("a catalogue position could not be read: %r", error)
                except Exception:
                    # The outermost loop of this task, as above.
                    log.exception("a catalogue position could not be read")
                else:
                    continue
                self._stale.put_nowait(organization)
                await asyncio.sleep(RETRY_SECONDS)

    async def _tell(self, organization: UUID) -> None:
        """Tell an organization's streams where the catalogue is; after a silence also which of them are revoked."""
        was_unheard = organization in self._unheard
        self._unheard.discard(organization)
        revoked: set[UUID] = set()
        try:
            async with reading(self._pool, organization) as connection:
                position = await self._read_position_over(connection, organization)
                if was_unheard:
                    chains = [subscriber.chain for subscriber in self._subscribers.get(organization, ())]
                    revoked = {row["id"] for row in await connection.fetch(READ_REVOKED, organization, chains)}
        except BaseException:
            if was_unheard:
                self._unheard.add(organization)
            raise
        for subscriber in self._subscribers.get(organization, ()):
            if subscriber.chain in revoked:
                subscriber.tell_revoked()
            subscriber.tell_position(position)
