"""Group commit: while one batch is being written, the next one gathers. No artificial wait."""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass

import asyncpg

from comptoir.edge.database import Connection, connect
from comptoir.edge.problems import Problem
from comptoir.sales.entries import Answer, Received
from comptoir.sales.ledger import Ledger

log = logging.getLogger(__name__)

GATHERED_MAX = 1_000
WAITING_MAX = 20_000
RETRY_SECONDS = 1


@dataclass(slots=True)
class Delivery:
    """Entries of one request, waiting to be written together with others."""

    entries: list[Received]
    done: "asyncio.Future[list[Answer]]"


class Writer:
    """The one task of this process that writes entries."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: deque[Delivery] = deque()
        self._waiting_count = 0
        self._arrived = asyncio.Event()
        self._connection: Connection | None = None
        self._ledger: Ledger | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="comptoir-writer")

    async def stop(self) -> None:
        """Write what has arrived, then end."""
        if self._task is None:
            return
        while self._waiting:
            await asyncio.wait([delivery.done for delivery in self._waiting], timeout=5)
            break
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        for delivery in self._waiting:
            if not delivery.done.done():
                delivery.done.set_exception(Problem(503, "edge.unavailable", retry_after=RETRY_SECONDS))
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=5)

    async def submit(self, entries: list[Received]) -> list[Answer]:
        """Wait until these entries are on disk; answers in order.

        Raises `Problem` 503 when the database is away: the till keeps its entries and sends them again.
        """
        if self._waiting_count + len(entries) > WAITING_MAX:
            raise Problem(503, "edge.unavailable", retry_after=RETRY_SECONDS)
        done: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._waiting.append(Delivery(entries, done))
        self._waiting_count += len(entries)
        self._arrived.set()
        return await done

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            gathered = self._gather()
            try:
                await self._write(gathered)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("entries could not be written: %r", error)
                self._refuse(gathered)
                await self._drop_connection()
            except BaseException:
                self._refuse(gathered)
                raise

    def _gather(self) -> list[Delivery]:
        gathered: list[Delivery] = []
        size = 0
        while self._waiting and (not gathered or size + len(self._waiting[0].entries) <= GATHERED_MAX):
            delivery = self._waiting.popleft()
            size += len(delivery.entries)
            gathered.append(delivery)
        self._waiting_count -= size
        if not self._waiting:
            self._arrived.clear()
        return gathered

    async def _write(self, gathered: list[Delivery]) -> None:
        ledger = await self._open()
        batch = [entry for delivery in gathered for entry in delivery.entries]
        answers = await ledger.record(batch)
        first = 0
        for delivery in gathered:
            last = first + len(delivery.entries)
            if not delivery.done.done():
                delivery.done.set_result(answers[first:last])
            first = last

    async def _open(self) -> Ledger:
        if self._ledger is None or self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._dsn)
            self._ledger = Ledger(self._connection)
        return self._ledger

    async def _drop_connection(self) -> None:
        """Whatever happened, a fresh connection has no half-open transaction."""
        connection, self._connection, self._ledger = self._connection, None, None
        if connection is not None and not connection.is_closed():
            connection.terminate()

    @staticmethod
    def _refuse(gathered: list[Delivery]) -> None:
        for delivery in gathered:
            if not delivery.done.done():
                delivery.done.set_exception(Problem(503, "edge.unavailable", retry_after=RETRY_SECONDS))
