"""The background work of links and hooks: whoever is under way is asked about, first what a provider called about."""

import asyncio
from datetime import datetime

from comptoir.links.desk import look_at_due
from comptoir.links.hooks import work_once
from comptoir.payments.terminal_desk import advance_due
from comptoir.platform.rounds import run_rounds

POLL_SECONDS = 1.0


def run(now: datetime) -> int:
    """One round; answers how many calls and payments were worked on."""
    called = work_once(now)
    if called:
        # Whatever a call named is asked about at once, at whichever door it is paid.
        advance_due(now)
    return called + look_at_due(now)


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: calls are claimed."""
    await run_rounds(run, stop, poll_seconds=POLL_SECONDS, what="calls of providers")
