"""What waits for a person: incidents, and the entries in quarantine behind them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.backoffice.sql import select, select_one


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that happened to a till's chain."""

    id: UUID
    code: str
    till_code: str
    till_name: str
    store_name: str
    timezone: str
    opened_at: datetime
    entries_count: int
    resolved_at: datetime | None
    resolved_by: str | None
    note: str


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Bytes that are not (yet) an entry."""

    id: UUID
    code: str
    till_code: str
    till_name: str
    timezone: str
    sequence: int | None
    received_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str | None
    note: str
    size: int


@dataclass(frozen=True, slots=True)
class QuarantinedBytes:
    """The bytes of one of them, the till that sent them, and the chain that they name."""

    content: bytes
    seal: bytes
    till: UUID
    chain: UUID | None


def incident_rows(organization: UUID, *, is_open: bool, limit: int = 100) -> list[IncidentRow]:
    """Newest first."""
    return select(
        IncidentRow,
        f"{_INCIDENTS} AND (i.resolved_at IS NULL) = %(is_open)s ORDER BY i.opened_at DESC, i.id LIMIT %(limit)s",
        {"organization": organization, "is_open": is_open, "limit": limit},
    )


def incident_row(organization: UUID, incident: UUID) -> IncidentRow | None:
    return select_one(
        IncidentRow, f"{_INCIDENTS} AND i.id = %(incident)s", {"organization": organization, "incident": incident}
    )


def quarantine_rows(organization: UUID, *, is_open: bool, limit: int = 200) -> list[QuarantineRow]:
    """The open ones oldest first, for that is the order of the chain; the decided ones newest first."""
    order = "q.received_at, q.sequence" if is_open else "q.decided_at DESC"
    return select(
        QuarantineRow,
        f"{_QUARANTINE} AND (q.state = 'open') = %(is_open)s ORDER BY {order}, q.id LIMIT %(limit)s",
        {"organization": organization, "is_open": is_open, "limit": limit},
    )


def quarantine_row(organization: UUID, quarantine: UUID) -> QuarantineRow | None:
    return select_one(
        QuarantineRow, f"{_QUARANTINE} AND q.id = %(id)s", {"organization": organization, "id": quarantine}
    )


def quarantined_bytes(organization: UUID, quarantine: UUID) -> QuarantinedBytes | None:
    return select_one(
        QuarantinedBytes,
        """
        SELECT content, seal, till_id, chain FROM sales_quarantine
        WHERE organization_id = %(organization)s AND id = %(id)s
        """,
        {"organization": organization, "id": quarantine},
    )


_INCIDENTS = """
    SELECT i.id, i.code, t.code, t.name, p.name, p.timezone, i.opened_at, i.entries_count, i.resolved_at, u.name, i.note
    FROM sales_incident i
    JOIN tills_till t ON t.organization_id = i.organization_id AND t.id = i.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN identity_user u ON u.id = i.resolved_by
    WHERE i.organization_id = %(organization)s
"""
_QUARANTINE = """
    SELECT q.id, q.code, t.code, t.name, p.timezone, q.sequence, q.received_at, q.state, q.decided_at, u.name, q.note,
           octet_length(q.content)
    FROM sales_quarantine q
    JOIN tills_till t ON t.organization_id = q.organization_id AND t.id = q.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN identity_user u ON u.id = q.decided_by
    WHERE q.organization_id = %(organization)s
"""
