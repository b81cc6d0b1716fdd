"""The journal of what happened to tills and in the office, the register of keys, and closings of months and years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import close_old_connections
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_stream, inert
from comptoir.backoffice.event_details import event_detail
from comptoir.backoffice.journal_words import EVENT_WORDS, event_word
from comptoir.backoffice.queries.audit import is_identifier
from comptoir.backoffice.queries.journal import EventFilters, EventRow, events
from comptoir.backoffice.queries.tills import till_rows
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import read_range, zone_of
from comptoir.fiscal.commands import TakeArchive
from comptoir.fiscal.public import note_taken
from comptoir.identity.public import Permission
from comptoir.kernel.errors import DomainError
from comptoir.platform.public import legal_entities, stores
from comptoir.platform.tenancy import reading
from comptoir.sales.period_closing import close_period_by_log, company_day, following, period_closings, recomputed
from comptoir.sales.periods import ClosePeriodByLog
from comptoir.tills.register import RegisteredKey, registered_keys

DAYS_SHOWN = 28
PAGE_ROWS = 100
CSV_ROWS = 1_000


@reads(Permission.SEE_AUDIT)
def journal_page(visit: Visit) -> HttpResponse:
    """Newest first, of all tills and the office."""
    query = visit.request.GET
    scope = read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN, by_clock=True)
    asked = _asked(query, scope.first, scope.last, scope.timezone)
    rows = events(visit.organization, asked, PAGE_ROWS + 1)
    more = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    kept = {key: value for key, value in query.items() if key not in ("before", "id") and value}
    after = {} if more is None else {**kept, "before": more.happened_at.isoformat(), "id": str(more.id)}
    context: dict[str, object] = {
        "scope": scope,
        "asked": asked,
        "zone": scope.timezone,
        "rows": [(row, event_word(row.event), event_detail(row.event, row.said)) for row in rows[:PAGE_ROWS]],
        "tills": till_rows(visit.organization),
        "events": EVENT_WORDS.items(),
        "next_address": f"/journal?{urlencode(after)}" if after else "",
        "csv_address": f"/journal.csv?{urlencode(kept)}",
    }
    return visit.render("journal.html", context)


@acts(Permission.SEE_AUDIT)
def journal_csv(visit: Visit) -> StreamingHttpResponse:
    """A line for each event, however many. That somebody took it is noted before its first byte leaves."""
    query = visit.request.GET
    with visit.reading():
        scope = read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN, by_clock=True)
    note_taken(TakeArchive(visit.organization, visit.person, "journal", scope.first, scope.last, visit.now))
    header = [_("Time"), _("Till"), _("Number"), _("Event"), _("Code"), _("Person"), _("Details")]
    asked = _asked(query, scope.first, scope.last, scope.timezone)
    name = f"journal-{scope.first}-{scope.last}.csv"
    return csv_stream(
        name, header, _csv_pages(visit.organization, asked, scope.timezone, visit.language), visit.language
    )


def _csv_pages(organization: UUID, asked: EventFilters, zone: str, language: str) -> Iterator[list[list[str]]]:
    while True:
        close_old_connections()
        with reading(organization), translation.override(language):
            rows = events(organization, asked, CSV_ROWS)
            lines = [_csv_row(row, zone) for row in rows]
        yield lines
        if len(rows) < CSV_ROWS:
            return
        asked = replace(asked, before=rows[-1].happened_at, before_id=rows[-1].id)


def _csv_row(row: EventRow, zone: str) -> list[str]:
    moment = formats.local_iso(row.happened_at, zone)
    said = [row.till_code, row.number, event_word(row.event), row.event, row.who, event_detail(row.event, row.said)]
    return [moment, *(inert(text) for text in said)]


def _asked(query: QueryDict, first: object, last: object, zone_name: str) -> EventFilters:
    zone = ZoneInfo(zone_name)
    assert hasattr(first, "isoformat")
    assert hasattr(last, "isoformat")
    since = datetime.combine(datetime.fromisoformat(first.isoformat()), time.min, zone)
    until = datetime.combine(datetime.fromisoformat(last.isoformat()) + timedelta(days=1), time.min, zone)
    till, event, before, row = (query.get(name, "") for name in ("till", "event", "before", "id"))
    try:
        moment = datetime.fromisoformat(before) if before else None
    except ValueError:
        moment = None
    return EventFilters(
        since=since,
        until=until,
        till=UUID(till) if is_identifier(till) else None,
        event=event if event in EVENT_WORDS else None,
        before=moment if moment and moment.tzinfo and is_identifier(row) else None,
        before_id=UUID(row) if is_identifier(row) else None,
    )


STATES = {"valid": "good", "waiting": "", "rotated": "", "revoked": "warn", "lost": "bad"}


def state_word(state: str) -> str:
    """How a key stands."""
    words = {
        "valid": _("Valid"), "waiting": _("Prepared"), "rotated": _("Renewed"), "revoked": _("Revoked"),
        "lost": _("Lost"),
    }  # fmt: skip
    return words[state]


@reads(Permission.SEE_TILLS)
def keys_page(visit: Visit) -> HttpResponse:
    """Every key and device that ever was a till."""
    rows = registered_keys(visit.organization)
    context: dict[str, object] = {"rows": [(row, state_word(row.state), STATES[row.state]) for row in rows]}
    return visit.render("keys.html", context)


@reads(Permission.SEE_TILLS)
def keys_csv(visit: Visit) -> StreamingHttpResponse:
    """The register of keys and tills as a file."""
    header = [
        _("Till"), _("Name"), _("Store"), _("Enrolment"), _("Fingerprint"), _("Device"), _("Browser"), _("Version"),
        _("Since"), _("Until"), _("Last entry"), _("State"),
    ]  # fmt: skip
    lines = [_key_line(row) for row in registered_keys(visit.organization)]
    return csv_stream(f"keys-{visit.now.date()}.csv", header, iter([lines]), visit.language)


def _key_line(row: RegisteredKey) -> list[str]:
    ended = formats.local_iso(row.ended_at, row.timezone) if row.ended_at else ""
    return [
        inert(row.till_code), inert(row.till_name), inert(row.store_name), str(row.number), row.public_key,
        inert(row.device), inert(row.user_agent), inert(row.version), formats.local_iso(row.since, row.timezone), ended,
        str(row.last_sequence), state_word(row.state),
    ]  # fmt: skip


@reads(Permission.SEE_BOOKS)
def period_closings_page(visit: Visit) -> HttpResponse:
    """Closings of months and years of each company, newest first."""
    companies = legal_entities()
    every = period_closings()
    context: dict[str, object] = {
        "companies": [
            {
                "company": company,
                "closings": [one for one in reversed(every) if one.closing.company == company.id],
                "choices": _choices(
                    [one.closing.name for one in every if one.closing.company == company.id],
                    company_day(company.id, visit.now),
                ),
            }
            for company in companies
        ],
        "may_close": visit.may(Permission.KEEP_BOOKS),
        "zone": zone_of(None, stores()),
    }
    return visit.render("period_closings.html", context)


def _choices(closed: list[str], today: date) -> list[str]:
    """What may be closed next: of a company that closed nothing, each of the last twelve months."""
    months = [name for name in closed if "-" in name]
    running = f"{today.year:04}-{today.month:02}"
    if months:
        found = [following(months[-1])]
    else:
        begin = f"{today.year - 1:04}-{today.month:02}"
        found = [begin]
        while following(found[-1]) < running:
            found.append(following(found[-1]))
    years = [name for name in closed if "-" not in name]
    ended = [name[:4] for name in months if name.endswith("-12") and name[:4] not in years]
    return [name for name in found if name < running] + ended[:1]


@acts(Permission.KEEP_BOOKS)
def period_close(visit: Visit, company: UUID) -> HttpResponse:
    """Close what is chosen."""
    if visit.request.method != "POST":
        return redirect("period-closings")
    with visit.reading():
        if company not in {found.id for found in legal_entities()}:
            raise Http404
    command = ClosePeriodByLog(
        organization=visit.organization, company=company, name=visit.request.POST.get("name", ""),
        person=visit.person, now=visit.now.astimezone(UTC),
    )  # fmt: skip
    try:
        closed = close_period_by_log(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return redirect("period-closings")
    messages.success(visit.request, _("Closed: %(name)s.") % {"name": closed.closing.name})
    return redirect("period-closing", closed.sequence)


@reads(Permission.SEE_BOOKS)
def period_closing_page(visit: Visit, sequence: int) -> HttpResponse:
    """One closing, to read and to print, worked out again from the log."""
    found = next((one for one in period_closings() if one.sequence == sequence), None)
    if found is None:
        raise Http404
    company = next((one for one in legal_entities() if one.id == found.closing.company), None)
    context: dict[str, object] = {
        "closed": found,
        "closing": found.closing,
        "company": company,
        "is_same": recomputed(found),
    }
    return visit.render("period_closing.html", context)


URLS = [
    path("journal", journal_page, name="journal"),
    path("journal.csv", journal_csv, name="journal-csv"),
    path("tills/keys", keys_page, name="keys"),
    path("tills/keys.csv", keys_csv, name="keys-csv"),
    path("closings", period_closings_page, name="period-closings"),
    path("closings/<int:sequence>", period_closing_page, name="period-closing"),
    path("closings/close/<uuid:company>", period_close, name="period-close"),
]
