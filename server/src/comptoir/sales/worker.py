"""The ledger's background work, for `comptoir worker`."""

import asyncio

from comptoir.platform.sequencer import run
from comptoir.stock.fold import fold


async def run_background(dsn: str, stop: asyncio.Event) -> None:
    """Sequence the outbox and fold stock until `stop` is set. Several may run at once; they take turns.

    It survives a database that goes away. When it returns, nothing is half done.
    """
    await run(dsn, stop, [fold])
