"""The background work of erasures: the register follows the books, the books follow the register, and days pass."""

import asyncio
import logging
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading
from comptoir.privacy.commands import EndRestrictions, EraseAgain
from comptoir.privacy.models import Erasure
from comptoir.privacy.operations import end_restrictions, erase_again
from comptoir.privacy.register import note, noted

log = logging.getLogger(__name__)

POLL_SECONDS = 30.0
END_EACH = timedelta(hours=1)


class Rounds:
    """When days were looked at last."""

    def __init__(self) -> None:
        self._ended_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """One round; answers how many people it erased or noted."""
        done = follow_register(now)
        if self._ended_at is None or now - self._ended_at > END_EACH:
            self._ended_at = now
            for organization in organizations_of("platform_organizations"):
                done += end_restrictions(EndRestrictions(organization=organization, now=now))
        return done


def follow_register(now: datetime) -> int:
    """Note in the home who was erased while a process died, and erase again whom a restore brought back."""
    by_organization: dict[UUID, set[UUID]] = {}
    for one in noted():
        by_organization.setdefault(one.organization, set()).add(one.customer)
    done = 0
    for organization in organizations_of("platform_organizations"):
        known = by_organization.get(organization, set())
        with reading(organization):
            erased = dict(Erasure.objects.values_list("customer_id", "erased_at"))
        missing = [
            (customer, at.isoformat(timespec="seconds")) for customer, at in erased.items() if customer not in known
        ]
        noted_now = _note(organization, sorted(missing))
        brought_back = tuple(sorted(known - erased.keys()))
        if brought_back:
            erase_again(EraseAgain(organization=organization, customers=brought_back, now=now))
        done += noted_now + len(brought_back)
    return done


def _note(organization: UUID, missing: list[tuple[UUID, str]]) -> int:
    """A disk that is full is weather: the next round tries again. Answers how many were noted."""
    try:
        note(organization, missing)
    except OSError as trouble:
        log.warning("%d erasures are not in the register yet: %s", len(missing), trouble.strerror or trouble)
        return 0
    return len(missing)


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: who is erased is erased once."""
    await run_rounds(Rounds().run, stop, poll_seconds=POLL_SECONDS, what="erasures")
