"""Payments whose till or server went away, and transfers on chains: asked about until each is known."""

import asyncio

from comptoir.payments.chain_watch import watch_due
from comptoir.payments.terminal_desk import advance_due
from comptoir.platform.rounds import run_rounds

POLL_SECONDS = 3.0


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: an attempt is worked on by one."""
    await asyncio.gather(
        run_rounds(advance_due, stop, poll_seconds=POLL_SECONDS, what="card payments"),
        run_rounds(watch_due, stop, poll_seconds=POLL_SECONDS, what="payments on chains"),
    )
