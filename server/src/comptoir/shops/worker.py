"""Planned changes of settings start at their minute, also those whose minute passed while nothing ran."""

import asyncio
from datetime import datetime

from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.shops.commands import StartDue
from comptoir.shops.operations import start_due

POLL_SECONDS = 3.0


def work_once(now: datetime) -> int:
    """Start what is due, one organization after the other; answers how many changes started."""
    return sum(
        start_due(StartDue(organization=organization, now=now))
        for organization in organizations_of("shops_due_organizations")
    )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: each change starts once."""
    await run_rounds(work_once, stop, poll_seconds=POLL_SECONDS, what="planned settings")
