"""The journal of technical events: what happened to tills, out of their chains, and what the office did.

An event of a till is an entry: it has a number, a digest and a seal. One of the office is a row that the program may
only add. Both are read as they lie there; nothing is derived, so nothing can be thinned out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comptoir.journal import EntryUnreadable, JournalError, parse_envelope, receipt_number
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization

# Beside technical events: what opens and closes, what was printed again, and corrections of customers.
KINDS = ("technical_event", "opening", "closing", "copy", "customer_correction")
_WINDOW = """
    e.organization_id = %(organization)s AND e.device_time >= %(first)s::date - interval '1 day'
    AND e.device_time < %(last)s::date + interval '2 days'
    AND (e.device_time AT TIME ZONE p.timezone)::date BETWEEN %(first)s AND %(last)s
    AND (%(after)s::timestamptz IS NULL OR (e.device_time, e.id) < (%(after)s, %(entry)s))
"""
_JOINS = """
    FROM sales_entry e
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
"""
# Technical events by their own index; the few others beside them.
_EVENTS = f"""
    SELECT e.id, e.kind, e.device_time, p.timezone, t.code, n.number, e.sequence, e.digest, e.content, p.name
    {_JOINS} WHERE e.kind = 'technical_event' AND {_WINDOW}
    UNION ALL
    SELECT e.id, e.kind, e.device_time, p.timezone, t.code, n.number, e.sequence, e.digest, e.content, p.name
    {_JOINS} WHERE e.kind IN ('opening', 'closing', 'copy', 'customer_correction') AND {_WINDOW}
    ORDER BY 3 DESC, 1 DESC LIMIT %(limit)s
"""  # constants of ours; every value is a parameter
_OFFICE = """
    SELECT a.id, a.happened_at, u.name, a.action, a.subject, a.details::text FROM platform_auditevent a
    LEFT JOIN identity_user u ON u.id = a.person
    WHERE a.organization_id = %(organization)s AND a.happened_at >= %(since)s AND a.happened_at < %(until)s
    ORDER BY a.happened_at, a.id
"""


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    kind: str
    happened_at: datetime
    timezone: str
    till_code: str
    enrolment: int
    sequence: int
    digest: bytes
    content: bytes
    store: str


@dataclass(frozen=True, slots=True)
class TillEvent:
    """One sealed event. `event` is its name in the journal (of other kinds the kind), `said` what it says besides."""

    id: UUID
    happened_at: datetime
    timezone: str
    store: str
    till_code: str
    number: str
    event: str
    cashier: UUID | None
    said: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class OfficeEvent:
    """What somebody did in the office."""

    id: UUID
    happened_at: datetime
    person: str | None
    action: str
    subject: str
    details: str


def till_events(
    first: date, last: date, *, limit: int, after: datetime | None = None, entry: UUID | None = None
) -> list[TillEvent]:
    """Of these days on the stores' clocks, newest first; behind the one that a page ended with."""
    rows = select(
        _Row, _EVENTS,
        {
            "organization": current_organization(), "first": first, "last": last, "limit": limit, "after": after,
            "entry": entry,
        },
    )  # fmt: skip
    return [_event(row) for row in rows]


def office_events(since: datetime, until: datetime) -> list[OfficeEvent]:
    """Oldest first."""
    return select(OfficeEvent, _OFFICE, {"organization": current_organization(), "since": since, "until": until})


def _event(row: _Row) -> TillEvent:
    body = _body(bytes(row.content))
    event = body.pop("event", row.kind) if row.kind == "technical_event" else row.kind
    cashier = body.pop("cashier", None)
    return TillEvent(
        row.id, row.happened_at, row.timezone, row.store, row.till_code,
        receipt_number(row.till_code, row.enrolment, row.sequence), str(event), _uuid(cashier), body,
        bytes(row.digest).hex(),
    )  # fmt: skip


def _body(content: bytes) -> dict[str, Any]:
    """What an event says, without lists of a closing that stand in its own table; empty where it can't be read."""
    try:
        body = dict(parse_envelope(content).parse_body())
    except (EntryUnreadable, JournalError):
        return {}
    return {name: value for name, value in body.items() if isinstance(value, int | str)}


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
