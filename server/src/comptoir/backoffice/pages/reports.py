"""Reports: a page for each question, with its picture, its table and its files, all from the same cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.peaks import peaks_of
from comptoir.backoffice.report_choice import MADE, SLUGS, made_table
from comptoir.backoffice.report_files import FORMS, ROWS_PRINTED, report_file
from comptoir.backoffice.report_tables import Asked, Table, change_text
from comptoir.backoffice.report_words import GROUPS, TITLES
from comptoir.backoffice.scope import Scope, read_range
from comptoir.backoffice.standing_out import standing_out_title
from comptoir.identity.public import Permission
from comptoir.insights.public import COMPARISONS, Picture, Question, Report, Unit, ask, report_of, saved_reports
from comptoir.platform.public import StoreView, organization_view, stores

DAYS_SHOWN = 28
# How far back a report looks by itself, where four weeks say nothing.
DAYS_OF = {"weeks": 84, "months": 365, "dead-stock": 90}
ROWS_SHOWN = 200
ROWS_IN_FILES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in the index."""

    slug: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that answer the same kind of question."""

    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Period:
    """A usual period, and whether it is the chosen one."""

    title: str
    first: date
    last: date
    is_chosen: bool


@reads(Permission.SEE_REPORTS)
def reports(visit: Visit) -> HttpResponse:
    """What can be asked."""
    several = len(stores()) > 1
    groups = [
        Group(str(title), [_entry(slug) for slug in slugs if several or slug != "stores"])
        for title, slugs in GROUPS.values()
    ]
    context: dict[str, object] = {
        "groups": groups, "own": saved_reports(), "store": visit.request.GET.get("store", "")
    }  # fmt: skip
    return visit.render("reports.html", context)


@reads(Permission.SEE_REPORTS)
def report_page(visit: Visit, slug: str) -> HttpResponse:
    """One report of some days."""
    if slug not in SLUGS:
        raise Http404
    scope, asked = read_asked(visit, visit.request.GET, days=DAYS_OF.get(slug, DAYS_SHOWN), limit=ROWS_SHOWN)
    report = report_of(slug)
    table = made_table(slug, report, asked)
    title = _losses_title(table) if slug == "losses" else title_of(table, asked, is_made=slug in MADE)
    page = Shown(str(TITLES[slug][0]), title, f"/reports/{slug}", report, table)
    return show(visit, page, scope, asked)


@reads(Permission.SEE_REPORTS)
def report_download(visit: Visit, slug: str, form: str) -> HttpResponse:
    """The same table as a file, all of it."""
    if slug not in SLUGS or form not in FORMS:
        raise Http404
    scope, asked = read_asked(visit, visit.request.GET, days=DAYS_OF.get(slug, DAYS_SHOWN), limit=rows_of(form))
    asked = replace(asked, is_for_programs=form != "pdf")
    return download(visit, form, slug, str(TITLES[slug][0]), made_table(slug, report_of(slug), asked), scope, asked)


@dataclass(frozen=True, slots=True)
class Shown:
    """A report on its page: what it is called, what it answers, where it stands, and its table."""

    name: str
    title: str
    address: str
    report: Report | None
    table: Table


def show(
    visit: Visit, page: Shown, scope: Scope, asked: Asked, more: Mapping[str, object] | None = None
) -> HttpResponse:
    """The page of any report; `more` is for its template."""
    query = visit.request.GET.urlencode()
    report = page.report
    picture = report.picture if report else Picture.NONE
    context: dict[str, object] = {
        "scope": scope,
        "name": page.name,
        "title": page.title,
        "table": page.table,
        "picture": picture,
        "peaks": peaks_of(report, asked) if report and picture is Picture.PEAKS else None,
        "compare": asked.compare,
        "can_compare": page.address == "/reports/margin" or (report is not None and picture is not Picture.PEAKS),
        "periods": _periods(scope),
        "currency": asked.currency,
        "apart": _apart(report, page.table, asked),
        "mail_key": page.address.rpartition("/")[2],
        "files": [(form.upper(), f"{page.address}.{form}?{query}") for form in FORMS] if page.address else [],
        **(more or {}),
    }
    return visit.render("report.html", context)


def download(visit: Visit, form: str, stem: str, title: str, table: Table, scope: Scope, asked: Asked) -> HttpResponse:
    """A report as a file, named by its days."""
    about = " · ".join(
        [
            organization_view().name,
            *([scope.store.name] if scope.store else []),
            f"{formats.short_day(scope.first, visit.language)} – {formats.short_day(scope.last, visit.language)}",
        ]
    )
    return report_file(
        form, f"{stem}-{scope.first}-{scope.last}", table, title=title, about=about, currency=asked.currency,
        language=visit.language,
    )  # fmt: skip


def rows_of(form: str) -> int:
    """How many rows a file holds: paper has an end."""
    return ROWS_PRINTED if form == "pdf" else ROWS_IN_FILES


def read_asked(visit: Visit, query: QueryDict, *, days: int, limit: int) -> tuple[Scope, Asked]:
    """Days, store and comparison, as an address says; `days` back where it says nothing."""
    places = stores()
    scope = read_range(query, visit.organization, places, visit.now, days=days)
    compare = query.get("compare", "")
    asked = Asked(
        organization=visit.organization,
        first=scope.first,
        last=scope.last,
        store=scope.store.id if scope.store else None,
        compare=compare if compare in COMPARISONS else "",
        currency=organization_view().currency,
        language=visit.language,
        day_starts_minute=_day_starts(scope.store, places),
        limit=limit,
    )
    return scope, asked


def title_of(table: Table, asked: Asked, *, is_made: bool = False) -> str:
    """The answer: what the first figure came to, and how that compares."""
    if table.whole is None:
        return _("Nothing in this time")
    first = table.whole.figures[0]
    text = first.text if first.unit is Unit.MONEY else f"{first.text} {table.columns[0].title.lower()}"
    if asked.days_back is None or is_made or table.whole.figures[1].value is None:
        return text
    change = change_text(first.value or 0, table.whole.figures[1].value, asked.language)
    return f"{text}, {change}" if change else text


def _entry(slug: str) -> Entry:
    title, about = TITLES[slug]
    return Entry(slug, str(title), str(about))


def _day_starts(store: StoreView | None, places: Sequence[StoreView]) -> int:
    place = store or (places[0] if places else None)
    return place.day_starts_minute if place else 0


def _apart(report: Report | None, table: Table, asked: Asked) -> int:
    """What the takings of the same days are beyond the items: sales that were sealed with a total of their own.

    Only where prices include the tax: elsewhere lines and takings are two things.
    """
    if report is None or report.cube != "items" or report.measures[0] != "amount" or table.whole is None:
        return 0
    if any(place.price_mode != "gross" for place in stores() if asked.store in (None, place.id)):
        return 0
    filters = {"store": asked.store} if asked.store else {}
    takings = ask(Question(asked.organization, "sales", (), ("gross",), asked.first, asked.last, filters)).whole.values
    return (takings[0] or 0) - (table.whole.figures[0].value or 0)


def _losses_title(table: Table) -> str:
    if table.whole is None:
        return _("Nothing in this time")
    return standing_out_title([line.labels[0] for line in table.lines if any(one.stands_out for one in line.figures)])


def _periods(scope: Scope) -> list[Period]:
    today = scope.today
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    found = [
        (_("7 days"), today - timedelta(days=6), today),
        (_("28 days"), today - timedelta(days=27), today),
        (_("This month"), month, today),
        (_("Last month"), last_month.replace(day=1), last_month),
        (_("This year"), today.replace(month=1, day=1), today),
    ]
    return [Period(title, first, last, (first, last) == (scope.first, scope.last)) for title, first, last in found]
