"""What the doors may ask of one person's data, and do with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.customers.public import customer
from comptoir.platform.tenancy import current_organization
from comptoir.privacy.commands import ErasePerson, ExportEmployee, ExportPerson
from comptoir.privacy.exporting import PersonFile, Section, customer_sections, export_employee, export_person
from comptoir.privacy.models import Erasure
from comptoir.privacy.operations import Erased, erase_person

__all__ = [
    "REASONS",
    "ErasePerson",
    "Erased",
    "ErasureView",
    "ExportEmployee",
    "ExportPerson",
    "PersonFile",
    "Section",
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


def erasure_of(key: UUID) -> ErasureView | None:
    """Null of a customer who is not erased, or was before there was a register."""
    row = Erasure.objects.filter(organization_id=current_organization(), customer_id=key).first()
    if row is None:
        return None
    return ErasureView(row.customer_id, row.reason, row.erased_at, row.kept_until, row.ended_at)


def kept_of(key: UUID) -> list[Section] | None:
    """What the file of a customer would hold, for those who answer for it; null: there is no such customer."""
    view = customer(key)
    return None if view is None else customer_sections(key, view)
