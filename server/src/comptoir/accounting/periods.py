"""Closing a company's books, and opening them again: one person at a time, and nothing that was closed is forgotten."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from comptoir.accounting.closing import KeptDay, digest_of, kept_accounts, kept_postings, month_ends
from comptoir.accounting.commands import ClosePeriod, ReopenPeriod
from comptoir.accounting.errors import (
    AccountMissing,
    CompanyUnknown,
    NotLastClosing,
    PeriodNotNext,
    PeriodRunning,
    RateMissing,
    ReasonMissing,
)
from comptoir.accounting.exports import Period, period_of
from comptoir.accounting.files import AMOUNT_MAX, Paper, check_amounts
from comptoir.accounting.journal import BookDay, year_of
from comptoir.accounting.models import ClosedDay, Closing, Reopening
from comptoir.accounting.queries import books_of
from comptoir.accounting.shut import (
    ClosingView,
    all_closings,
    arrivals,
    closings,
    days_of_closing,
    first_day,
    lock_books,
    log_position,
)
from comptoir.commissions.public import keep, release
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.public import LegalEntityView, StoreView, legal_entities, stores
from comptoir.platform.tenancy import operation
from comptoir.sales.turnover import business_day

NOTE_MAX = 500


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a period came to; `is_new` is false where somebody had closed it before."""

    number: int
    digest: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class NextPeriod:
    """What can be closed next: from its first day to the end of one of these months. Empty: nothing is over yet."""

    first: date | None
    ends: Sequence[date]


@operation
def close_period(command: ClosePeriod) -> Closed:
    """Keep a period's books as they are. What arrives afterwards is booked on the first day that is open.

    Two people at once: the second waits, and is told what the first one did. A day must be over in every store; a till
    that has not sent its day yet does not keep a company from closing, for nobody could say when it will.
    """
    company = _company(command.legal_entity)
    lock_books(company.id)
    held = closings(company.id)
    if held and (held[-1].first, held[-1].last) == (command.first, command.last):
        return Closed(held[-1].number, held[-1].digest, is_new=False)
    places = _places(company)
    following = next_period(company.id, places, _today(places, command))
    if command.first != following.first:
        raise PeriodNotNext
    if command.last not in following.ends:
        raise PeriodRunning
    position = log_position()
    period = _period(company, places, command)
    if period.paper.journal.unvalued:
        raise RateMissing(count=len(period.paper.journal.unvalued))
    if missing := period.paper.journal.missing:
        raise AccountMissing(count=len(missing))
    check_amounts(period.paper, AMOUNT_MAX)
    late = arrivals([place.id for place in places], held[-1]) if held else None
    closed = _keep(command, company, period, position)
    keep(
        closed.id, company.id, [place.id for place in places], number=closed.number, first=command.first,
        last=command.last, late_since=late.first if late else None,
    )  # fmt: skip
    return Closed(closed.number, closed.digest, is_new=True)


@operation
def reopen_period(command: ReopenPeriod) -> None:
    """Take back the last closing: its days are worked out anew, and late parts return to where they belong."""
    company = _company(command.legal_entity)
    reason = command.reason.strip()[:NOTE_MAX]
    lock_books(company.id)
    every = all_closings(company.id)
    wanted = next((row for row in every if row.number == command.closing), None)
    if wanted is not None and not wanted.holds:
        return
    held = [row for row in every if row.holds]
    if wanted is None or not held or wanted.number != held[-1].number:
        raise NotLastClosing
    if not reason:
        raise ReasonMissing
    Reopening.objects.create(
        organization_id=command.organization, closing_id=wanted.id, person=command.person, reason=reason,
        reopened_at=command.now,
    )  # fmt: skip
    release(wanted.id)
    audit.record(
        "books.reopened", person=command.person, subject=str(company.id), number=wanted.number,
        first=wanted.first.isoformat(), last=wanted.last.isoformat(), reason=reason,
    )  # fmt: skip


def next_period(legal_entity: UUID, places: Sequence[StoreView], today: date) -> NextPeriod:
    """The days behind the last closing, or of the first booking; never of two years of the company."""
    held = closings(legal_entity)
    if held:
        first: date | None = held[-1].last + timedelta(days=1)
    else:
        begins = first_day([place.id for place in places])
        first = begins.replace(day=1) if begins else None
    if first is None:
        return NextPeriod(None, ())
    year_ends = year_of(first, books_of(legal_entity).year_starts)[1]
    return NextPeriod(first, month_ends(first, min(year_ends, today - timedelta(days=1))))


def is_intact(closing: ClosingView) -> bool:
    """Whether all that a closing keeps is what it was when it was closed."""
    return digest_of(_stated(closing, days_of_closing(closing.id), _previous(closing))) == closing.digest


def _previous(closing: ClosingView) -> str:
    row = Closing.objects.get(pk=closing.id)
    before = Closing.objects.filter(
        organization_id=row.organization_id, legal_entity_id=row.legal_entity_id, number=closing.number - 1
    ).first()
    return before.digest if before is not None else ""


def _keep(command: ClosePeriod, company: LegalEntityView, period: Period, position: int) -> ClosingView:
    every = all_closings(company.id)
    number = every[-1].number + 1 if every else 1
    terms = {**asdict(period.terms), "accounts": kept_accounts(period.paper), "currency": period.paper.currency}
    closing = ClosingView(
        id=new_uuid7(), number=number, first=command.first, last=command.last, closed_at=command.now,
        kept_at=command.now, person_name="", note=command.note.strip()[:NOTE_MAX], position=position,
        terms=terms, digest="", reopened_at=None,
        reopened_by="", reason="",
    )  # fmt: skip
    days = [_kept(closing, period.paper, day) for day in period.paper.journal.days]
    closing = replace(closing, digest=digest_of(_stated(closing, days, every[-1].digest if every else "")))
    Closing.objects.create(
        organization_id=command.organization, id=closing.id, legal_entity_id=company.id, number=number,
        first=closing.first, last=closing.last, closed_at=closing.closed_at, person=command.person,
        note=closing.note, position=position, terms=terms, digest=closing.digest,
    )  # fmt: skip
    ClosedDay.objects.bulk_create(
        ClosedDay(
            organization_id=command.organization, closing_id=closing.id, number=day.number, kind=day.kind,
            store_id=day.store, store_name=day.store_name, day=day.day, belongs=day.belongs, why=day.why,
            document=day.document, validated=day.validated, left_over=day.left_over, postings=day.postings,
        )
        for day in days
    )  # fmt: skip
    audit.record(
        "books.closed", person=command.person, subject=str(company.id), number=number, first=closing.first.isoformat(),
        last=closing.last.isoformat(), count=len(days), digest=closing.digest,
    )  # fmt: skip
    return closing


def _kept(closing: ClosingView, paper: Paper, day: BookDay) -> KeptDay:
    return KeptDay(
        closing=closing.id, closing_number=closing.number, number=day.number, kind=str(day.kind), store=day.store,
        store_name=paper.store_name(day), day=day.day, belongs=day.belongs,
        why=[[why.what, why.count] for why in day.why], document=paper.document(day), validated=day.validated,
        left_over=day.left_over, postings=kept_postings(day),
    )  # fmt: skip


def _stated(closing: ClosingView, days: Sequence[KeptDay], previous: str) -> dict[str, Any]:
    """What the digest is of. Times are as the database keeps them, to the microsecond."""
    return {
        "number": closing.number, "first": closing.first.isoformat(), "last": closing.last.isoformat(),
        "closed_at": int(closing.closed_at.timestamp()), "note": closing.note, "terms": dict(closing.terms),
        "previous": previous,
        "days": [
            [
                day.number, day.kind, str(day.store), day.store_name, day.day.isoformat(),
                day.belongs.isoformat() if day.belongs else None, [list(why) for why in day.why], day.document,
                day.validated.isoformat(), day.left_over, [list(row) for row in day.postings],
            ]
            for day in days
        ],
    }  # fmt: skip


def _period(company: LegalEntityView, places: Sequence[StoreView], command: ClosePeriod) -> Period:
    return period_of(books_of(company.id), company, places, command.first, command.last, names=command.names)


def _company(legal_entity: UUID) -> LegalEntityView:
    found = next((company for company in legal_entities() if company.id == legal_entity), None)
    if found is None:
        raise CompanyUnknown(legal_entity=str(legal_entity))
    return found


def _places(company: LegalEntityView) -> list[StoreView]:
    return [place for place in stores() if place.legal_entity == company.id]


def _today(places: Sequence[StoreView], command: ClosePeriod) -> date:
    """The day that it is everywhere: where stores stand in two zones, the earlier one."""
    days = [business_day(command.now, place.timezone, place.day_starts_minute) for place in places]
    return min(days, default=command.now.date())
