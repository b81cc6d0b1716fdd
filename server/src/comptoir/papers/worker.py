"""The background work of receipts: send what is due, look whether the public page answers, forget old addresses."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.messaging.public import channels
from comptoir.papers.commands import EraseOldAddresses, NotePublicPage
from comptoir.papers.inviting import send_due_invitations
from comptoir.papers.operations import erase_old_addresses, note_public_page
from comptoir.papers.queries import public_page
from comptoir.papers.reachability import look
from comptoir.papers.sending import deliver_due
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

POLL_SECONDS = 2.0
LOOK_EACH = timedelta(hours=1)
# While it is wrong somebody is probably mending it.
LOOK_AGAIN = timedelta(minutes=5)
ERASE_EACH = timedelta(hours=6)


class Rounds:
    """What was done last, so that each round does only what is due."""

    def __init__(self) -> None:
        self._erased_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """One round; answers how many deliveries were tried."""
        tried = sum(deliver_due(organization, now) for organization in organizations_of("papers_due_organizations"))
        for organization in organizations_of("papers_inviting_organizations"):
            tried += send_due_invitations(organization, now)
        if self._erased_at is None or now - self._erased_at > ERASE_EACH:
            self._erased_at = now
            for organization in organizations_of("platform_organizations"):
                erase_old_addresses(EraseOldAddresses(organization=organization, now=now))
        return tried

    def look_when_due(self, now: datetime) -> None:
        """One look serves every organization: they share the address."""
        waiting = [
            organization
            for organization in organizations_of("platform_organizations")
            if _is_look_due(organization, now)
        ]
        if not waiting:
            return
        found = look(settings.PUBLIC_ADDRESS)
        for organization in waiting:
            note_public_page(
                NotePublicPage(
                    organization=organization,
                    address=settings.PUBLIC_ADDRESS,
                    is_reachable=found.is_reachable,
                    code=found.code,
                    channels=tuple(channels()),
                    now=now,
                )
            )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: rows are claimed."""
    rounds = Rounds()

    def work(now: datetime) -> int:
        tried = rounds.run(now)
        rounds.look_when_due(now)
        return tried

    await run_rounds(work, stop, poll_seconds=POLL_SECONDS, what="receipts")


def _is_look_due(organization: UUID, now: datetime) -> bool:
    with reading(organization):
        last = public_page()
    if last is None or last.address != settings.PUBLIC_ADDRESS or last.channels != tuple(channels()):
        return True
    return now - last.checked_at > (LOOK_EACH if last.is_reachable or not last.address else LOOK_AGAIN)
