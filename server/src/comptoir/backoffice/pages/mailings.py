"""Reports by mail: those that are sent, beginning one from a report, stopping one, and the link in each mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.backoffice.report_mail import chosen
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.insights.commands import BeginMailing, EndMailing
from comptoir.insights.errors import MailingUnknown
from comptoir.insights.public import MAIL_FORMS, RHYTHMS, MailingView, begin_mailing, end_mailing, mailings
from comptoir.insights.public import read_stop_code as read_code
from comptoir.kernel import DomainError, new_uuid7
from comptoir.messaging.public import channels
from comptoir.platform.public import stores

HOURS = range(24)
USUAL_HOUR = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One that is sent, in words."""

    view: MailingView
    title: str
    when: str
    store: str
    trouble: str


@reads(Permission.MAIL_REPORTS)
def mail(visit: Visit) -> HttpResponse:
    """What goes to whom, and a form for one more where an address names a report."""
    return _page(visit)


@acts(Permission.MAIL_REPORTS)
def mail_begin(visit: Visit) -> HttpResponse:
    """Begin to send a report."""
    form = visit.request.POST
    if visit.request.method != "POST":
        return redirect("report-mail")
    key = form.get("report", "")
    with visit.reading():
        if chosen(key) is None:
            raise Http404
    hour = form.get("hour", "")
    command = BeginMailing(
        organization=visit.organization,
        person=visit.person,
        id=_uuid(form.get("id", "")) or new_uuid7(),
        report=key,
        form=form.get("form", ""),
        rhythm=form.get("rhythm", ""),
        hour=int(hour) if hour.isascii() and hour.isdigit() and len(hour) < 3 else -1,
        address=form.get("address", ""),
        language=visit.language,
        now=visit.now,
        store=_uuid(form.get("store", "")),
        compare=form.get("compare", ""),
    )
    try:
        begin_mailing(command)
    except DomainError as refusal:
        with visit.reading():
            return _page(visit, problem=say(refusal), status=422)
    messages.success(visit.request, _("It is sent from now on."))
    return redirect("report-mail")


@acts(Permission.MAIL_REPORTS)
def mail_end(visit: Visit, mailing: UUID) -> HttpResponse:
    """Send one no longer."""
    if visit.request.method != "POST":
        return redirect("report-mail")
    try:
        end_mailing(
            EndMailing(organization=visit.organization, person=visit.person, id=mailing, now=visit.now)
        )  # fmt: skip
    except MailingUnknown as refusal:
        raise Http404 from refusal
    messages.success(visit.request, _("It is sent no longer."))
    return redirect("report-mail")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever gets a report stops it, without signing in. A page first: mail programs open links by themselves."""
    link = read_code(code)
    is_over = False
    if link is None:
        raise Http404
    if request.method == "POST":
        try:
            end_mailing(
                EndMailing(organization=link.organization, person=None, id=link.mailing, now=datetime.now(UTC))
            )  # fmt: skip
        except MailingUnknown as refusal:
            raise Http404 from refusal
        is_over = True
    return render(request, "backoffice/mailing_stop.html", {"is_over": is_over})


def _page(visit: Visit, *, problem: str = "", status: int = 200) -> HttpResponse:
    query = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    key = query.get("report", "")
    report = chosen(key)
    names = {place.id: place.name for place in stores()}
    context: dict[str, object] = {
        "rows": _rows(visit, names),
        "report": report,
        "key": key,
        "new": new_uuid7(),
        "problem": problem,
        "address": query.get("address", ""),
        "rhythms": [(rhythm, word("rhythm", rhythm), rhythm == query.get("rhythm", "day")) for rhythm in RHYTHMS],
        "hours": [(hour, formats.hour(hour, visit.language), str(hour) == query.get("hour", str(USUAL_HOUR)))
                  for hour in HOURS],
        "forms": [(form, form.upper(), form == query.get("form", "pdf")) for form in MAIL_FORMS],
        "store": _uuid(query.get("store", "")),
        "store_name": names.get(_uuid(query.get("store", "")) or new_uuid7(), ""),
        "compare": query.get("compare", ""),
        "is_set_up": "email" in channels(),
    }  # fmt: skip
    return visit.render("mailings.html", context, status=status)


def _rows(visit: Visit, names: dict[UUID, str]) -> Sequence[Row]:
    found = []
    for view in mailings():
        report = chosen(view.report)
        when = f"{word('rhythm', view.rhythm)}, {formats.hour(view.hour, visit.language)}"
        trouble = word("mailing_trouble", "any") if view.code else ""
        title = report.title if report else _("This report is no longer there.")
        found.append(Row(view, title, when, names.get(view.store, "") if view.store else "", trouble))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
