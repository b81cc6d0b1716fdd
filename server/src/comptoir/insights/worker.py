"""The background work of reports: what days that are over have earned is kept."""

import asyncio
from datetime import datetime

from comptoir.insights.commands import KeepEarned
from comptoir.insights.margin import keep_earned
from comptoir.platform.rounds import organizations_of, run_rounds

POLL_SECONDS = 60.0


def work_once(now: datetime) -> int:
    """A step of each organization; answers how many days of stores were kept."""
    return sum(
        keep_earned(KeepEarned(organization=organization, now=now))
        for organization in organizations_of("platform_organizations")
    )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: in turns."""
    await run_rounds(work_once, stop, poll_seconds=POLL_SECONDS, what="earnings")
