"""Group commit: while batches are being written, the next one gathers. No artificial wait.

Two lanes, because deciding costs this process as much as writing costs the database: while one batch is being
written, the other is verified and priced. A till is in one lane at a time, so its entries keep their order.
"""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass
from uuid import UUID

from comptoir.edge.database import AWAY, Connection, connect
from comptoir.edge.problems import Problem
from comptoir.platform.deadline import deadline
from comptoir.sales.entries import Answer, Received
from comptoir.sales.ledger import Ledger, Memory

log = logging.getLogger(__name__)

LANES = 2
GATHERED_MAX = 1_000
WAITING_MAX = 20_000
RETRY_SECONDS = 1
STOP_SECONDS = 5
# A slow card may take seconds to write a full batch. Beyond, the database is taken for dead: the tills are told to
# come again, and what it has stored all the same is then recognized.
WRITE_SECONDS = 10.0


@dataclass(slots=True)
class Delivery:
    """Entries of one request, waiting to be written together with others."""

    chain: UUID
    entries: list[Received]
    done: "asyncio.Future[list[Answer]]"


class Writer:
    """The tasks of this process that write entries."""

    def __init__(self, dsn: str) -> None:
        self._memory = Memory()
        self._waiting: deque[Delivery] = deque()
        self._waiting_count = 0
        self._busy: set[UUID] = set()
        self._arrived = asyncio.Event()
        self._lanes = [Lane(dsn, self._memory) for _ in range(LANES)]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._run(lane), name=f"comptoir-writer-{n}") for n, lane in enumerate(self._lanes)
        ]

    async def stop(self) -> None:
        """Write what has arrived, then end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                while self._waiting or self._busy:
                    await asyncio.sleep(0.01)
        if self._busy:  # with a database that does not answer: what waits for it must not hold up the end
            for lane in self._lanes:
                lane.drop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        _refuse(self._waiting)

    async def submit(self, entries: list[Received]) -> list[Answer]:
        """Wait until these entries, all of one till, are on disk; answers in order.

        Raises `Problem` 503 when the database is away: the till keeps its entries and sends them again.
        """
        if self._waiting_count + len(entries) > WAITING_MAX:
            raise Problem(503, "edge.unavailable", retry_after=RETRY_SECONDS)
        done: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._waiting.append(Delivery(entries[0].sender.chain, entries, done))
        self._waiting_count += len(entries)
        self._arrived.set()
        return await done

    async def _run(self, lane: "Lane") -> None:
        try:
            while True:
                await self._arrived.wait()
                gathered = self._gather()
                if gathered:
                    await self._write(lane, gathered)
                else:
                    # Everything that waits is of tills in the other lane, which will say when it is done.
                    self._arrived.clear()
        finally:
            await lane.close()

    async def _write(self, lane: "Lane", gathered: list[Delivery]) -> None:
        chains = {delivery.chain for delivery in gathered}
        self._busy |= chains
        try:
            await lane.write(gathered)
        except AWAY as error:
            log.warning("entries could not be written: %r", error)
            lane.drop()
        except Exception:
            # The outermost loop of this task: a lane that ended would leave every till of the shop waiting for ever.
            log.exception("entries could not be written")
            lane.drop()
        finally:
            self._busy -= chains
            _refuse(gathered)
            if self._waiting:
                self._arrived.set()

    def _gather(self) -> list[Delivery]:
        """What waits, in order; tills that are being written by the other lane stay."""
        gathered: list[Delivery] = []
        kept: deque[Delivery] = deque()
        size = 0
        held: set[UUID] = set()
        while self._waiting:
            delivery = self._waiting.popleft()
            is_free = delivery.chain not in self._busy and delivery.chain not in held
            if is_free and (not gathered or size + len(delivery.entries) <= GATHERED_MAX):
                size += len(delivery.entries)
                gathered.append(delivery)
            else:
                held.add(delivery.chain)
                kept.append(delivery)
        self._waiting = kept
        self._waiting_count -= size
        if not kept:
            self._arrived.clear()
        return gathered


class Lane:
    """One connection and its ledger; opened when needed, opened again when it was lost."""

    def __init__(self, dsn: str, memory: Memory) -> None:
        self._dsn = dsn
        self._memory = memory
        self._connection: Connection | None = None
        self._ledger: Ledger | None = None

    async def write(self, gathered: list[Delivery]) -> None:
        """Write the deliveries in one transaction and answer each."""
        if self._ledger is None or self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._dsn)
            self._ledger = Ledger(self._connection, self._memory)
        with deadline(self._connection, WRITE_SECONDS):
            answers = await self._ledger.record([entry for delivery in gathered for entry in delivery.entries])
        first = 0
        for delivery in gathered:
            last = first + len(delivery.entries)
            if not delivery.done.done():
                delivery.done.set_result(answers[first:last])
            first = last

    def drop(self) -> None:
        """Whatever happened, a fresh connection has no half-open transaction."""
        connection, self._connection, self._ledger = self._connection, None, None
        if connection is not None and not connection.is_closed():
            connection.terminate()

    async def close(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=STOP_SECONDS)


def _refuse(deliveries: "list[Delivery] | deque[Delivery]") -> None:
    """Tell those who have no answer to come again; their entries may be stored, and are then recognized."""
    for delivery in deliveries:
        if not delivery.done.done():
            delivery.done.set_exception(Problem(503, "edge.unavailable", retry_after=RETRY_SECONDS))
