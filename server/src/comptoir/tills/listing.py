"""Tills with the devices behind them, as they last reported themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class TillRow:
    """A till with the device of its newest valid enrolment."""

    id: UUID
    code: str
    name: str
    store_name: str
    timezone: str
    is_active: bool
    chain: UUID | None
    enrolment: int | None
    issued_at: datetime | None
    device_label: str | None
    last_seen_at: datetime | None
    unsent_count: int | None
    unsent_since: datetime | None
    storage_persistent: bool | None
    app_version: str | None


def till_rows(organization: UUID, till: UUID | None = None) -> list[TillRow]:
    """All tills by code, or one."""
    return select(
        TillRow,
        """
        SELECT t.id, t.code, t.name, p.name, p.timezone, t.is_active, e.id, e.number, e.issued_at, d.label,
               d.last_seen_at, d.unsent_count, d.unsent_since, d.storage_persistent, d.app_version
        FROM tills_till t
        JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
        LEFT JOIN LATERAL (
            SELECT n.id, n.number, n.issued_at, n.device_id FROM tills_enrolment n
            WHERE n.organization_id = t.organization_id AND n.till_id = t.id AND n.revoked_at IS NULL
                AND NOT n.is_waiting AND n.ended_sequence IS NULL
            ORDER BY n.number DESC LIMIT 1
        ) e ON true
        LEFT JOIN fleet_device d ON d.organization_id = t.organization_id AND d.id = e.device_id
        WHERE t.organization_id = %(organization)s AND (%(till)s::uuid IS NULL OR t.id = %(till)s)
        ORDER BY t.code
        """,
        {"organization": organization, "till": till},
    )


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One device's time as a till. `renewal`: `asked`, `waiting` for the old key's word, `renewed`, or empty."""

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
    renewal: str


def enrolments(organization: UUID, till: UUID) -> list[EnrolmentRow]:
    """Newest first."""
    return select(
        EnrolmentRow,
        """
        SELECT e.id, e.number, d.label, d.user_agent, d.app_version, e.issued_at, d.last_seen_at, e.revoked_at,
               u.name, coalesce(h.sequence, 0),
               CASE WHEN e.is_waiting THEN 'waiting' WHEN e.ended_sequence IS NOT NULL THEN 'renewed'
                    WHEN e.renewal_asked_at IS NOT NULL THEN 'asked' ELSE '' END
        FROM tills_enrolment e
        JOIN fleet_device d ON d.organization_id = e.organization_id AND d.id = e.device_id
        LEFT JOIN tills_chain_head h ON h.organization_id = e.organization_id AND h.chain_id = e.id
        LEFT JOIN identity_user u ON u.id = e.revoked_by
        WHERE e.organization_id = %(organization)s AND e.till_id = %(till)s
        ORDER BY e.number DESC
        """,
        {"organization": organization, "till": till},
    )
