"""The worker's part of backups: it looks at the clock and at the wish of the office, and starts a process for one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from datetime import UTC, datetime

from comptoir.config.home import Home
from comptoir.config.lineage import PARENT
from comptoir.platform.backups.plan import Backups, due_at

LOOK_SECONDS = 20.0


async def run_background(stop: asyncio.Event) -> None:
    """Until `stop`. A home without a plan costs a look at one file."""
    backups = Backups(Home.of_environment().path)
    while not stop.is_set():
        if is_due(backups, datetime.now(UTC)):
            await _make(stop)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)


def is_due(backups: Backups, now: datetime) -> bool:
    """Whether one is to be made now."""
    plan = backups.read()
    if plan is None:
        return False
    due = due_at(plan, backups.runs())
    return backups.is_asked() or due is None or due <= now


async def _make(stop: asyncio.Event) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "comptoir.config.backup.now", env={**os.environ, PARENT: str(os.getpid())}
    )
    ended = asyncio.create_task(process.wait())
    wish = asyncio.create_task(stop.wait())
    await asyncio.wait({ended, wish}, return_when=asyncio.FIRST_COMPLETED)
    wish.cancel()
    if not ended.done():
        # What is half written lies there under a name that nobody reads.
        process.terminate()
        await ended
