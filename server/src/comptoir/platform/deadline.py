"""A time limit on what is asked of PostgreSQL over asyncpg.

A server can be dead without saying so: frozen, its cable cut, its machine gone. asyncpg's own time-outs would then ask
it to cancel, and wait for its answer; so does the end of a transaction. Here the connection itself is dropped: whoever
waits for it gets an error at once, and what was asked may or may not have been done.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

log = logging.getLogger(__name__)


class Droppable(Protocol):
    """A connection of asyncpg, its own or a pool's."""

    def terminate(self) -> None: ...


@contextmanager
def deadline(connection: Droppable, seconds: float) -> Iterator[None]:
    """Drop the connection when the block takes longer; what it awaits then raises as if the server had gone away."""

    def drop() -> None:
        log.warning("the database gave no answer for %g s: the connection is dropped", seconds)
        connection.terminate()

    timer = asyncio.get_running_loop().call_later(seconds, drop)
    try:
        yield
    finally:
        timer.cancel()
