"""What papers hold of one person, to show it to them and to forget it: notes of their sales, receipts on their way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from comptoir.papers.models import Delivery, Note
from comptoir.papers.queries import EVIDENCE
from comptoir.platform.tenancy import current_organization
from comptoir.sales.public import erased_customers_of


@dataclass(frozen=True, slots=True)
class Reached:
    """Whose papers: the entries that name a person, and the addresses that are theirs."""

    entries: tuple[UUID, ...]
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as it lies there."""

    entry: UUID
    line: int
    text: str
    kept_at: datetime

    @property
    def is_evidence(self) -> bool:
        return self.line == EVIDENCE


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A paper that went to an address, or was to."""

    id: UUID
    entry: UUID
    channel: str
    address: str
    state: str
    requested_at: datetime


def evidence_entries(customer: UUID) -> list[UUID]:
    """The sales under an exemption that the office granted a customer, as far as something was noted for them."""
    with connection.cursor() as cursor:
        cursor.execute(_EVIDENCE, {"organization": current_organization(), "customer": customer, "line": EVIDENCE})
        return [row[0] for row in cursor.fetchall()]


def notes_held(reached: Reached) -> list[KeptNote]:
    """Notes of their sales that are not erased."""
    rows = _notes(reached).order_by("kept_at", "entry_id", "number")
    return [KeptNote(row.entry_id, row.number, row.text, row.kept_at) for row in rows]


def papers_sent(reached: Reached) -> list[SentPaper]:
    """Receipts and orders that were sent to their addresses, or of their entries."""
    rows = _deliveries(reached).order_by("requested_at", "id")
    return [
        SentPaper(row.id, row.entry_id, row.channel, row.address, row.state, row.requested_at) for row in rows
    ]  # fmt: skip


def forget_papers(reached: Reached, *, person: UUID | None, now: datetime) -> int:
    """Erase the texts and salts, and the addresses, in the running operation. What was still on its way stays here.

    Answers of how many. Entries keep their commitments, which say nothing without salt and text.
    """
    notes = _notes(reached).update(salt=b"", text="", erased_at=now, erased_by=person)
    deliveries = _deliveries(reached).exclude(address="", hint="", detail="")
    # A worker that sends right now holds the row of its claim only for a moment: it is stopped before its next try.
    waiting = deliveries.filter(state=Delivery.State.QUEUED)
    stopped = waiting.update(
        address="", hint="", detail="", state=Delivery.State.FAILED, code="address_erased", concluded_at=now
    )
    return notes + stopped + deliveries.update(address="", hint="", detail="")


def names_erased(entry: UUID) -> bool:
    """Whether an entry names a customer who was erased: nothing of them is kept or sent any more."""
    return bool(erased_customers_of(entry))


def _notes(reached: Reached) -> "QuerySet[Note]":
    return Note.objects.filter(
        organization_id=current_organization(), entry_id__in=reached.entries, erased_at__isnull=True
    )


def _deliveries(reached: Reached) -> "QuerySet[Delivery]":
    theirs = Q(entry_id__in=reached.entries)
    if reached.email:
        theirs |= Q(channel=Delivery.Channel.EMAIL, address__iexact=reached.email)
    if reached.phone:
        theirs |= Q(channel=Delivery.Channel.SMS, address=reached.phone)
    return Delivery.objects.filter(theirs, organization_id=current_organization())


# Which exemption it was stands in the sealed text alone.
_EVIDENCE = """
    SELECT DISTINCT n.entry_id FROM papers_note n
    JOIN sales_entry e ON e.organization_id = n.organization_id AND e.id = n.entry_id
    JOIN customers_standing_exemption x ON x.organization_id = n.organization_id
        AND x.customer_id = %(customer)s AND position(convert_to(x.id::text, 'UTF8') IN e.content) > 0
    WHERE n.organization_id = %(organization)s AND n.number = %(line)s
"""
