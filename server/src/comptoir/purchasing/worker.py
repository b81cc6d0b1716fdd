"""The background work of purchasing: orders are mailed to their suppliers, outside of any transaction."""

import asyncio
from datetime import datetime
from uuid import UUID

from comptoir.messaging.public import NotDelivered, Undeliverable, send_mail
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading
from comptoir.purchasing.commands import ClaimLetters, ConcludeLetter
from comptoir.purchasing.operations import claim_letters, conclude_letter
from comptoir.purchasing.papers import order_mail
from comptoir.purchasing.queries import letter_of, order_view

POLL_SECONDS = 3.0


def work_once(now: datetime) -> int:
    """Try every due letter once; answers how many there were."""
    tried = 0
    for organization in organizations_of("purchasing_due_organizations"):
        for letter in claim_letters(ClaimLetters(organization=organization, now=now)):
            tried += 1
            _deliver(organization, letter, now)
    return tried


def _deliver(organization: UUID, letter: UUID, now: datetime) -> None:
    """One try. Whatever the weather, the row says afterwards how it went."""
    with reading(organization):
        found = letter_of(letter)
        assert found is not None, "a letter is never removed"
        view, key = found
        order = order_view(key)
        assert order is not None, "an order is never removed"
        mail = order_mail(order, view)
    code, is_permanent = "", False
    try:
        send_mail(mail)
    except NotDelivered as failure:
        code, is_permanent = failure.code, isinstance(failure, Undeliverable)
    conclude_letter(
        ConcludeLetter(
            organization=organization, id=letter, attempt=view.attempts, now=now, code=code, is_permanent=is_permanent
        )
    )


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: letters are claimed."""
    await run_rounds(work_once, stop, poll_seconds=POLL_SECONDS, what="letters to suppliers")
