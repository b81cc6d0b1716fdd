"""The background work of receipts: send what is due, and look whether the public page answers."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from comptoir.messaging.public import channels
from comptoir.papers.commands import NotePublicPage
from comptoir.papers.inviting import send_due_invitations
from comptoir.papers.operations import note_public_page
from comptoir.papers.queries import public_page
from comptoir.papers.reachability import look
from comptoir.papers.sending import deliver_due
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

POLL_SECONDS = 2.0
LOOK_EACH = timedelta(hours=1)
# While it is wrong somebody is probably mending it.
LOOK_AGAIN = timedelta(minutes=5)


def send_once(now: datetime) -> int:
    """One round; answers how many deliveries were tried."""
    tried = sum(deliver_due(organization, now) for organization in organizations_of("papers_due_organizations"))
    for organization in organizations_of("papers_inviting_organizations"):
        tried += send_due_invitations(organization, now)
    return tried


def look_when_due(now: datetime) -> None:
    """One look serves every organization: they share the address."""
    waiting = [
        organization for organization in organizations_of("platform_organizations") if _is_look_due(organization, now)
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

    def work(now: datetime) -> int:
        tried = send_once(now)
        look_when_due(now)
        return tried

    await run_rounds(work, stop, poll_seconds=POLL_SECONDS, what="receipts")


def _is_look_due(organization: UUID, now: datetime) -> bool:
    with reading(organization):
        last = public_page()
    if last is None or last.address != settings.PUBLIC_ADDRESS or last.channels != tuple(channels()):
        return True
    return now - last.checked_at > (LOOK_EACH if last.is_reachable or not last.address else LOOK_AGAIN)
