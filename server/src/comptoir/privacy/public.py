"""What the doors may ask of one person's data, and do with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.customers.public import CustomerView
from comptoir.invoices.public import DocumentView
from comptoir.platform.tenancy import current_organization
from comptoir.privacy.commands import ErasePerson, ExportEmployee, ExportPerson
from comptoir.privacy.exporting import PersonFile, export_employee, export_person
from comptoir.privacy.holding import Counts, counts_of, held_of
from comptoir.privacy.models import Erasure
from comptoir.privacy.operations import Erased, erase_person

__all__ = [
    "REASONS",
    "ErasePerson",
    "Erased",
    "ErasureView",
    "ExportEmployee",
    "ExportPerson",
    "Kept",
    "PersonFile",
    "erase_person",
    "erasure_of",
    "export_employee",
    "export_person",
    "kept_of",
]

# Those that a person may give.
REASONS = tuple(reason.value for reason in Erasure.Reason if reason != Erasure.Reason.RESTORED)


@dataclass(frozen=True, slots=True)
class ErasureView:
    """That somebody was erased. `kept_until`: how long the law keeps their name on documents; null: on none."""

    customer: UUID
    reason: str
    erased_at: datetime
    kept_until: date | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of what: entries that name them, documents in their name, and what lies beside."""

    entries: int
    documents: list[DocumentView]
    counts: Counts


def erasure_of(key: UUID) -> ErasureView | None:
    """Null of a customer who is not erased, or was before there was a register."""
    row = Erasure.objects.filter(organization_id=current_organization(), customer_id=key).first()
    if row is None:
        return None
    return ErasureView(row.customer_id, row.reason, row.erased_at, row.kept_until, row.ended_at)


def kept_of(view: CustomerView) -> Kept:
    """What is kept of a customer, for a page: how much of each; the file of them says what."""
    held = held_of(view.id, view)
    return Kept(len(held.entries), held.documents, counts_of(view.id, held))
