"""Who changed what: every change by a person, with what stood there before. To search, and as a file; not to edit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import close_old_connections
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.audit_reading import EventLine, Reader, person_of
from comptoir.backoffice.audit_words import AREA_WORDS, AREAS
from comptoir.backoffice.csvs import csv_stream, inert
from comptoir.backoffice.queries.audit import AuditFilters, Cursor, audit_trail, is_identifier
from comptoir.backoffice.scope import Scope, read_range
from comptoir.identity.public import Permission, people
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import reading

DAYS_SHOWN = 28
WORDS_MAX = 80
CSV_PAGE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    scope: Scope
    person: UUID | None
    area: str
    thing: str
    words: str

    def filters(self) -> AuditFilters:
        """Whole days of the clock of the first store."""
        zone = ZoneInfo(self.scope.timezone)
        since = datetime.combine(self.scope.first, time.min, zone)
        until = datetime.combine(self.scope.last + timedelta(days=1), time.min, zone)
        return AuditFilters(since, until, self.person, AREAS.get(self.area, ()), self.thing, self.words)


@reads(Permission.SEE_AUDIT)
def audit_page(visit: Visit) -> HttpResponse:
    """Newest first."""
    query = visit.request.GET
    asked = _asked(visit)
    page = audit_trail(visit.organization, asked.filters(), after=_read_cursor(query))
    reader = Reader(page.names, organization_view().currency, visit.language)
    context: dict[str, object] = {
        "scope": asked.scope,
        "asked": asked,
        "zone": asked.scope.timezone,
        "lines": [reader.line(noted) for noted in page.rows],
        "people": people(),
        "areas": AREA_WORDS.items(),
        "thing_name": page.names.get(asked.thing, "") if asked.thing else "",
        "next_address": _next_address(visit, page.next),
        "csv_address": f"/audit.csv?{query.urlencode()}",
    }
    return visit.render("audit.html", context)


@reads(Permission.SEE_AUDIT)
def audit_csv(visit: Visit) -> StreamingHttpResponse:
    """A line for each thing that changed, however many they are."""
    asked = _asked(visit)
    header = [_("Time"), _("Person"), _("What"), _("Thing"), _("Field"), _("Before"), _("After")]
    name = f"changes-{asked.scope.first}-{asked.scope.last}.csv"
    pages = _csv_pages(asked, visit.organization, organization_view().currency, visit.language)
    return csv_stream(name, header, pages, visit.language)


def _asked(visit: Visit) -> Asked:
    query = visit.request.GET
    thing = query.get("thing", "")
    return Asked(
        scope=read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN, by_clock=True),
        person=person_of(query.get("person")),
        area=query.get("area", ""),
        thing=thing if is_identifier(thing) else "",
        words=query.get("words", "").strip()[:WORDS_MAX],
    )


def _csv_pages(asked: Asked, organization: UUID, currency: str, language: str) -> Iterator[list[list[str]]]:
    """Page by page, each in a reading and in words of its own: another thread may ask for the next one."""
    after: Cursor | None = None
    while True:
        close_old_connections()
        with reading(organization), translation.override(language):
            page = audit_trail(organization, asked.filters(), after=after, limit=CSV_PAGE_ROWS)
            reader = Reader(page.names, currency, language)
            rows = [row for noted in page.rows for row in _csv_rows(reader.line(noted), reader, asked)]
        yield rows
        if page.next is None:
            return
        after = page.next


def _csv_rows(line: EventLine, reader: Reader, asked: Asked) -> Iterator[list[str]]:
    moment = formats.local_iso(line.noted.event.happened_at, asked.scope.timezone)
    begin = [moment, inert(line.person), line.what]
    changes = reader.all_changes(line.noted)
    if not changes:
        yield [*begin, inert(line.thing), "", "", ""]
    for change in changes:
        yield [*begin, inert(change.thing or line.thing), change.label, inert(change.before), inert(change.after)]


def _read_cursor(query: QueryDict) -> Cursor | None:
    micros, _sign, event = query.get("after", "").partition("_")
    if not micros.isdigit() or len(micros) > 16 or not is_identifier(event):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return Cursor(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), UUID(event))


def _next_address(visit: Visit, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    micros = (cursor.happened_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    kept = {key: value for key, value in visit.request.GET.items() if key != "after" and value}
    return f"{visit.request.path}?{urlencode({**kept, 'after': f'{micros}_{cursor.id}'})}#list"
