"""The send queue: what waits for an office outside is sent in order, tried again, and its answers are kept.

Three steps, so that nothing slow lies in a transaction: read what is due, ask the office, note its answer. A crash in
between sends the same message again under the same identifier, which the office recognizes (`Channel`).
Within a lane a message that got no answer holds the later ones back; one that was rejected does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from comptoir.fiscal.models import Sending
from comptoir.fiscal.sending import Channel, Message, Told, Verdict, wait_after
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization, operation, reading

AT_ONCE = 100
_STATES = {
    Verdict.ACCEPTED: Sending.State.ACCEPTED,
    Verdict.ACCEPTED_WITH_REMARKS: Sending.State.REMARKS,
    Verdict.REJECTED: Sending.State.REJECTED,
}
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('fiscal.sending'), hashtext(%s))"
# The heads of lanes and what stands behind them, as long as the head is due.
_DUE = """
    SELECT s.id, s.lane, s.content, s.tries FROM fiscal_sending s
    WHERE s.organization_id = %(organization)s AND s.channel = %(channel)s AND s.state = 'waiting'
        AND NOT EXISTS (
            SELECT FROM fiscal_sending b
            WHERE b.organization_id = s.organization_id AND b.channel = s.channel AND b.lane = s.lane
                AND b.state = 'waiting' AND b.number <= s.number AND b.due_at > %(now)s
        )
    ORDER BY s.lane, s.number LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Put something on its way. `id` is the message's: queued twice, it is sent once."""

    organization: UUID
    channel: str
    lane: str
    id: UUID
    content: bytes
    now: datetime
    subject: str = ""


@dataclass(frozen=True, slots=True)
class NoteAnswers:
    """What an office said."""

    organization: UUID
    channel: str
    answers: tuple[tuple[UUID, Told], ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class RetrySendings:
    """Somebody wants what waits for an office to be tried now."""

    organization: UUID
    person: UUID | None
    channel: str
    now: datetime


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many of a channel wait, came through, or need a person. `remark`: what was said last to what waits longest,
    or nothing; `next_try`: when it is tried again. `rejection`: the newest that the office will never take as it is.
    """

    channel: str
    waiting: int
    accepted: int
    remarks: int
    rejected: int
    oldest: datetime | None
    tries: int
    next_try: datetime | None
    remark: str
    rejection: str


@dataclass(frozen=True, slots=True)
class _Due:
    id: UUID
    lane: str
    content: bytes
    tries: int


@operation
def queue(command: Queue) -> bool:
    """Answers whether it is new."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{command.organization}/{command.channel}/{command.lane}"])
    mine = Sending.objects.filter(organization_id=command.organization)
    if mine.filter(pk=command.id).exists():
        return False
    last = mine.filter(channel=command.channel, lane=command.lane).aggregate(last=Max("number"))["last"] or 0
    Sending.objects.create(
        organization_id=command.organization, id=command.id, channel=command.channel, lane=command.lane,
        number=last + 1, subject=command.subject, content=command.content, due_at=command.now,
    )  # fmt: skip
    return True


def send_due(organization: UUID, channel: Channel, now: datetime) -> int:
    """One round of a channel: answers how many messages got a final answer."""
    with reading(organization):
        rows = select(
            _Due, _DUE,
            {"organization": organization, "channel": channel.name, "now": now, "limit": AT_ONCE},
        )  # fmt: skip
    messages = [Message(row.id, row.lane, bytes(row.content), row.tries) for row in rows]
    if not messages:
        return 0
    told = channel.send(messages)
    assert len(told) == len(messages), f"{channel.name} answered {len(told)} of {len(messages)}"
    pairs = tuple((message.id, one) for message, one in zip(messages, told, strict=True))
    return note_answers(NoteAnswers(organization, channel.name, pairs, now))


@operation
def note_answers(command: NoteAnswers) -> int:
    """Keep what the office said. An answer that came before stays: a repeat of it changes nothing."""
    ended = 0
    for message, told in command.answers:
        row = Sending.objects.select_for_update(of=("self",)).get(organization_id=command.organization, pk=message)
        if row.state != Sending.State.WAITING:
            continue
        row.tries, row.remark = row.tries + 1, told.remark[:2_000]
        if told.verdict is Verdict.SILENT:
            row.due_at = command.now + timedelta(seconds=wait_after(row.tries - 1))
        else:
            row.state, row.ended_at, row.proof = _STATES[told.verdict], command.now, told.proof
            ended += 1
        row.save(update_fields=["state", "tries", "remark", "due_at", "ended_at", "proof"])
        if told.verdict is Verdict.REJECTED:
            audit.record("fiscal.rejected", person=None, subject=str(row.id), channel=command.channel, what=row.subject)
    return ended


@operation
def retry_sendings(command: RetrySendings) -> int:
    """What waits is due now; the worker sends it within seconds. Answers how many wait. A repeat does no more."""
    waiting = Sending.objects.filter(
        organization_id=command.organization, channel=command.channel, state=Sending.State.WAITING
    )
    waiting.filter(due_at__gt=command.now).update(due_at=command.now)
    count = waiting.count()
    audit.record("fiscal.retry_asked", person=command.person, subject=command.channel, waiting=count)
    return count


WAITING_TOO_LONG = timedelta(hours=6)


def waiting_too_long(now: datetime) -> list[QueueState]:
    """Channels whose oldest message waits longer than weather explains: a person should look. Inside a reading."""
    return [one for one in queue_states() if one.oldest is not None and one.oldest < now - WAITING_TOO_LONG]


def queue_states() -> list[QueueState]:
    """Of every channel that ever sent."""
    return select(
        QueueState,
        """
        SELECT channel, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'accepted'),
            count(*) FILTER (WHERE state = 'remarks'), count(*) FILTER (WHERE state = 'rejected'),
            min(queued_at) FILTER (WHERE state = 'waiting'), coalesce(max(tries) FILTER (WHERE state = 'waiting'), 0),
            min(due_at) FILTER (WHERE state = 'waiting'),
            coalesce(
                (array_agg(remark ORDER BY queued_at, number) FILTER (WHERE state = 'waiting' AND tries > 0))[1], ''
            ),
            coalesce((array_agg(remark ORDER BY ended_at DESC) FILTER (WHERE state = 'rejected'))[1], '')
        FROM fiscal_sending WHERE organization_id = %(organization)s GROUP BY channel ORDER BY channel
        """,
        {"organization": current_organization()},
    )


def new_message() -> UUID:
    """An identifier for a message: made by whoever queues it, once."""
    return new_uuid7()


def send_all(organization: UUID, channels: Iterable[Channel], now: datetime) -> int:
    """Every channel of a plugin."""
    return sum(send_due(organization, channel, now) for channel in channels)
