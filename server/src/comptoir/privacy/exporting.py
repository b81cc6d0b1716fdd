"""Everything that is kept of one person, as one document that a program can read (GDPR art. 15 and 20).

The format is described in docs/developer/person-format.md: sections of rows, each with what it is for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from comptoir.catalog.public import customer_groups
from comptoir.customers.public import CustomerView, consents_of, customer, standing_exemption
from comptoir.moving.public import came_by
from comptoir.papers.public import notes_held, papers_sent
from comptoir.platform import audit
from comptoir.platform.privacy import Basis, Purpose
from comptoir.platform.public import organization_view
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization, operation
from comptoir.privacy.commands import ExportEmployee, ExportPerson
from comptoir.privacy.errors import PersonUnknown
from comptoir.privacy.holding import held_of
from comptoir.privacy.models import Erasure
from comptoir.privacy.staff import staff_sections
from comptoir.tills.parking import parked_of

FORMAT = "comptoir-person-v1"


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of what is kept: what for, and what allows it (GDPR art. 6 (1))."""

    name: str
    purpose: Purpose
    basis: Basis
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """The whole of it."""

    kind: str
    person: UUID
    made_at: datetime
    shop: str
    sections: list[Section]

    def as_json(self) -> dict[str, Any]:
        """As it is handed over."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "person": str(self.person),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "shop": self.shop,
            "sections": [_plain(section) for section in self.sections],
        }

    def as_bytes(self) -> bytes:
        """A file of it that people can read, too."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Noted:
    """That somebody changed something about the customer, or looked at all of it."""

    action: str
    happened_at: datetime


@operation
def export_person(command: ExportPerson) -> PersonFile:
    """Gather it, and note that it was handed over. Of somebody who was erased: what is left, and until when."""
    view = customer(command.customer)
    if view is None:
        raise PersonUnknown
    sections = customer_sections(command.customer, view)
    audit.record("privacy.exported", person=command.person, subject=str(command.customer), rows=_count(sections))
    return PersonFile("customer", command.customer, command.now, organization_view().name, sections)


@operation
def export_employee(command: ExportEmployee) -> PersonFile:
    """The same of somebody of the house: who they are here, how they come in, when they worked, what they did."""
    found = staff_sections(command.employee, command.now)
    if found is None:
        raise PersonUnknown
    sections = [Section(part.name, part.purpose, part.basis, rows_of(part.rows)) for part in found]
    audit.record("privacy.staff_exported", person=command.person, subject=str(command.employee), rows=_count(sections))
    return PersonFile("employee", command.employee, command.now, organization_view().name, sections)


def customer_sections(key: UUID, view: CustomerView) -> list[Section]:
    """What is kept, in the order in which a person asks for it. What is empty is left out."""
    held = held_of(key, view)
    group = next((one.name for one in customer_groups(with_ended=True) if one.id == view.group), "")
    profile = {**asdict(view), "group": group} if view.erased_at is None else {}
    exemption = standing_exemption(key)
    sales = [{**asdict(one), "text": json.loads(one.text)} for one in held.entries]
    found = [
        Section("profile", Purpose.ACCOUNTS, Basis.CONTRACT, rows_of([profile] if profile else [])),
        Section("consents", Purpose.ACCOUNTS, Basis.LAW, rows_of(consents_of(key))),
        Section("exemption", Purpose.SELLING, Basis.LAW, rows_of([exemption] if exemption is not None else [])),
        Section("sales", Purpose.BOOKS, Basis.LAW, rows_of(sales)),
        Section("notes", Purpose.ACCOUNTS, Basis.CONTRACT, rows_of(notes_held(held.reached))),
        Section("papers_sent", Purpose.RECEIPTS, Basis.CONTRACT, rows_of(papers_sent(held.reached))),
        Section(
            "invoices", Purpose.INVOICING, Basis.LAW,
            rows_of(
                {
                    "number": one.number, "kind": one.kind, "issued_at": one.issued_at, "kept_until": one.kept_until,
                    "content": one.content,
                }
                for one in held.documents
            ),
        ),
        Section("baskets_aside", Purpose.ACCOUNTS, Basis.CONTRACT, rows_of(parked_of(key))),
        Section("imports", Purpose.MOVING, Basis.INTEREST, rows_of(came_by(key))),
        Section("erasure", Purpose.TRACE, Basis.LAW, rows_of(_erasures(key))),
        Section("changes", Purpose.TRACE, Basis.INTEREST, rows_of(_changes(key))),
    ]  # fmt: skip
    return [section for section in found if section.rows]


def rows_of(rows: Iterable[object]) -> list[dict[str, Any]]:
    """Rows as JSON holds them."""
    return [_plain(row if isinstance(row, Mapping) else asdict(row)) for row in rows]  # type: ignore[call-overload]  # dataclasses all


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case str() | int() | None:
            return value
        case Sequence() | set() | frozenset():
            return [_plain(part) for part in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _plain(asdict(value))
        case _:
            raise TypeError(f"{type(value)} has no place in the file of a person")


def _erasures(key: UUID) -> list[dict[str, object]]:
    rows = Erasure.objects.filter(organization_id=current_organization(), customer_id=key)
    return [{"erased_at": row.erased_at, "reason": row.reason, "kept_until": row.kept_until} for row in rows]


def _changes(key: UUID) -> list[Noted]:
    return select(
        Noted,
        "SELECT action, happened_at FROM platform_auditevent "
        "WHERE organization_id = %(organization)s AND subject = %(subject)s ORDER BY happened_at, id",
        {"organization": current_organization(), "subject": str(key)},
    )


def _count(sections: Sequence[Section]) -> int:
    return sum(len(section.rows) for section in sections)
