"""Background work that comes round: as long as there is some, and then now and again."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

log = logging.getLogger(__name__)


async def run_rounds(work: Callable[[datetime], int], stop: asyncio.Event, *, poll_seconds: float, what: str) -> None:
    """Call `work` in a thread until `stop` is set; it answers how much it did, and after nothing there is a pause.

    A database that is away is waited for: `what` says in the log who waits.
    """

    def once() -> int:
        try:
            close_old_connections()
            return work(datetime.now(UTC))
        except DatabaseError as error:
            log.warning("%s wait for the database: %r", what, error)
            return 0
        finally:
            close_old_connections()

    while not stop.is_set():
        if not await asyncio.to_thread(once):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_seconds):  # wait_for of Python 3.11 may lose a cancellation
                    await stop.wait()


def organizations_of(function: str) -> list[UUID]:
    """What a lookup function without arguments answers: organizations that have something to do."""
    with connection.cursor() as cursor:
        cursor.callproc(function)
        return [row[0] for row in cursor.fetchall()]
