"""Tills, the devices behind them, and their enrolments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select, select_one
from comptoir.tills.listing import TillRow, till_rows

__all__ = ["EnrolmentRow", "TillRow", "enrolments", "newer_enrolment", "newest_number", "till_rows"]


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One device's time as a till."""

    chain: UUID
    number: int
    device_label: str
    user_agent: str
    app_version: str
    issued_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    entries_count: int


def enrolments(organization: UUID, till: UUID) -> list[EnrolmentRow]:
    """Newest first."""
    return select(
        EnrolmentRow,
        """
        SELECT e.id, e.number, d.label, d.user_agent, d.app_version, e.issued_at, d.last_seen_at, e.revoked_at,
               u.name, coalesce(h.sequence, 0)
        FROM tills_enrolment e
        JOIN fleet_device d ON d.organization_id = e.organization_id AND d.id = e.device_id
        LEFT JOIN tills_chain_head h ON h.organization_id = e.organization_id AND h.chain_id = e.id
        LEFT JOIN identity_user u ON u.id = e.revoked_by
        WHERE e.organization_id = %(organization)s AND e.till_id = %(till)s
        ORDER BY e.number DESC
        """,
        {"organization": organization, "till": till},
    )


def newer_enrolment(organization: UUID, till: UUID, number: int) -> EnrolmentRow | None:
    """The enrolment that was made after the given one: the code was used."""
    rows = [row for row in enrolments(organization, till) if row.number > number]
    return rows[-1] if rows else None


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


def newest_number(organization: UUID, till: UUID) -> int:
    row = select_one(
        _Number,
        """
        SELECT coalesce(max(number), 0) FROM tills_enrolment
        WHERE organization_id = %(organization)s AND till_id = %(till)s
        """,
        {"organization": organization, "till": till},
    )
    return row.number if row else 0
