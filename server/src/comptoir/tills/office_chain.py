"""The server's own chain: what happened in the office and at no till (ADR 0060, journal format §9).

One for each organization. An entry is canonical bytes that name the digest of the one before; the server's key, which
lies outside the database, signs them; its digest is a leaf of the organization's log. So nothing of it can be changed,
left out or put in by somebody who may write everything in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from comptoir.journal.canonical import EntryValue, canonicalize_entry
from comptoir.journal.office import EMPTY, TAG, office_digest
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import OfficeEntry
from comptoir.tills.server_key import server_key

TOPIC = "office.entry"


@dataclass(frozen=True, slots=True)
class Written:
    """Where an entry stands."""

    id: UUID
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class OfficeEntryView:
    """An entry as it lies there."""

    id: UUID
    sequence: int
    kind: str
    digest: str
    content: bytes
    made_at: datetime


def office_entries(*kinds: str) -> list[OfficeEntryView]:
    """The organization's entries of these kinds, or all, in order. Inside an operation or a reading."""
    found = OfficeEntry.objects.filter(organization_id=current_organization()).order_by("sequence")
    rows = found.filter(kind__in=kinds) if kinds else found
    return [
        OfficeEntryView(row.id, row.sequence, row.kind, bytes(row.digest).hex(), bytes(row.content), row.made_at)
        for row in rows
    ]


def is_office_told(kind: str, name: str) -> bool:
    """Whether the chain has the entry of this name; asked with the chain locked, so that two do not both say no."""
    lock_office_chain()
    return OfficeEntry.objects.filter(organization_id=current_organization(), kind=kind, name=name).exists()


def lock_office_chain() -> None:
    """Until the end of the transaction nobody else writes to the organization's chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.office:' || %s, 0))", [str(current_organization())]
        )


def write_office_entry(
    kind: str, body: Mapping[str, EntryValue], *, person: UUID | None, now: datetime, name: str = ""
) -> Written:
    """Add an entry at the end, in the transaction of what it tells. Call it inside an operation.

    `body` holds integers, strings, lists and objects of them: no secret, nothing about a customer.
    """
    organization = current_organization()
    lock_office_chain()
    last = OfficeEntry.objects.filter(organization_id=organization).order_by("-sequence").first()
    sequence = last.sequence + 1 if last else 1
    content = canonicalize_entry(
        {
            "format": 1,
            "organization": str(organization),
            "chain": "office",
            "sequence": sequence,
            "previous": bytes(last.digest).hex() if last else EMPTY,
            "kind": kind,
            "made_at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **({} if person is None else {"person": str(person)}),
            "body": dict(body),
        }
    )
    digest = office_digest(content)
    entry = OfficeEntry.objects.create(
        organization_id=organization,
        sequence=sequence,
        kind=kind,
        name=name,
        digest=digest,
        content=content,
        signature=server_key().sign(TAG + content),
        made_at=now,
    )
    emit(TOPIC, entry.id, digest=digest)
    return Written(entry.id, sequence, digest.hex())
