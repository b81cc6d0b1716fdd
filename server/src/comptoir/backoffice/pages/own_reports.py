"""Reports that people put together: choose figures and what to tell them apart by, look, and keep it under a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.pages.reports import (
    DAYS_SHOWN,
    ROWS_SHOWN,
    Shown,
    download,
    read_asked,
    rows_of,
    show,
    title_of,
)
from comptoir.backoffice.refusals import say
from comptoir.backoffice.report_files import FORMS
from comptoir.backoffice.report_tables import table_of
from comptoir.backoffice.report_words import CUBE_WORDS, DIMENSIONS, MEASURES
from comptoir.identity.public import Permission
from comptoir.insights.commands import RemoveReport, SaveReport
from comptoir.insights.errors import SavedReportUnknown
from comptoir.insights.public import (
    BY_MAX,
    COMPARISONS,
    CUBES,
    MEASURES_MAX,
    Report,
    SavedView,
    built,
    remove_report,
    save_report,
    saved_report,
)
from comptoir.kernel import DomainError, new_uuid7


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, and whether it is chosen."""

    value: str
    name: str
    is_chosen: bool


@reads(Permission.SEE_REPORTS)
def builder(visit: Visit) -> HttpResponse:
    """What was chosen, and at once what it comes to."""
    return _builder(visit, visit.request.GET)


@acts(Permission.SEE_REPORTS)
def keep(visit: Visit) -> HttpResponse:
    """Keep what was put together, for everybody who sees reports."""
    if visit.request.method != "POST":
        return redirect("report-builder")
    query = visit.request.POST
    report, kept = read_built(query), new_uuid7()
    with visit.reading():
        scope, asked = read_asked(visit, query, days=DAYS_SHOWN, limit=ROWS_SHOWN)
    command = SaveReport(
        organization=visit.organization,
        person=visit.person,
        id=kept,
        name=query.get("name", ""),
        cube=report.cube,
        by=report.by,
        measures=report.measures,
        days=(scope.last - scope.first).days + 1,
        store=asked.store,
        compare=asked.compare,
    )
    try:
        save_report(command)
    except DomainError as refusal:
        with visit.reading():
            return _builder(visit, query, problem=say(refusal), status=422)
    messages.success(visit.request, _("Kept. Whoever sees reports finds it there."))
    return redirect("own-report", report=kept)


@reads(Permission.SEE_REPORTS)
def own_report(visit: Visit, report: UUID) -> HttpResponse:
    """A kept report, of as many days until today as it was kept with."""
    view, query = _found(report), visit.request.GET
    scope, asked = read_asked(visit, _with_defaults(query, view), days=view.days, limit=ROWS_SHOWN)
    table = table_of(view.report, asked)
    page = Shown(view.name, title_of(table, asked), f"/reports/own/{view.id}", view.report, table)
    return show(visit, page, scope, asked, {"kept": view.id})


@reads(Permission.SEE_REPORTS)
def own_report_download(visit: Visit, report: UUID, form: str) -> HttpResponse:
    """Its file."""
    view = _found(report)
    if form not in FORMS:
        raise Http404
    query = _with_defaults(visit.request.GET, view)
    scope, asked = read_asked(visit, query, days=view.days, limit=rows_of(form))
    asked = replace(asked, is_for_programs=form != "pdf")
    return download(visit, form, "report", view.name, table_of(view.report, asked), scope, asked)


@acts(Permission.SEE_REPORTS)
def remove(visit: Visit, report: UUID) -> HttpResponse:
    """Keep it no longer."""
    if visit.request.method != "POST":
        return redirect("reports")
    try:
        remove_report(RemoveReport(organization=visit.organization, person=visit.person, id=report))
    except SavedReportUnknown as refusal:
        raise Http404 from refusal
    messages.success(visit.request, _("Removed."))
    return redirect("reports")


def read_built(query: QueryDict) -> Report:
    """What an address or a form chose; what nobody knows is left out, and nothing chosen is the first of each."""
    name = query.get("cube", "")
    cube = CUBES.get(name) or CUBES["sales"]
    known = name if name in CUBES else "sales"
    by = list(dict.fromkeys(chosen for chosen in query.getlist("by") if chosen in cube.dimensions))[:BY_MAX]
    figures = [figure for figure in cube.measures if figure in query.getlist("figure")][:MEASURES_MAX]
    return built("own", known, by or [next(iter(cube.dimensions))], figures or [next(iter(cube.measures))])


def _builder(visit: Visit, query: QueryDict, *, problem: str = "", status: int = 200) -> HttpResponse:
    report = read_built(query)
    cube = CUBES[report.cube]
    scope, asked = read_asked(visit, query, days=DAYS_SHOWN, limit=ROWS_SHOWN)
    table = table_of(report, asked)
    first, second = report.by[0], report.by[1] if len(report.by) > 1 else ""
    more: dict[str, object] = {
        "is_builder": True,
        "problem": problem,
        "kept_name": query.get("name", ""),
        "cube": report.cube,
        "cubes": [Choice(name, str(word), name == report.cube) for name, word in CUBE_WORDS.items()],
        "firsts": _choices(tuple(cube.dimensions), first),
        "seconds": _choices(tuple(name for name in cube.dimensions if name != first), second),
        "figures": [Choice(name, str(MEASURES[name]), name in report.measures) for name in cube.measures],
        "by": report.by,
        "chosen": report.measures,
        "address": reverse("report-builder"),
    }
    page = Shown(_("A report of one’s own"), title_of(table, asked), "", report, table)
    answer = show(visit, page, scope, asked, more)
    answer.status_code = status
    return answer


def _choices(names: Sequence[str], chosen: str) -> list[Choice]:
    return [Choice(name, str(DIMENSIONS[name]), name == chosen) for name in names]


def _found(report: UUID) -> SavedView:
    view = saved_report(report)
    if view is None:
        raise Http404
    return view


def _with_defaults(query: QueryDict, view: SavedView) -> QueryDict:
    """What an address leaves open is as it was kept."""
    known = query.copy()
    if view.store is not None and "store" not in known:
        known["store"] = str(view.store)
    if view.compare in COMPARISONS and "compare" not in known:
        known["compare"] = view.compare
    return known
