"""Who changed what, newest first, with what stood there before: events, their changes, and the names of things.

A thing is named as it is called now; one that is gone by what its event kept of its name. Customers are named only
while they may be, and nothing of them stands in the events.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.platform.sql import Parameters, select

PAGE_ROWS = 50
NAMES_FOUND_MAX = 500
# Every kind of thing that an event or a change is about, and what it is called.
_THINGS = """
    SELECT id::text AS id, name FROM catalog_item WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM catalog_product WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM catalog_category WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM catalog_customergroup WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT rule::text, document->>'name' FROM catalog_price_list
        WHERE organization_id = %(organization)s AND {match_rule}
    UNION ALL SELECT rule::text, document->>'name' FROM catalog_promotion
        WHERE organization_id = %(organization)s AND {match_rule}
    UNION ALL SELECT id::text, name FROM tax_taxclass WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM staff_role WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM identity_employee WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT u.id::text, u.name FROM identity_membership m JOIN identity_user u ON u.id = m.user_id
        WHERE m.organization_id = %(organization)s AND {match_user}
    UNION ALL SELECT id::text, name FROM platform_store WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM platform_store_group WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM platform_legalentity WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM webhooks_endpoint WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM witnesses_witness WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, code || ' · ' || name FROM tills_till
        WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM tills_agent WHERE organization_id = %(organization)s AND {match}
    UNION ALL SELECT id::text, name FROM customers_customer
        WHERE organization_id = %(organization)s AND erased_at IS NULL AND {match}
    UNION ALL SELECT r.tender_kind_id::text, r.name FROM payments_tender_revision r
        WHERE r.organization_id = %(organization)s AND {match_tender}
    UNION ALL SELECT e.id::text, t.code || ' · ' || t.name FROM tills_enrolment e
        JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
        WHERE e.organization_id = %(organization)s AND {match_enrolment}
    UNION ALL SELECT id::text, number FROM invoices_document
        WHERE organization_id = %(organization)s AND {match_invoice}
"""
_BY_ID = _THINGS.format(
    match="id = ANY(%(ids)s::uuid[])",
    match_rule="rule = ANY(%(ids)s::uuid[])",
    match_user="u.id = ANY(%(ids)s::uuid[])",
    match_tender="r.tender_kind_id = ANY(%(ids)s::uuid[])",
    match_enrolment="e.id = ANY(%(ids)s::uuid[])",
    match_invoice="id = ANY(%(ids)s::uuid[])",
)
_BY_NAME = _THINGS.format(
    match="name ILIKE %(like)s",
    match_rule="document->>'name' ILIKE %(like)s",
    match_user="u.name ILIKE %(like)s",
    match_tender="r.name ILIKE %(like)s",
    match_enrolment="t.name ILIKE %(like)s",
    match_invoice="number ILIKE %(like)s",
)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that an act changed; one side is null where it was added or taken away."""

    id: int
    act: UUID
    kind: str
    row: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person did."""

    id: UUID
    person: UUID | None
    person_name: str
    action: str
    subject: str
    details: Mapping[str, Any]
    act: UUID | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """An event with what changed by it."""

    event: Event
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended."""

    happened_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What the list is narrowed to; null does not narrow. `area` is the beginning of actions, as `catalog`."""

    since: datetime
    until: datetime
    person: UUID | None = None
    areas: Sequence[str] = ()
    thing: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, the names of what they are about, and where the next ones begin."""

    rows: Sequence[Noted]
    names: Mapping[str, str]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    name: str = field(default="")


def audit_trail(
    organization: UUID, filters: AuditFilters, *, after: Cursor | None = None, limit: int = PAGE_ROWS
) -> Page:
    """Events of the organization in four questions, whatever they are about."""
    things = [filters.thing] if filters.thing else []
    if filters.words:
        like = f"%{filters.words.replace('%', '').replace('_', ' ')}%"
        found = select(_Named, f"SELECT id, name FROM ({_BY_NAME}) t LIMIT %(limit)s", {  # noqa: S608  # constants of ours
            "organization": organization, "like": like, "limit": NAMES_FOUND_MAX,
        })  # fmt: skip
        things = [row.id for row in found]
    parameters: Parameters = {
        "organization": organization,
        "since": filters.since,
        "until": filters.until,
        "person": filters.person,
        "is_any": not filters.thing and not filters.words,
        "things": things,
        "words": f"%{filters.words}%" if filters.words else None,
        "every_area": not filters.areas,
        "areas": [f"{area}.%" for area in filters.areas],
        "after": after.happened_at if after else None,
        "after_id": after.id if after else None,
        "limit": limit + 1,
    }
    events = [replace(row, details=_read(row.details)) for row in select(Event, _EVENTS, parameters)]
    shown = events[:limit]
    noted = _with_changes(organization, shown)
    last = shown[-1] if len(events) > limit else None
    return Page(noted, _names(organization, noted), Cursor(last.happened_at, last.id) if last else None)


def history_of(
    organization: UUID, thing: UUID, name: str, *, since: datetime, until: datetime, limit: int = PAGE_ROWS
) -> Page:
    """What people changed of one thing: for its own page. Every step is by a key, however much others changed."""
    parameters: Parameters = {
        "organization": organization,
        "thing": str(thing),
        "since": since,
        "until": until,
        "limit": limit + 1,
    }
    events = [replace(row, details=_read(row.details)) for row in select(Event, _EVENTS_OF, parameters)]
    shown = events[:limit]
    noted = [
        # An act on many things at once says here what it did to this one.
        replace(one, changes=[change for change in one.changes if change.row == str(thing)])
        if one.event.subject != str(thing)
        else one
        for one in _with_changes(organization, shown, thing=thing)
    ]
    last = shown[-1] if len(events) > limit else None
    return Page(
        noted, _names(organization, noted, {str(thing): name}), Cursor(last.happened_at, last.id) if last else None
    )


def _with_changes(organization: UUID, events: Sequence[Event], *, thing: UUID | None = None) -> list[Noted]:
    """A change belongs to the event of its act that is about its row, else to the first event of its act."""
    acts = list({event.act for event in events if event.act is not None})
    changes = select(Change, _CHANGES, {
        "organization": organization, "acts": acts, "thing": str(thing) if thing else None,
    }) if acts else []  # fmt: skip
    changes = [replace(row, before=_read(row.before), after=_read(row.after)) for row in changes]
    owners: dict[tuple[UUID, str], UUID] = {}
    first: dict[UUID, UUID] = {}
    if changes:
        for row in select(_Owner, _OWNERS, {"organization": organization, "acts": acts}):
            owners[(row.act, row.subject)] = row.id
            first.setdefault(row.act, row.id)
    by_event: dict[UUID, list[Change]] = {}
    for change in changes:
        owner = owners.get((change.act, change.row)) or first[change.act]
        by_event.setdefault(owner, []).append(change)
    return [Noted(event, by_event.get(event.id, [])) for event in events]


@dataclass(frozen=True, slots=True)
class _Owner:
    act: UUID
    subject: str
    id: UUID


def _names(organization: UUID, noted: Iterable[Noted], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """What everything that is named there is called; `known` need not be asked for."""
    ids: set[str] = set()
    for row in noted:
        _gather((row.event.subject, row.event.details), ids)
        for change in row.changes:
            _gather((change.row, change.before, change.after), ids)
    names = dict(known or {})
    ids -= names.keys()
    if ids:
        found = select(_Named, _BY_ID, {"organization": organization, "ids": sorted(ids)})
        names |= {row.id: row.name for row in found if row.name}
    return names


def _read(value: object) -> Any:
    """A cursor of Django's gives JSON as its text."""
    return json.loads(value) if isinstance(value, str) else value


def _gather(value: object, into: set[str]) -> None:
    """Every identifier in a value, however deep."""
    if isinstance(value, str):
        if is_identifier(value):
            into.add(value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            _gather(key, into)
            _gather(part, into)
    elif isinstance(value, list | tuple):
        for part in value:
            _gather(part, into)


def is_identifier(text: str) -> bool:
    """Whether a text is an id, which nobody shall have to read."""
    if len(text) != 36:
        return False
    try:
        UUID(text)
    except ValueError:
        return False
    return True


_EVENTS = """
    SELECT a.id, a.person, coalesce(u.name, e.name, ''), a.action, a.subject, a.details, a.act, a.happened_at
    FROM platform_auditevent a
    LEFT JOIN identity_user u ON u.id = a.person
    LEFT JOIN identity_employee e ON e.organization_id = a.organization_id AND e.id = a.person
    WHERE a.organization_id = %(organization)s AND a.happened_at >= %(since)s AND a.happened_at < %(until)s
      AND (%(person)s::uuid IS NULL OR a.person = %(person)s OR a.person IN (
          SELECT id FROM identity_employee WHERE organization_id = %(organization)s AND user_id = %(person)s))
      AND (%(every_area)s OR a.action LIKE ANY(%(areas)s::text[]))
      AND (%(is_any)s OR a.subject = ANY(%(things)s::text[]) OR a.details->>'name' ILIKE %(words)s OR a.act IN (
          SELECT c.act FROM platform_audit_change c
          WHERE c.organization_id = %(organization)s AND c.row = ANY(%(things)s::text[])))
      AND (%(after)s::timestamptz IS NULL OR (a.happened_at, a.id) < (%(after)s, %(after_id)s::uuid))
    ORDER BY a.happened_at DESC, a.id DESC LIMIT %(limit)s
"""
_CHANGES = """
    SELECT c.id, c.act, c.kind, c.row, c.before, c.after
    FROM platform_audit_change c
    WHERE c.organization_id = %(organization)s AND c.act = ANY(%(acts)s::uuid[])
    ORDER BY c.row = %(thing)s DESC NULLS LAST, c.id LIMIT 5000
"""
_EVENTS_OF = """
    SELECT a.id, a.person, coalesce(u.name, e.name, ''), a.action, a.subject, a.details, a.act, a.happened_at
    FROM (
        (
            SELECT o.id FROM platform_auditevent o
            WHERE o.organization_id = %(organization)s AND o.subject = %(thing)s AND o.happened_at >= %(since)s
              AND o.happened_at < %(until)s
            ORDER BY o.happened_at DESC LIMIT %(limit)s
        ) UNION (
            SELECT o.id FROM (
                SELECT c.act FROM platform_audit_change c
                WHERE c.organization_id = %(organization)s AND c.row = %(thing)s ORDER BY c.id DESC LIMIT 500
            ) of CROSS JOIN LATERAL (
                SELECT id FROM platform_auditevent
                WHERE organization_id = %(organization)s AND act = of.act
                ORDER BY (subject = %(thing)s) DESC, happened_at, id LIMIT 1
            ) o
        )
    ) found
    JOIN platform_auditevent a ON a.organization_id = %(organization)s AND a.id = found.id
    LEFT JOIN identity_user u ON u.id = a.person
    LEFT JOIN identity_employee e ON e.organization_id = a.organization_id AND e.id = a.person
    WHERE a.happened_at >= %(since)s AND a.happened_at < %(until)s
    ORDER BY a.happened_at DESC, a.id DESC LIMIT %(limit)s
"""
_OWNERS = """
    SELECT a.act, a.subject, a.id FROM platform_auditevent a
    WHERE a.organization_id = %(organization)s AND a.act = ANY(%(acts)s::uuid[]) ORDER BY a.happened_at, a.id
"""
