"""Books: what is booked, the files for accountants, and closed periods."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query

from comptoir.accounting.commands import ClosePeriod, ReopenPeriod
from comptoir.accounting.errors import PeriodInvalid
from comptoir.accounting.public import (
    BookDay,
    BookFile,
    ClosingView,
    Period,
    Role,
    all_closings,
    books_of,
    close_period,
    datev_of,
    fec_of,
    next_period,
    period_of,
    reopen_period,
    year_of,
)
from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.books import (
    Booking,
    BookLine,
    Books,
    Closing,
    ClosingList,
    Day,
    NewClosing,
    NewPeriodClosing,
    PeriodClosing,
    PeriodClosingList,
    PeriodCounters,
    PeriodCurrency,
    Reopen,
)
from comptoir.api.shapes.common import Id
from comptoir.identity.public import Permission
from comptoir.platform.public import LegalEntityView, StoreView, legal_entities, stores
from comptoir.sales.period_closing import PeriodClosed, close_period_by_log, period_closings
from comptoir.sales.periods import ClosePeriodByLog, PerpetualBody
from comptoir.sales.turnover import business_day

door = Door(tags=["Books"])
SEE, KEEP, REOPEN = Permission.SEE_BOOKS, Permission.KEEP_BOOKS, Permission.REOPEN_BOOKS
FILE = "application/octet-stream"
NAMES = {role: str(role) for role in Role}
First = Annotated[Day, Query(description="The first business day.")]
Last = Annotated[Day, Query(description="The last one, of the same year of the company.")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@door.reads("/companies/{company}/books", permission=SEE, answer=Books, summary="The bookings of some days")
def get_books(_caller: Caller, company: Id, first: First, last: Last) -> Books:
    period = _period(company, first, last)
    paper = period.paper
    return Books(
        company=company, first=first, last=last, currency=paper.currency, state=period.state,
        bookings=[_booking(period, day) for day in paper.journal.days],
    )  # fmt: skip


@door.reads("/companies/{company}/books/fec", permission=SEE, answer=FILE, summary="The French file (A. 47 A-1)")
def get_fec(_caller: Caller, company: Id, first: First, last: Last) -> HttpResponse:
    return _file(fec_of(_period(company, first, last)))


@door.reads("/companies/{company}/books/datev", permission=SEE, answer=FILE, summary="The batch for DATEV")
def get_datev(caller: Caller, company: Id, first: First, last: Last) -> HttpResponse:
    return _file(datev_of(_period(company, first, last), caller.now))


@door.reads("/companies/{company}/closings", permission=SEE, answer=ClosingList, summary="Closed periods")
def get_closings(caller: Caller, company: Id) -> ClosingList:
    entity, places = _company(company)
    return _closings(caller, entity, places)


@door.writes(
    "POST", "/companies/{company}/closings", permission=KEEP, answer=ClosingList, status=201, summary="Close a period"
)
def add_closing(caller: Caller, company: Id, closing: NewClosing) -> ClosingList:
    entity, places = _company(company)
    close_period(
        ClosePeriod(
            organization=caller.organization, person=caller.person, legal_entity=company, first=closing.first,
            last=closing.last, note=closing.note, names=NAMES, now=caller.now,
        )
    )  # fmt: skip
    return _closings(caller, entity, places)


@door.writes(
    "POST", "/companies/{company}/closings/{number}/reopen", permission=REOPEN, answer=ClosingList,
    summary="Take the last closing back",
)  # fmt: skip
def reopen_closing(caller: Caller, company: Id, number: Number, reopening: Reopen) -> ClosingList:
    entity, places = _company(company)
    reopen_period(
        ReopenPeriod(
            organization=caller.organization, person=caller.person, legal_entity=company, closing=number,
            reason=reopening.reason, now=caller.now,
        )
    )  # fmt: skip
    return _closings(caller, entity, places)


@door.reads(
    "/companies/{company}/period-closings", permission=SEE, answer=PeriodClosingList,
    summary="Months and years, as they are sealed",
)  # fmt: skip
def get_period_closings(_caller: Caller, company: Id) -> PeriodClosingList:
    _company(company)
    return PeriodClosingList(closings=[_period_closing(one) for one in period_closings(company)])


@door.writes(
    "POST", "/companies/{company}/period-closings", permission=KEEP, answer=PeriodClosing, status=201,
    summary="Seal a month or a year",
)  # fmt: skip
def add_period_closing(caller: Caller, company: Id, closing: NewPeriodClosing) -> PeriodClosing:
    _company(company)
    return _period_closing(
        close_period_by_log(
            ClosePeriodByLog(
                organization=caller.organization, company=company, name=closing.name, person=caller.person,
                now=caller.now,
            )
        )
    )  # fmt: skip


def _period_closing(closed: PeriodClosed) -> PeriodClosing:
    said = closed.closing
    return PeriodClosing(
        sequence=closed.sequence, period=said.period, name=said.name, made_at=closed.made_at, digest=closed.digest,
        log_position=said.log_position, late_count=said.late_count,
        currencies=[
            PeriodCurrency(currency=one.currency, total=_counters(one.total), perpetual=_counters(one.perpetual))
            for one in said.currencies
        ],
    )  # fmt: skip


def _counters(counters: PerpetualBody) -> PeriodCounters:
    return PeriodCounters(
        gross=counters.gross, refunded=counters.refunded, net=counters.net, documents=counters.documents
    )


def _company(company: Id) -> tuple[LegalEntityView, list[StoreView]]:
    found = next((entity for entity in legal_entities() if entity.id == company), None)
    if found is None:
        raise Unknown
    return found, [place for place in stores() if place.legal_entity == company]


def _period(company: Id, first: date, last: date) -> Period:
    entity, places = _company(company)
    books = books_of(company)
    if not first <= last <= year_of(first, books.year_starts)[1]:
        raise PeriodInvalid
    return period_of(books, entity, places, first, last, names=NAMES)


def _file(file: BookFile) -> HttpResponse:
    answer = HttpResponse(file.content, content_type=FILE)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _booking(period: Period, day: BookDay) -> Booking:
    return Booking(
        number=day.number, kind=str(day.kind), store=day.store, day=day.day, belongs=day.belongs,
        document=period.paper.document(day), closing=day.stood.closing if day.stood else None,
        left_over=day.left_over, lines=[
            BookLine(
                account=f"{line.account.role} {line.account.key}".strip(),
                number=line.number.number if line.number else None, name=line.number.name if line.number else "",
                debit=line.debit, credit=line.credit,
            )
            for line in period.paper.journal.lines(day)
        ],
    )  # fmt: skip


def _closings(caller: Caller, company: LegalEntityView, places: Sequence[StoreView]) -> ClosingList:
    today = min(
        (business_day(caller.now, place.timezone, place.day_starts_minute) for place in places),
        default=caller.now.date(),
    )
    following = next_period(company.id, places, today)
    return ClosingList(
        open_from=following.first, ends=list(following.ends),
        closings=[_closing(row) for row in all_closings(company.id)],
    )  # fmt: skip


def _closing(row: ClosingView) -> Closing:
    return Closing(
        number=row.number, first=row.first, last=row.last, closed_at=row.closed_at, note=row.note, digest=row.digest,
        reopened_at=row.reopened_at, reason=row.reason,
    )  # fmt: skip
