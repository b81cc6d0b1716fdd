"""Technical events of tills and of the office in one list, and the register of keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: at a till, or in the office (no till)."""

    id: UUID
    happened_at: datetime
    till_code: str
    store_name: str
    number: str
    event: str
    who: str
    detail: str


@dataclass(frozen=True, slots=True)
class EventFilters:
    """Null does not narrow. `before` and `after_id`: where the page before ended."""

    since: datetime
    until: datetime
    till: UUID | None = None
    event: str | None = None
    before: datetime | None = None
    before_id: UUID | None = None


EVENTS = """
    WITH found AS (
        SELECT e.id, coalesce(e.device_time, e.received_at) AS at, e.till_id, e.chain_id, e.sequence,
            CASE WHEN e.kind = 'copy' THEN 'copy' ELSE j.body ->> 'event' END AS event,
            j.body ->> 'cashier' AS cashier, j.body
        FROM sales_entry e
        CROSS JOIN LATERAL (SELECT convert_from(e.content, 'UTF8')::jsonb -> 'body' AS body) j
        WHERE e.organization_id = %(organization)s AND e.kind IN ('technical_event', 'copy')
            AND coalesce(e.device_time, e.received_at) >= %(since)s
            AND coalesce(e.device_time, e.received_at) < %(until)s
            AND (%(till)s::uuid IS NULL OR e.till_id = %(till)s)
    ), both_sides AS (
        SELECT f.id, f.at, coalesce(t.code, '') AS till_code, coalesce(p.name, '') AS store_name,
            t.code || '-' || n.number || '-' || f.sequence AS number, coalesce(f.event, '') AS event,
            coalesce(m.name, '') AS who,
            concat_ws(' ', f.body ->> 'version', f.body ->> 'what', f.body ->> 'code', f.body ->> 'reason',
                f.body ->> 'act', f.body ->> 'purpose',
                CASE WHEN f.body ? 'from' THEN (f.body ->> 'from') || ' → ' || (f.body ->> 'to') END) AS detail
        FROM found f
        JOIN tills_till t ON t.organization_id = %(organization)s AND t.id = f.till_id
        JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
        LEFT JOIN tills_enrolment n ON n.organization_id = %(organization)s AND n.id = f.chain_id
        LEFT JOIN identity_employee m ON m.organization_id = %(organization)s AND m.id::text = f.cashier
        UNION ALL
        SELECT o.id, o.made_at, coalesce(j.c #>> '{body,till_code}', ''), '', 'S-' || o.sequence, o.kind,
            coalesce(u.name, ''), coalesce(j.c #>> '{body,name}', '')
        FROM tills_office_entry o
        CROSS JOIN LATERAL (SELECT convert_from(o.content, 'UTF8')::jsonb AS c) j
        LEFT JOIN identity_user u ON u.id::text = j.c ->> 'person'
        WHERE o.organization_id = %(organization)s AND o.made_at >= %(since)s AND o.made_at < %(until)s
            AND (%(till)s::uuid IS NULL OR j.c #>> '{body,till}' = %(till)s::text)
    )
    SELECT id, at, till_code, store_name, number, event, who, detail FROM both_sides
    WHERE (%(event)s::text IS NULL OR event = %(event)s)
        AND (%(before)s::timestamptz IS NULL OR (at, id) < (%(before)s, %(before_id)s))
    ORDER BY at DESC, id DESC LIMIT %(limit)s
"""


def events(organization: UUID, asked: EventFilters, limit: int = 100) -> list[EventRow]:
    """Newest first."""
    return select(
        EventRow,
        EVENTS,
        {
            "organization": organization, "since": asked.since, "until": asked.until, "till": asked.till,
            "event": asked.event, "before": asked.before, "before_id": asked.before_id, "limit": limit,
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key that a till had or has, with its device: the register of keys and of tills."""

    till: UUID
    till_code: str
    till_name: str
    store_name: str
    timezone: str
    is_active: bool
    chain: UUID
    number: int
    public_key: str
    device: str
    user_agent: str
    version: str
    since: datetime
    ended_at: datetime | None
    ended_by: str | None
    last_sequence: int
    state: str


KEYS = """
    SELECT t.id, t.code, t.name, p.name, p.timezone, t.is_active, n.id, n.number,
        encode(sha256(n.public_key), 'hex'), d.label, d.user_agent, d.app_version, n.issued_at, n.revoked_at, u.name,
        coalesce(h.sequence, 0),
        CASE WHEN n.revoked_at IS NULL THEN 'valid'
             WHEN EXISTS (
                SELECT 1 FROM tills_office_entry o WHERE o.organization_id = n.organization_id AND o.kind = 'key_lost'
                    AND convert_from(o.content, 'UTF8')::jsonb #>> '{body,chain}' = n.id::text
             ) THEN 'lost' ELSE 'revoked' END
    FROM tills_enrolment n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    JOIN fleet_device d ON d.organization_id = n.organization_id AND d.id = n.device_id
    LEFT JOIN tills_chain_head h ON h.organization_id = n.organization_id AND h.chain_id = n.id
    LEFT JOIN identity_user u ON u.id = n.revoked_by
    WHERE n.organization_id = %(organization)s
    ORDER BY t.code, n.number DESC
"""


def keys(organization: UUID) -> list[KeyRow]:
    """Every key that ever was, by till, newest first."""
    return select(KeyRow, KEYS, {"organization": organization})
