"""What the country's law asks of tills: how far Comptoir is, the journal of events, closings, archives, and checks.

Nothing here is certified, and no word says so: each thing is prepared, partly, missing, or the shopkeeper's to do.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.event_details import event_detail
from comptoir.backoffice.fiscal_words import STATES, TONES
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.journal_words import event_word
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import business_today, parse_day, zone_of
from comptoir.fiscal.archiving import (
    CLOSING_HEADER,
    EVENT_HEADER,
    PAGE_ENTRIES_MAX,
    closing_rows,
    csv_pieces,
    event_rows,
)
from comptoir.fiscal.commands import CheckBooks, MakeArchive, TakeArchive
from comptoir.fiscal.public import (
    BooksChecked,
    Plugin,
    QueueState,
    RetrySendings,
    TillEvent,
    archive_path,
    archives,
    by_period,
    check_books,
    day_closings,
    make_archive,
    note_taken,
    perpetual_totals,
    plugin_of,
    queue_states,
    retry_sendings,
    server_key_text,
    software,
    till_events,
    waiting_too_long,
)
from comptoir.identity.public import Permission, cashiers
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import LegalEntityView, legal_entities, organization_view, stores

EVENTS_SHOWN = 100
EVENTS_TAKEN_MAX = 200_000


@dataclass(frozen=True, slots=True)
class ConditionText:
    """One thing that the law asks, in words."""

    text: str
    state: Promise
    tone: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class EventText:
    """One line of the journal of events."""

    event: TillEvent
    what: str
    cashier: str
    detail: str


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What waits for one office outside, in words. `is_late`: longer than weather explains."""

    state: QueueState
    name: str
    fault: str
    rejection: str
    is_late: bool


class ArchiveForm(PlainForm):
    """Up to which day."""

    fields_of_refusals = {"fiscal.period_running": "last", "fiscal.nothing_to_archive": "last"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Everything that tills sealed up to then and no archive holds yet, by their numbers."),
    )  # fmt: skip


@reads(Permission.SEE_FISCAL)
def fiscal(visit: Visit) -> HttpResponse:
    """All of it on one page."""
    return _page(visit)


@reads(Permission.SEE_FISCAL)
def fiscal_events(visit: Visit) -> HttpResponse:
    """The journal of technical events: newest first, of some days."""
    first, last = _days(visit)
    moment, entry = visit.request.GET.get("before", ""), read_uuid(visit.request.GET.get("entry"))
    after = _moment(moment) if entry else None
    rows = till_events(first, last, limit=EVENTS_SHOWN + 1, after=after, entry=entry if after else None)
    names = {person.id: person.name for person in cashiers()}
    shown = rows[:EVENTS_SHOWN]
    context: dict[str, object] = {
        "events": [
            EventText(
                row,
                event_word(row.event),
                names.get(row.cashier, "") if row.cashier else "",
                event_detail(row.event, json.dumps(row.said)),
            )
            for row in shown
        ],
        "more": shown[-1] if len(rows) > EVENTS_SHOWN else None,
        "first": first,
        "last": last,
    }
    return visit.render("fiscal_events.html", context)


@reads(Permission.SEE_FISCAL)
def fiscal_closings(visit: Visit) -> HttpResponse:
    """Closings of days, months and years, with totals that are never set back."""
    first, last = _days(visit)
    rows = day_closings(first, last)
    context: dict[str, object] = {
        "closings": rows[::-1][:EVENTS_SHOWN],
        "months": by_period(rows, letters=7),
        "years": by_period(rows, letters=4),
        "currency": organization_view().currency,
        "first": first,
        "last": last,
    }
    return visit.render("fiscal_closings.html", context)


@acts(Permission.SEE_FISCAL)
def fiscal_file(visit: Visit) -> HttpResponseBase:
    """Events or closings as a file. That somebody took it is noted before its first byte leaves."""
    what = "closings" if visit.request.GET.get("what") == "closings" else "events"
    with visit.reading():
        first, last = _days(visit)
        if what == "events":
            header, rows = EVENT_HEADER, list(event_rows(till_events(first, last, limit=EVENTS_TAKEN_MAX)[::-1]))
        else:
            header, rows = CLOSING_HEADER, list(closing_rows(day_closings(first, last)))
    note_taken(TakeArchive(visit.organization, visit.person, what, first, last, visit.now))
    answer = StreamingHttpResponse(csv_pieces(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{what}-{first}-{last}.csv"'
    return answer


@acts(Permission.SEE_FISCAL)
def fiscal_check(visit: Visit) -> HttpResponse:
    """Follow every chain by its bytes, now."""
    if visit.request.method != "POST":
        return redirect("fiscal")
    checked = None
    try:
        checked = check_books(CheckBooks(visit.organization, visit.person, visit.now))
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    with visit.reading():
        return _page(visit, checked=checked)


@acts(Permission.MAKE_ARCHIVES)
def fiscal_archive(visit: Visit) -> HttpResponse:
    """Archive up to a day."""
    if visit.request.method != "POST":
        return redirect("fiscal")
    form = ArchiveForm(visit.request.POST)
    if form.is_valid():
        command = MakeArchive(
            visit.organization, visit.person, form.cleaned_data["id"], form.cleaned_data["last"], visit.now,
            PAGE_ENTRIES_MAX,
        )  # fmt: skip
        if form.carry_out(lambda: make_archive(command)):
            messages.success(visit.request, _("Archived. Keep a copy of the file outside this computer."))
            return redirect("fiscal")
    with visit.reading():
        return _page(visit, form=form, status=422)


@acts(Permission.SEE_FISCAL)
def fiscal_archive_file(visit: Visit, archive: UUID) -> HttpResponseBase:
    """The file of an archive."""
    with visit.reading():
        found = next((row for row in archives() if row.id == archive), None)
    path = archive_path(visit.organization, archive)
    if found is None or not path.exists():
        raise Http404
    note_taken(TakeArchive(visit.organization, visit.person, str(archive), found.first, found.last, visit.now))
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"archive-{found.number}-{found.first}-{found.last}.zip"
    )


@reads(Permission.SEE_FISCAL)
def fiscal_attestation(visit: Visit) -> HttpResponse:
    """The template of an attestation, filled in with what is known here; nobody signed it."""
    plugin = plugin_of(organization_view().country)
    texts: list[tuple[str, ...]] = []
    if plugin is not None and plugin.attestation is not None:
        texts = [plugin.attestation(_given(company)) for company in legal_entities()]
    return visit.render(
        "fiscal_attestation.html", {"texts": texts, "language": plugin.country.lower() if plugin else ""}
    )


def _given(company: LegalEntityView) -> dict[str, str]:
    """What the program knows of itself and of a company."""
    program = software()
    address = next((place.address for place in stores() if place.legal_entity == company.id), "")
    return {
        "program": program.name,
        "version": program.version,
        "major": program.major,
        "fingerprint": program.fingerprint,
        "company": company.name,
        "registration": company.registration,
        "tax_number": company.tax_number,
        "address": address.replace("\n", ", "),
    }


@acts(Permission.SEE_FISCAL)
def fiscal_retry(visit: Visit) -> HttpResponse:
    """What waits for an office outside is sent within seconds: asking twice does no more."""
    if visit.request.method == "POST":
        command = RetrySendings(visit.organization, visit.person, visit.request.POST.get("channel", "")[:32], visit.now)
        retry_sendings(command)
        messages.success(visit.request, _("It is tried again within seconds."))
    return redirect("fiscal")


def _page(
    visit: Visit, *, form: ArchiveForm | None = None, checked: BooksChecked | None = None, status: int = 200
) -> HttpResponse:
    shop, places = organization_view(), stores()
    plugin = plugin_of(shop.country)
    yesterday = business_today(None, places, visit.now) - timedelta(days=1)
    rows = archives()
    context: dict[str, object] = {
        "plugin": plugin,
        "conditions": list(_conditions(plugin, visit.language)) if plugin else [],
        "channels": list(_channels(plugin, visit)),
        "statuses": plugin.status(business_today(None, places, visit.now), visit.language)
        if plugin is not None and plugin.status is not None
        else [],
        "obligations": [plugin.say(one.code, visit.language) for one in plugin.obligations] if plugin else [],
        "totals": perpetual_totals(),
        "archives": [(row, archive_path(visit.organization, row.id).exists()) for row in rows],
        "form": (form or ArchiveForm(initial={"id": new_uuid7(), "last": yesterday.isoformat()}))
        if visit.may(Permission.MAKE_ARCHIVES)
        else None,
        "program": software(),
        "key": server_key_text(),
        "checked": checked,
        "zone": zone_of(None, places),
        "currency": shop.currency,
    }
    return visit.render("fiscal.html", context, status=status)


def _conditions(plugin: Plugin, language: str) -> Iterator[ConditionText]:
    for one in plugin.conditions:
        evidence = one.evidence if one.evidence.startswith("/") else ""
        yield ConditionText(plugin.say(one.code, language), STATES[one.state], TONES[one.state], one.source, evidence)


def _channels(plugin: Plugin | None, visit: Visit) -> Iterator[ChannelText]:
    late = {one.channel for one in waiting_too_long(visit.now)}
    for one in queue_states():
        name, fault, rejection = one.channel, one.remark, one.rejection
        if plugin is not None:
            name = plugin.say(name, visit.language)
            fault, rejection = (plugin.fault(text, visit.language) if text else "" for text in (fault, rejection))
        yield ChannelText(one, name, fault, rejection, one.channel in late)


def _days(visit: Visit) -> tuple[date, date]:
    """From the address; without one, the last month."""
    today = business_today(None, stores(), visit.now)
    last = parse_day(visit.request.GET.get("to", "")) or today
    first = parse_day(visit.request.GET.get("from", "")) or last - timedelta(days=30)
    return min(first, last), last


def _moment(text: str) -> datetime | None:
    """Where the page before ended."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
