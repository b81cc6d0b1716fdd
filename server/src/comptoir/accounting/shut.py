"""What was closed of a company's books, as the database keeps it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.accounting.closing import KeptDay
from comptoir.accounting.journal import Why
from comptoir.accounting.postings import Place
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.turnover import day_of


@dataclass(frozen=True, slots=True)
class ClosingView:
    """A closing; `reopened_at` is null while it holds."""

    id: UUID
    number: int
    first: date
    last: date
    closed_at: datetime
    kept_at: datetime
    person_name: str
    note: str
    position: int
    terms: Mapping[str, Any]
    digest: str
    reopened_at: datetime | None
    reopened_by: str
    reason: str

    @property
    def holds(self) -> bool:
        return self.reopened_at is None


@dataclass(frozen=True, slots=True)
class _Arrival:
    store: UUID
    day: date
    entries: int
    noted: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came after the last closing and is of closed days: the days since the first of them may differ now."""

    first: date
    newest: datetime
    why: Mapping[Place, Sequence[Why]]


def lock_books(legal_entity: UUID) -> None:
    """One at a time decides about a company's books, closes or reopens them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"books {legal_entity}"])


def all_closings(legal_entity: UUID) -> list[ClosingView]:
    """Every closing of a company, oldest first, those that were reopened too."""
    rows = select(ClosingView, _CLOSINGS, {"organization": current_organization(), "company": legal_entity})
    return [replace(row, terms=_json(row.terms)) for row in rows]


def closings(legal_entity: UUID) -> list[ClosingView]:
    """Those that hold: one after the other, without a gap."""
    return [row for row in all_closings(legal_entity) if row.holds]


def kept_days(legal_entity: UUID, first: date, last: date) -> list[KeptDay]:
    """What closings that hold say of bookings on these days, in their order."""
    parameters: Parameters = {
        "organization": current_organization(), "company": legal_entity, "first": first, "last": last,
    }  # fmt: skip
    return _kept(_KEPT.format(day="d.day"), parameters)


def kept_of_days(legal_entity: UUID, first: date, last: date) -> list[KeptDay]:
    """What closings that hold say of what happened on these days, whenever it was booked."""
    parameters: Parameters = {
        "organization": current_organization(), "company": legal_entity, "first": first, "last": last,
    }  # fmt: skip
    return _kept(_KEPT.format(day="coalesce(d.belongs, d.day)"), parameters)


def days_of_closing(closing: UUID) -> list[KeptDay]:
    """All that one closing keeps, also one that was reopened."""
    return _kept(_OF_ONE, {"organization": current_organization(), "closing": closing})


def arrivals(stores: Sequence[UUID], last: ClosingView) -> Arrivals | None:
    """What came after a company's last closing and is of a closed day; null: nothing."""
    rows = select(
        _Arrival,
        _ARRIVED,
        {
            "organization": current_organization(),
            "stores": list(stores),
            "position": last.position,
            "through": last.last,
            "kept_at": last.kept_at,
            # A transaction that noted something may have begun a while before the closing and ended after it.
            "since": last.kept_at - timedelta(hours=1),
        },
    )
    if not rows:
        return None
    why = {Place(row.day, row.store): _why(row) for row in rows}
    return Arrivals(
        min(row.day for row in rows),
        max(row.newest for row in rows),
        {place: found for place, found in why.items() if found},
    )


def arrived_since(stores: Sequence[UUID], legal_entity: UUID) -> date | None:
    """The first closed day of which something came after the last closing."""
    held = closings(legal_entity)
    found = arrivals(stores, held[-1]) if held else None
    return found.first if found else None


def log_position() -> int:
    """Where the log stands: what is not in it yet came later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(position), 0) FROM platform_log_head WHERE organization_id = %s",
            [current_organization()],
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def first_day(stores: Sequence[UUID]) -> date | None:
    """The first day of which the books say anything."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"organization": current_organization(), "stores": list(stores)})
        row = cursor.fetchone()
    found: date | None = row[0] if row else None
    return found


def open_sessions(stores: Sequence[UUID], last: date) -> list[str]:
    """Tills whose session of these days nobody closed, as far as the ledger knows."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"organization": current_organization(), "stores": list(stores), "last": last})
        return [str(code) for (code,) in cursor.fetchall()]


def _kept(query: str, parameters: Parameters) -> list[KeptDay]:
    rows = select(KeptDay, query, parameters)
    return [replace(row, why=_json(row.why), postings=_json(row.postings)) for row in rows]


def _json(stored: Any) -> Any:
    """A column of JSON comes as its text."""
    return json.loads(stored) if isinstance(stored, str) else stored


def _why(row: _Arrival) -> tuple[Why, ...]:
    counted = (Why("entries", row.entries), Why("noted", row.noted))
    return tuple(why for why in counted if why.count)


_CLOSINGS = """
    SELECT c.id, c.number, c.first, c.last, c.closed_at, c.kept_at, coalesce(u.name, ''), c.note, c.position, c.terms,
        c.digest, r.reopened_at, coalesce(v.name, ''), coalesce(r.reason, '')
    FROM accounting_closing c
    LEFT JOIN accounting_reopening r ON r.organization_id = c.organization_id AND r.closing_id = c.id
    LEFT JOIN identity_user u ON u.id = c.person
    LEFT JOIN identity_user v ON v.id = r.person
    WHERE c.organization_id = %(organization)s AND c.legal_entity_id = %(company)s
    ORDER BY c.number
"""
_DAY = """
    SELECT c.id, c.number AS closing_number, d.number, d.kind, d.store_id, d.store_name, d.day, d.belongs, d.why,
        d.document, d.validated, d.left_over, d.postings
    FROM accounting_closing c
    JOIN accounting_closed_day d ON d.organization_id = c.organization_id AND d.closing_id = c.id
"""
_KEPT = (
    _DAY
    + """
    WHERE c.organization_id = %(organization)s AND c.legal_entity_id = %(company)s
      AND {day} BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT FROM accounting_reopening r
          WHERE r.organization_id = c.organization_id AND r.closing_id = c.id)
    ORDER BY c.first, d.number
"""
)
_OF_ONE = _DAY + " WHERE c.organization_id = %(organization)s AND c.id = %(closing)s ORDER BY d.number"
# Whatever came behind the closing's place in the log, or is still on its way into it.
_ARRIVED = f"""
    WITH come AS MATERIALIZED (
        SELECT subject FROM platform_log
        WHERE organization_id = %(organization)s AND position > %(position)s AND topic = 'sales.entry'
        UNION ALL
        SELECT subject FROM platform_outbox WHERE organization_id = %(organization)s AND topic = 'sales.entry'
    ), happened AS (
        SELECT s.store_id, {day_of("s.sold_at")} AS day, s.id AS entry
        FROM come JOIN sales_sale s ON s.organization_id = %(organization)s AND s.id = come.subject
        JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
        LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
        UNION ALL
        SELECT a.store_id, {day_of("a.happened_at")}, a.entry_id
        FROM come JOIN sales_act a ON a.organization_id = %(organization)s AND a.entry_id = come.subject
        JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
        LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
        UNION ALL
        SELECT a.store_id, {day_of("a.given_at")}, a.entry_id
        FROM come JOIN sales_tip a ON a.organization_id = %(organization)s AND a.entry_id = come.subject
        JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
        LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
        UNION ALL
        SELECT t.store_id, {day_of("n.opened_at")}, e.id
        FROM come JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = come.subject
            AND e.kind = 'opening'
        JOIN sales_session n ON n.organization_id = e.organization_id AND n.till_id = e.till_id
            AND n.opened_at = e.device_time
        JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
        JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    ), counted AS (
        SELECT h.store_id, h.day, count(DISTINCT h.entry) FILTER (WHERE e.received_at > %(kept_at)s) AS entries,
            0 AS noted, max(e.received_at) AS newest
        FROM happened h JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = h.entry
        WHERE h.store_id = ANY(%(stores)s::uuid[]) AND h.day <= %(through)s
        GROUP BY 1, 2
        UNION ALL
        SELECT b.store_id, b.day, 0, count(*) FILTER (WHERE b.happened_at > %(kept_at)s), max(b.happened_at)
        FROM (
            SELECT store_id, day, happened_at FROM accounting_safe_movement
            WHERE organization_id = %(organization)s AND happened_at > %(since)s
            UNION ALL
            SELECT store_id, day, happened_at FROM accounting_breakage
            WHERE organization_id = %(organization)s AND happened_at > %(since)s
            UNION ALL
            SELECT m.store_id, (m.moved_at AT TIME ZONE p.timezone)::date, m.moved_at
            FROM payments_voucher_movement m
            JOIN platform_store p ON p.organization_id = m.organization_id AND p.id = m.store_id
            WHERE m.organization_id = %(organization)s AND m.reason IN ('moved_in', 'moved_back')
              AND m.moved_at > %(since)s
        ) b
        WHERE b.store_id = ANY(%(stores)s::uuid[]) AND b.day <= %(through)s
        GROUP BY 1, 2
    )
    SELECT store_id, day, sum(entries)::int, sum(noted)::int, max(newest) FROM counted GROUP BY 1, 2
"""  # noqa: S608  # parts of ours; every value is a parameter
_FIRST = f"""
    SELECT min(day) FROM (
        (SELECT {day_of("s.sold_at")} AS day FROM sales_sale s
            JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
            LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
            WHERE s.organization_id = %(organization)s AND s.store_id = ANY(%(stores)s::uuid[])
            ORDER BY s.sold_at LIMIT 1)
        UNION ALL
        (SELECT {day_of("n.opened_at")} FROM sales_session n
            JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
            JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
            WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[])
              AND n.opened_at IS NOT NULL
            ORDER BY n.opened_at LIMIT 1)
        UNION ALL
        (SELECT min(day) FROM accounting_safe_movement
            WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]))
    ) found
"""  # noqa: S608
_OPEN = """
    SELECT DISTINCT t.code FROM sales_session n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[]) AND n.closed_at IS NULL
      AND coalesce(n.business_day, (n.opened_at AT TIME ZONE p.timezone)::date) <= %(last)s
    ORDER BY 1
"""
