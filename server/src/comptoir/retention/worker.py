"""The background work of letting go: once a day for each shop, a batch at a time."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.retention.commands import BeginDue, Step
from comptoir.retention.house import forget_house
from comptoir.retention.operations import begin_due, step

POLL_SECONDS = 10.0
LOOK_EACH = timedelta(hours=1)
# Of one shop before the next has its turn.
BATCHES_AT_ONCE = 20


class Rounds:
    """What was looked at last, so that each round does only what is due."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """One round; answers how many batches there were."""
        if self._looked_at is None or now - self._looked_at > LOOK_EACH:
            self._looked_at = now
            forget_house(now)
            for organization in organizations_of("platform_organizations"):
                begin_due(BeginDue(organization=organization, now=now))
        return sum(_carry_on(organization, now) for organization in organizations_of("retention_running_organizations"))


def _carry_on(organization: UUID, now: datetime) -> int:
    done = 0
    while done < BATCHES_AT_ONCE and step(Step(organization=organization, now=now)):
        done += 1
    return done


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: a batch is done by one of them."""
    await run_rounds(Rounds().run, stop, poll_seconds=POLL_SECONDS, what="terms of keeping")
