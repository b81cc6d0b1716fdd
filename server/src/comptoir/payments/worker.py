"""Payments whose till or server went away: their providers are asked until each is known."""

import asyncio

from comptoir.payments.terminal_desk import advance_due
from comptoir.platform.rounds import run_rounds

POLL_SECONDS = 3.0


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: an attempt is worked on by one."""
    await run_rounds(advance_due, stop, poll_seconds=POLL_SECONDS, what="card payments")
