"""The background work of links and hooks: whoever is under way is asked about, first what a provider called about."""

import asyncio
from datetime import datetime, timedelta

from comptoir.links.desk import look_at_due
from comptoir.links.hooks import WorkOnCalls, forget_calls, work_once
from comptoir.payments.terminal_desk import advance_due
from comptoir.platform.rounds import organizations_of, run_rounds

POLL_SECONDS = 1.0
FORGET_EACH = timedelta(hours=6)


class Rounds:
    """What was done last, so that each round does only what is due."""

    def __init__(self) -> None:
        self._forgot_at: datetime | None = None

    def run(self, now: datetime) -> int:
        if self._forgot_at is None or now - self._forgot_at > FORGET_EACH:
            self._forgot_at = now
            for organization in organizations_of("platform_organizations"):
                forget_calls(WorkOnCalls(organization=organization, now=now))
        called = work_once(now)
        if called:
            # Whatever a call named is asked about at once, at whichever door it is paid.
            advance_due(now)
        return called + look_at_due(now)


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: calls are claimed."""
    await run_rounds(Rounds().run, stop, poll_seconds=POLL_SECONDS, what="calls of providers")
