"""Technical events of tills and of the office in one list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: at a till, or in the office (no till). `said`: its body as JSON, for words to be made of."""

    id: UUID
    happened_at: datetime
    till_code: str
    store_name: str
    number: str
    event: str
    who: str
    said: str


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
            f.body::text AS said
        FROM found f
        JOIN tills_till t ON t.organization_id = %(organization)s AND t.id = f.till_id
        JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
        LEFT JOIN tills_enrolment n ON n.organization_id = %(organization)s AND n.id = f.chain_id
        LEFT JOIN identity_employee m ON m.organization_id = %(organization)s AND m.id::text = f.cashier
        UNION ALL
        SELECT o.id, o.made_at, coalesce(j.c #>> '{body,till_code}', ''), '', 'S-' || o.sequence, o.kind,
            coalesce(u.name, ''), (j.c -> 'body')::text
        FROM tills_office_entry o
        CROSS JOIN LATERAL (SELECT convert_from(o.content, 'UTF8')::jsonb AS c) j
        LEFT JOIN identity_user u ON u.id::text = j.c ->> 'person'
        WHERE o.organization_id = %(organization)s AND o.made_at >= %(since)s AND o.made_at < %(until)s
            AND (%(till)s::uuid IS NULL OR j.c #>> '{body,till}' = %(till)s::text)
    )
    SELECT id, at, till_code, store_name, number, event, who, said FROM both_sides
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
