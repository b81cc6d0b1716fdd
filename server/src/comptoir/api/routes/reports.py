"""Reports: what can be asked, what it comes to, those that are kept or mailed, and questions in SQL."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import FirstDay, LastDay, scope_of
from comptoir.api.doors import Door, match
from comptoir.api.errors import ReportUnknown, Unknown
from comptoir.api.shapes.common import Id, Limit
from comptoir.api.shapes.reports import (
    Answer,
    Cube,
    Cubes,
    Inquiry,
    InquiryAnswer,
    InquiryColumn,
    InquiryTable,
    InquiryTables,
    KeptReports,
    KeptTerms,
    Mailing,
    Mailings,
    Measure,
    NewKept,
    NewMailing,
    Part,
    Report,
    ReportRow,
    Reports,
    Stopped,
)
from comptoir.api.shapes.reports import Kept as KeptReport
from comptoir.api.wishes import Kept, told, wish
from comptoir.identity.public import Permission
from comptoir.insights.commands import BeginMailing, EndMailing, RemoveReport, SaveReport
from comptoir.insights.public import (
    BY_MAX,
    CUBES,
    MEASURES_MAX,
    REPORTS,
    Question,
    SavedView,
    ask,
    begin_mailing,
    built,
    end_mailing,
    inquire,
    inquiry_help,
    lock_reports,
    mailings,
    names_of,
    remove_report,
    report_of,
    save_report,
    saved_report,
    saved_reports,
    stop_inquiry,
)
from comptoir.insights.public import Report as Definition
from comptoir.kernel import new_uuid7
from comptoir.sales.scope import Scope

door = Door(tags=["Reports"])
SEE, MAIL, SQL = Permission.SEE_REPORTS, Permission.MAIL_REPORTS, Permission.ASK_IN_SQL
MAILINGS = Kept(Mailing, mailings)
# Reports that are worked out otherwise than by a question: they can be mailed, too.
WORKED_OUT = ("losses", "dead-stock", "stock-value", "margin")
Store = Annotated[Id | None, Query()]


@door.reads("/reports/cubes", permission=SEE, answer=Cubes, summary="What reports are made of")
def get_cubes(_caller: Caller) -> Cubes:
    return Cubes(
        cubes=[
            Cube(
                name=name, dimensions=list(cube.dimensions), has_store="store" in cube.filters,
                measures=[Measure(name=key, unit=measure.unit.value) for key, measure in cube.measures.items()],
            )
            for name, cube in CUBES.items()
        ]
    )  # fmt: skip


@door.reads("/reports/cubes/{cube}", permission=SEE, answer=Answer, summary="Figures of a cube, told apart as you like")
def get_figures(
    caller: Caller,
    cube: str,
    by: Annotated[list[Part], Query(max_length=BY_MAX, min_length=1)],
    measure: Annotated[list[Part], Query(max_length=MEASURES_MAX, min_length=1)],
    first: FirstDay = None,
    last: LastDay = None,
    store: Store = None,
    limit: Limit = 200,
) -> Answer:
    known = CUBES.get(cube)
    if known is None:
        raise Unknown
    chosen, figures = list(dict.fromkeys(by)), list(dict.fromkeys(measure))
    if not set(chosen) <= set(known.dimensions) or not set(figures) <= set(known.measures):
        raise ReportUnknown
    return _answer(built("own", cube, chosen, figures), scope_of(caller, store, first, last), limit)


@door.reads("/reports", permission=SEE, answer=Reports, summary="The reports that every shop has")
def get_reports(_caller: Caller) -> Reports:
    return Reports(reports=told(Report, REPORTS))


@door.reads("/reports/{slug}", permission=SEE, answer=Answer, summary="What one comes to on some business days")
def get_report(
    caller: Caller, slug: str, first: FirstDay = None, last: LastDay = None, store: Store = None, limit: Limit = 200
) -> Answer:
    report = report_of(slug)
    if report is None:
        raise Unknown
    return _answer(report, scope_of(caller, store, first, last), limit)


@door.reads("/saved-reports", permission=SEE, answer=KeptReports, summary="Reports that people of the shop keep")
def get_saved_reports(_caller: Caller) -> KeptReports:
    return KeptReports(saved_reports=[_kept(view) for view in saved_reports()])


@door.writes("POST", "/saved-reports", permission=SEE, answer=KeptReport, status=201, summary="Keep a report")
def add_saved_report(caller: Caller, report: NewKept) -> KeptReport:
    key = report.id or new_uuid7()
    save_report(wish(SaveReport, caller, report, id=key, by=list(report.by), measures=list(report.measures)))
    return _kept(_saved(key))


@door.reads("/saved-reports/{report}", permission=SEE, answer=KeptReport, summary="One of them")
def get_saved_report(_caller: Caller, report: Id) -> KeptReport:
    return _kept(_saved(report))


@door.writes(
    "PUT", "/saved-reports/{report}", permission=SEE, answer=KeptReport, needs_match=True, summary="Keep it otherwise"
)
def put_saved_report(caller: Caller, report: Id, terms: KeptTerms) -> KeptReport:
    lock_reports()
    match(caller, _kept(_saved(report)))
    save_report(wish(SaveReport, caller, terms, id=report, by=list(terms.by), measures=list(terms.measures)))
    return _kept(_saved(report))


@door.reads("/saved-reports/{report}/rows", permission=SEE, answer=Answer, summary="What one of them comes to")
def get_saved_rows(caller: Caller, report: Id, last: LastDay = None, store: Store = None, limit: Limit = 200) -> Answer:
    view = _saved(report)
    scope = scope_of(caller, store or view.store, None, last, days=view.days)
    return _answer(view.report, scope, limit)


@door.writes("DELETE", "/saved-reports/{report}", permission=SEE, answer=KeptReports, summary="Keep it no longer")
def delete_saved_report(caller: Caller, report: Id) -> KeptReports:
    remove_report(wish(RemoveReport, caller, id=report))
    return KeptReports(saved_reports=[_kept(view) for view in saved_reports()])


@door.reads("/report-mailings", permission=MAIL, answer=Mailings, summary="Reports that are sent by mail")
def get_mailings(_caller: Caller) -> Mailings:
    return Mailings(mailings=MAILINGS.all())


@door.writes("POST", "/report-mailings", permission=MAIL, answer=Mailing, status=201, summary="Send a report by mail")
def add_mailing(caller: Caller, mailing: NewMailing) -> Mailing:
    key = MAILINGS.fresh(mailing.id)
    if report_of(mailing.report) is None and mailing.report not in WORKED_OUT and _own(mailing.report) is None:
        raise ReportUnknown
    begin_mailing(wish(BeginMailing, caller, mailing, id=key))
    return MAILINGS.one(key)


@door.writes("DELETE", "/report-mailings/{mailing}", permission=MAIL, answer=Mailings, summary="Send it no longer")
def delete_mailing(caller: Caller, mailing: Id) -> Mailings:
    end_mailing(wish(EndMailing, caller, id=mailing))
    return Mailings(mailings=MAILINGS.all())


@door.reads("/inquiries", permission=SQL, answer=InquiryTables, summary="What a question in SQL may ask for")
def get_inquiry_tables(_caller: Caller) -> InquiryTables:
    return InquiryTables(
        tables=[
            InquiryTable(
                group=table.group, name=table.name,
                columns=[InquiryColumn(name=name, kind=kind) for name, kind in table.columns],
            )
            for table in inquiry_help()
        ]
    )  # fmt: skip


@door.asks("/inquiries", permission=SQL, answer=InquiryAnswer, summary="Ask in SQL; it changes nothing")
def ask_in_sql(caller: Caller, inquiry: Inquiry) -> InquiryAnswer:
    found = inquire(caller.organization, inquiry.sql, run=inquiry.run or new_uuid7())
    rows = [[f"{value:f}" if isinstance(value, Decimal) else value for value in row] for row in found.rows]
    return InquiryAnswer(columns=list(found.columns), rows=rows, is_cut=found.is_cut)


@door.asks("/inquiries/{run}/stop", permission=SQL, answer=Stopped, summary="Stop a question that is being answered")
def stop_asking(caller: Caller, run: Id) -> Stopped:
    return Stopped(is_stopped=stop_inquiry(caller.organization, run))


def _answer(report: Definition, scope: Scope, limit: int) -> Answer:
    store = scope.store.id if scope.store else None
    # A cube that knows no stores is of all of them.
    filters = {"store": store} if store and "store" in CUBES[report.cube].filters else {}
    found = ask(
        Question(scope.organization, report.cube, report.by, report.measures, scope.first, scope.last, filters, limit)
    )
    names = [names_of(scope.organization, part, found.rows, place) for place, part in enumerate(report.by)]
    rows = [
        ReportRow(
            keys=list(row.keys), values=list(row.values),
            names=[known[key].text if key in known else "" for key, known in zip(row.keys, names, strict=True)],
        )
        for row in found.rows
    ]  # fmt: skip
    return Answer(
        by=list(report.by), measures=list(report.measures), rows=rows, whole=list(found.whole.values), count=found.count
    )


def _saved(report: UUID) -> SavedView:
    view = saved_report(report)
    if view is None:
        raise Unknown
    return view


def _own(text: str) -> SavedView | None:
    try:
        return saved_report(UUID(text))
    except ValueError:
        return None


def _kept(view: SavedView) -> KeptReport:
    return KeptReport(
        id=view.id, name=view.name, cube=view.report.cube, by=list(view.report.by), measures=list(view.report.measures),
        days=view.days, store=view.store, compare=view.compare,
    )  # fmt: skip
