"""A question in SQL, for people who know some: asked, answered as a table or a file, and stopped."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.refusals import say
from comptoir.backoffice.spreadsheets import Cell, workbook, xlsx_file
from comptoir.identity.public import Permission
from comptoir.insights.public import Found, TableHelp, inquire, inquiry_help, stop_inquiry
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.parquet import ParquetColumn, write_parquet

ROWS_SHOWN, ROWS_IN_FILES = 500, 50_000
FORMS = ("csv", "xlsx", "parquet")
GROUPS: Mapping[str, Promise] = {
    "sales": _("Sales, line by line"),
    "sums": _("Sums by day, as reports read them"),
    "items": _("Items and prices"),
    "stock": _("Stock and what it is worth"),
    "places": _("Stores, tills and people"),
}
EXAMPLE = """SELECT i.name, sum(d.quantity_milli) / 1000.0 AS quantity, sum(d.amount) / 100.0 AS amount
FROM insights_item_day d
JOIN catalog_item i ON i.id = d.item
WHERE d.day >= date_trunc('month', now())
GROUP BY i.name
ORDER BY amount DESC"""


@dataclass(frozen=True, slots=True)
class HelpGroup:
    """Tables about one thing."""

    title: str
    tables: Sequence[TableHelp]


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as the page shows it."""

    text: str
    is_figure: bool


@acts(Permission.ASK_IN_SQL)
def inquiry(visit: Visit) -> HttpResponse:
    """The question and its answer. Asked by POST: a question may name something that no address bar should keep."""
    form = visit.request.POST
    text, form_of_file = form.get("sql", EXAMPLE), form.get("form", "")
    run = _run(form.get("run", "")) or new_uuid7()
    if visit.request.method != "POST":
        return _page(visit, text, run)
    limit = ROWS_IN_FILES if form_of_file in FORMS else ROWS_SHOWN
    try:
        found = inquire(visit.organization, text, run=run, rows_max=limit)
    except DomainError as refusal:
        return _page(visit, text, run, problem=refusal)
    if form_of_file in FORMS:
        return _file(form_of_file, found, visit.language)
    return _page(visit, text, run, found)


@acts(Permission.ASK_IN_SQL)
def inquiry_stop(visit: Visit) -> HttpResponse:
    """Let the database stop what this page asks."""
    if visit.request.method != "POST":
        return redirect("inquiry")
    run = _run(visit.request.POST.get("run", ""))
    if run is not None:
        stop_inquiry(visit.organization, run)
    return HttpResponse(status=204)


def _page(
    visit: Visit, text: str, run: UUID, found: Found | None = None, problem: DomainError | None = None
) -> HttpResponse:
    with visit.reading():
        groups = [
            HelpGroup(str(GROUPS[group]), list(tables))
            for group, tables in groupby(inquiry_help(), key=lambda table: table.group)
        ]
        context: dict[str, object] = {
            "sql": text,
            "run": run,
            "groups": groups,
            "found": found,
            "rows": [[_cell(value, visit.language) for value in row] for row in found.rows] if found else [],
            "problem": say(problem) if problem else "",
            "line": str(problem.details.get("line", "")) if problem else "",
            "forms": FORMS,
        }
        # What is swapped into the page is an answer, too.
        is_piece = visit.request.headers.get("HX-Request") == "true"
        return visit.render("inquiry.html", context, status=422 if problem and not is_piece else 200)


def _cell(value: str | int | Decimal | bool | None, language: str) -> CellText:
    if value is None:
        return CellText("–", is_figure=False)
    if isinstance(value, bool):
        return CellText("✓" if value else "✗", is_figure=False)
    if isinstance(value, int | Decimal):
        return CellText(formats.plain_number(value, language), is_figure=True)
    return CellText(value, is_figure=False)


def _file(form: str, found: Found, language: str) -> HttpResponse:
    match form:
        case "csv":
            rows = [[_text(value, language) for value in row] for row in found.rows]
            return csv_file("question.csv", [inert(name) for name in found.columns], rows, language)
        case "xlsx":
            cells = [[_spread(value) for value in row] for row in found.rows]
            return xlsx_file("question.xlsx", workbook("SQL", list(found.columns), cells, last_is_total=False))
        case _:
            return _parquet(found)


def _text(value: str | int | Decimal | bool | None, language: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}" if language == "en" else f"{value:f}".replace(".", ",")
    return inert(value) if isinstance(value, str) else "" if value is None else str(value)


def _spread(value: str | int | Decimal | bool | None) -> Cell:
    return int(value) if isinstance(value, bool) else value


def _parquet(found: Found) -> HttpResponse:
    """Whole numbers and truths as such; numbers with a fraction as text, exact to the last digit."""
    names = [f"{name}_{number}" if found.columns.count(name) > 1 else name
             for number, name in enumerate(found.columns, start=1)]  # fmt: skip
    kinds = [_kind([row[number] for row in found.rows]) for number in range(len(names))]
    columns = [ParquetColumn(name, kind) for name, kind in zip(names, kinds, strict=True)]
    rows = [
        [value if value is None or kind != "text" else str(value) for value, kind in zip(row, kinds, strict=True)]
        for row in found.rows
    ]
    target = io.BytesIO()
    write_parquet(target, columns, [rows] if rows else [])
    answer = HttpResponse(target.getvalue(), content_type="application/vnd.apache.parquet")
    answer["Content-Disposition"] = 'attachment; filename="question.parquet"'
    return answer


def _kind(values: Sequence[object]) -> Literal["bool", "int64", "text"]:
    told = [value for value in values if value is not None]
    if told and all(isinstance(value, bool) for value in told):
        return "bool"
    if told and all(isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63 for value in told):
        return "int64"
    return "text"


def _run(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
