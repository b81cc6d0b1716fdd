"""What waits for a person: incidents, and the entries in quarantine behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select, select_one
from comptoir.sales.public import ADOPTABLE


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that happened to a till's chain."""

    id: UUID
    code: str
    chain: UUID
    till: UUID
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
    till: UUID
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
class Waiting:
    """The open entries of one till for one reason."""

    code: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingTill:
    """A till of which several entries could be adopted at once."""

    id: UUID
    code: str
    name: str
    count: int


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


def entries_of_incident(organization: UUID, incident: IncidentRow, *, limit: int = 200) -> list[QuarantineRow]:
    """What was set aside at this till for this reason while the incident was open, in the order of the chain."""
    return select(
        QuarantineRow,
        f"""
        {_QUARANTINE} AND q.till_id = %(till)s AND q.code = %(code)s AND q.received_at >= %(opened_at)s
        AND (%(resolved_at)s::timestamptz IS NULL OR q.received_at <= %(resolved_at)s)
        ORDER BY q.chain, q.sequence, q.received_at, q.id LIMIT %(limit)s
        """,
        {
            "organization": organization,
            "till": incident.till,
            "code": incident.code,
            "opened_at": incident.opened_at,
            "resolved_at": incident.resolved_at,
            "limit": limit,
        },
    )


def open_rows(organization: UUID, till: UUID, quarantines: Sequence[UUID]) -> list[QuarantineRow]:
    """Those of them that still wait, in the order of the chain."""
    return select(
        QuarantineRow,
        f"""
        {_QUARANTINE} AND q.till_id = %(till)s AND q.state = 'open' AND q.id = ANY(%(ids)s)
        ORDER BY q.chain, q.sequence, q.id
        """,
        {"organization": organization, "till": till, "ids": list(quarantines)},
    )


def waiting_of_till(organization: UUID, till: UUID) -> list[Waiting]:
    """How many entries of a till wait, by reason."""
    return select(
        Waiting,
        """
        SELECT code, count(*), min(received_at), max(received_at) FROM sales_quarantine
        WHERE organization_id = %(organization)s AND till_id = %(till)s AND state = 'open'
        GROUP BY code ORDER BY min(received_at), code
        """,
        {"organization": organization, "till": till},
    )


def tills_with_waiting(organization: UUID) -> list[WaitingTill]:
    """The tills of which several entries wait, with how many."""
    return select(
        WaitingTill,
        """
        SELECT t.id, t.code, t.name, count(*)
        FROM sales_quarantine q
        JOIN tills_till t ON t.organization_id = q.organization_id AND t.id = q.till_id
        WHERE q.organization_id = %(organization)s AND q.state = 'open' AND q.code = ANY(%(codes)s)
        GROUP BY t.id, t.code, t.name HAVING count(*) > 1 ORDER BY t.code
        """,
        {"organization": organization, "codes": [str(code) for code in ADOPTABLE]},
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
    SELECT i.id, i.code, i.chain, t.id, t.code, t.name, p.name, p.timezone, i.opened_at, i.entries_count,
           i.resolved_at, u.name, i.note
    FROM sales_incident i
    JOIN tills_till t ON t.organization_id = i.organization_id AND t.id = i.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN identity_user u ON u.id = i.resolved_by
    WHERE i.organization_id = %(organization)s
"""
_QUARANTINE = """
    SELECT q.id, q.code, t.id, t.code, t.name, p.timezone, q.sequence, q.received_at, q.state, q.decided_at, u.name,
           q.note, octet_length(q.content)
    FROM sales_quarantine q
    JOIN tills_till t ON t.organization_id = q.organization_id AND t.id = q.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN identity_user u ON u.id = q.decided_by
    WHERE q.organization_id = %(organization)s
"""
