"""The ledger's background work, for `comptoir worker`."""

import asyncio
from collections.abc import Sequence

from comptoir.platform.sequencer import Consumer, run
from comptoir.sales.charged import fold_charged
from comptoir.sales.reservations import keep_aside
from comptoir.stock.fold import fold
from comptoir.stock.valuing import value_stock


async def run_background(dsn: str, stop: asyncio.Event, *, followers: Sequence[Consumer] = ()) -> None:
    """Sequence the outbox, fold stock, keep goods aside, say what stock is worth and note what was charged until `stop`
    is set. Several may run at once: in turns.

    `followers` are what higher apps make of the log; they are called after stock.

    It survives a database that goes away. When it returns, nothing is half done.
    """
    await run(dsn, stop, [fold, keep_aside, value_stock, fold_charged, *followers])
