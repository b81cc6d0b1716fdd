"""The background work of witnesses: a head now and again to each of them."""

import asyncio
from datetime import datetime, timedelta

from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.witnesses.commands import ThinCosignatures
from comptoir.witnesses.operations import thin_cosignatures
from comptoir.witnesses.sending import cosign_due

POLL_SECONDS = 5.0
THIN_EACH = timedelta(hours=6)


class Rounds:
    """What was done last, so that each round does only what is due."""

    def __init__(self) -> None:
        self._thinned_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """One round; answers how many witnesses were asked."""
        if self._thinned_at is None or now - self._thinned_at > THIN_EACH:
            self._thinned_at = now
            for organization in organizations_of("witnesses_organizations"):
                thin_cosignatures(ThinCosignatures(organization=organization, now=now))
        return sum(cosign_due(organization, now) for organization in organizations_of("witnesses_due_organizations"))


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: rows are claimed."""
    await run_rounds(Rounds().run, stop, poll_seconds=POLL_SECONDS, what="witnesses")
