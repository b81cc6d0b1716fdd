"""The background work of receipts: send what is due, look whether the public page answers, forget old addresses."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from comptoir.messaging.public import channels
from comptoir.papers.commands import EraseOldAddresses, NotePublicPage
from comptoir.papers.operations import erase_old_addresses, note_public_page
from comptoir.papers.queries import public_page
from comptoir.papers.reachability import look
from comptoir.papers.sending import deliver_due
from comptoir.platform.tenancy import reading

log = logging.getLogger(__name__)

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
        tried = sum(deliver_due(organization, now) for organization in _due_organizations())
        if self._erased_at is None or now - self._erased_at > ERASE_EACH:
            self._erased_at = now
            for organization in _organizations():
                erase_old_addresses(EraseOldAddresses(organization=organization, now=now))
        return tried

    def look_when_due(self, now: datetime) -> None:
        """One look serves every organization: they share the address."""
        waiting = [organization for organization in _organizations() if _is_look_due(organization, now)]
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
    while not stop.is_set():
        tried = await asyncio.to_thread(_round, rounds)
        if not tried:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):  # wait_for of Python 3.11 may lose a cancellation
                    await stop.wait()


def _round(rounds: Rounds) -> int:
    now = datetime.now(UTC)
    try:
        close_old_connections()
        tried = rounds.run(now)
        rounds.look_when_due(now)
    except DatabaseError as error:
        log.warning("receipts wait for the database: %r", error)
        return 0
    finally:
        close_old_connections()
    return tried


def _is_look_due(organization: UUID, now: datetime) -> bool:
    with reading(organization):
        last = public_page()
    if last is None or last.address != settings.PUBLIC_ADDRESS or last.channels != tuple(channels()):
        return True
    return now - last.checked_at > (LOOK_EACH if last.is_reachable or not last.address else LOOK_AGAIN)


def _due_organizations() -> list[UUID]:
    return _identifiers("SELECT papers_due_organizations()")


def _organizations() -> list[UUID]:
    return _identifiers("SELECT platform_organizations()")


def _identifiers(query: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
