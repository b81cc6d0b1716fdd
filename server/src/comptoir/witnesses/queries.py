"""Witnesses, cosigned heads and alarms, for pages, programs and the worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.journal.signed_note import NoteUnreadable, read_checkpoint, read_note
from comptoir.platform.tenancy import current_organization
from comptoir.platform.tree import LogProof, newest_head, place_in_log, prove_under
from comptoir.tills.log_key import log_name, verifier_of
from comptoir.witnesses.models import Alarm, Witness

ALARMS_LISTED = 50
# The head under which most witnesses cosigned, and of those the newest.
BEST = """
    SELECT size, head, string_agg(line, '' ORDER BY line) FROM witnesses_cosignature
    WHERE organization_id = %s AND origin = %s AND size >= %s
    GROUP BY size, head ORDER BY count(*) DESC, size DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Due:
    """Whom to send the newest head, and the one that it cosigned last."""

    witness: UUID
    address: str
    key: str
    origin: str
    cosigned_size: int


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A witness as its page shows it. `behind`: how many lines were logged since the head that it cosigned last."""

    id: UUID
    name: str
    address: str
    key: str
    made_at: datetime
    cosigned_size: int
    cosigned_at: datetime | None
    code: str
    status: int
    failing_since: datetime | None
    behind: int


@dataclass(frozen=True, slots=True)
class AlarmView:
    """What a witness said of our log."""

    id: UUID
    witness: UUID
    name: str
    kind: str
    origin: str
    their_size: int
    our_size: int
    ours: str
    theirs: str
    is_proven: bool
    raised_at: datetime
    seen_at: datetime | None


def witnesses() -> list[WitnessView]:
    """Those that are asked, in the order in which they came."""
    organization = current_organization()
    head = newest_head(organization)
    origin = origin_of(head.note) if head else ""
    size = head.size if head else 0
    rows = Witness.objects.filter(organization_id=organization, removed_at=None).order_by("made_at", "id")
    return [
        WitnessView(
            row.id, row.name, row.address, row.key, row.made_at, row.cosigned_size, row.cosigned_at, row.code,
            row.status, row.failing_since, max(0, size - row.cosigned_size) if row.origin == origin else size,
        )
        for row in rows
    ]  # fmt: skip


def alarms(*, is_open: bool = False) -> list[AlarmView]:
    """The newest first; `is_open`: those that nobody has seen."""
    rows = Alarm.objects.filter(organization_id=current_organization())
    if is_open:
        rows = rows.filter(seen_at=None)
    names = dict(Witness.objects.filter(organization_id=current_organization()).values_list("id", "name"))
    return [
        AlarmView(
            row.id, row.witness_id, names.get(row.witness_id, ""), row.kind, row.origin, row.their_size,
            row.our_size, row.ours, row.theirs, row.is_proven, row.raised_at, row.seen_at,
        )
        for row in rows.order_by("-raised_at", "-id")[:ALARMS_LISTED]
    ]  # fmt: skip


def cosigned_head(organization: UUID, *, least: int = 0) -> tuple[int, str] | None:
    """Of the log as it is now, the best cosigned head that holds so many lines: its size and note."""
    head = newest_head(organization)
    if head is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(BEST, [organization, origin_of(head.note), least])
        found = cursor.fetchone()
    if found is None:
        return (head.size, head.note) if head.size >= least else None
    return found[0], f"{found[1]}{found[2]}"


def prove_witnessed(organization: UUID, topic: str, subject: UUID) -> LogProof | None:
    """Inside a reading: the proof of a line under a head that witnesses cosigned, where there is one.

    Raises `TreeBroken`.
    """
    position = place_in_log(organization, topic, subject)
    best = cosigned_head(organization, least=position) if position else None
    if position is None or best is None:
        return None
    size, note = best
    return prove_under(organization, topic, subject, position, size=size, note=note)


def log_key(organization: UUID) -> str:
    """What a witness is told to trust: under the first name of the log, which holds for later ones as well."""
    return str(verifier_of(organization, log_name(organization, 1)))


def origin_of(note: str) -> str:
    """The name of the log in a note that we signed; empty for what is none."""
    try:
        return read_checkpoint(read_note(note).text).origin
    except NoteUnreadable:
        return ""
