"""The background work of purchasing: orders are mailed to their suppliers and digests to the shop, outside of any
transaction; reorder points are worked out, and what is free is held against them."""

import asyncio
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.messaging.public import NotDelivered, Undeliverable, send_mail
from comptoir.platform.public import stores
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading
from comptoir.purchasing.commands import (
    ClaimDigests,
    ClaimLetters,
    ConcludeDigest,
    ConcludeLetter,
    LookForShort,
    NoteWorkedOut,
    WorkOutPoints,
)
from comptoir.purchasing.digests import digest
from comptoir.purchasing.operations import claim_letters, conclude_letter
from comptoir.purchasing.operations.reordering import (
    claim_digests,
    conclude_digest,
    look_for_short,
    note_worked_out,
    work_out_points,
)
from comptoir.purchasing.papers import order_mail
from comptoir.purchasing.queries import letter_of, order_view
from comptoir.purchasing.short import recipient_of, short_rows

POLL_SECONDS = 3.0


def work_once(now: datetime) -> int:
    """Try every due letter and digest once; answers how many there were. What runs short is looked for before."""
    for organization in organizations_of("purchasing_due_points"):
        work_out_all(organization, now)
    for organization in organizations_of("purchasing_due_looks"):
        look_for_short(LookForShort(organization=organization, now=now))
    tried = 0
    for organization in organizations_of("purchasing_due_digests"):
        tried += tell_all(organization, now)
    for organization in organizations_of("purchasing_due_organizations"):
        for letter in claim_letters(ClaimLetters(organization=organization, now=now)):
            tried += 1
            _deliver(organization, letter, now)
    return tried


def work_out_all(organization: UUID, now: datetime) -> None:
    """The reorder points of every store, each in a transaction of its own."""
    with reading(organization):
        places = stores()
    for store in places:
        today = now.astimezone(ZoneInfo(store.timezone)).date()
        work_out_points(WorkOutPoints(organization=organization, store=store.id, today=today))
    note_worked_out(NoteWorkedOut(organization=organization, now=now))


def tell_all(organization: UUID, now: datetime) -> int:
    """Try every due recipient once; answers how many there were."""
    due = claim_digests(ClaimDigests(organization=organization, now=now))
    for recipient in due:
        _tell(organization, recipient, now)
    return len(due)


def _tell(organization: UUID, recipient: UUID, now: datetime) -> None:
    """One try; without anything that ran short since the last mail there is none."""
    with reading(organization):
        view = recipient_of(recipient)
        if view is None:
            return
        places = [store.id for store in stores() if view.store in (None, store.id)]
        rows = short_rows(places, since=view.told_until)
        mail = digest(view, rows, now) if rows else None
    code = ""
    try:
        if mail is not None:
            send_mail(mail)
    except NotDelivered as failure:
        code = failure.code
    conclude_digest(
        ConcludeDigest(
            organization=organization, id=recipient, attempt=view.attempts, told_until=now, now=now, code=code
        )
    )


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
