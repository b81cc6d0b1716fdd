"""Closing a month or a year in the server's own chain, and working a closing out again."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.journal.canonical import EntryValue
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.sales.errors import PeriodNotNext, PeriodRunning, PeriodUnreadable
from comptoir.sales.period_reader import chains_of, day_closings, log_position, sums_of
from comptoir.sales.periods import (
    KIND,
    Chain,
    ClosePeriodByLog,
    ClosingOfPeriod,
    Reach,
    as_read,
    closing_body,
    last_day_closing,
    read_period_closing,
)
from comptoir.sales.turnover import business_day
from comptoir.tills.public import OfficeEntryView, lock_office_chain, office_entries, write_office_entry

_NAME = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    """A closing as it stands in the chain."""

    entry: UUID
    sequence: int
    digest: str
    made_at: datetime
    closing: ClosingOfPeriod


@operation
def close_period_by_log(command: ClosePeriodByLog) -> PeriodClosed:
    """Close the period. A repeat, also by somebody else at the same moment, answers the closing that stands.

    Periods are closed in order: of months the next one after the last, of years once its December is closed.
    """
    period, last_day = _period(command.name)
    lock_office_chain()
    closed = period_closings(command.company)
    if known := next((one for one in closed if one.closing.name == command.name), None):
        return known
    if last_day >= company_day(command.company, command.now):
        raise PeriodRunning(name=command.name)
    before = [one for one in closed if one.closing.period == period]
    _check_next(command.name, before, closed)
    previous = before[-1].closing if before else None
    body = _body_of(command.company, period, command.name, last_day, previous)
    written = write_office_entry(
        KIND, body, person=command.person, now=command.now, name=f"{command.company}:{command.name}"
    )
    audit.record("books.period_sealed", person=command.person, subject=str(command.company), name=command.name)
    return next(one for one in period_closings(command.company) if one.entry == written.id)


def company_day(company: UUID, now: datetime) -> date:
    """The business day in the company's last store to end it: a period is over when it is over everywhere. By each
    store's own clock and begin of the day, never by UTC's.
    """
    places = [place for place in stores() if place.legal_entity == company]
    return min((business_day(now, place.timezone, place.day_starts_minute) for place in places), default=now.date())


def _period(name: str) -> tuple[str, date]:
    found = _NAME.match(name)
    if found is None or int(found[1]) < 1:
        raise PeriodUnreadable(name=name)
    year = int(found[1])
    if found[2] is None:
        return "year", date(year, 12, 31)
    month = int(found[2])
    return "month", date(year, month, calendar.monthrange(year, month)[1])


def _check_next(name: str, before: Sequence[PeriodClosed], closed: Sequence[PeriodClosed]) -> None:
    if before and name != following(before[-1].closing.name):
        raise PeriodNotNext(name=name, next=following(before[-1].closing.name))
    if "-" not in name and not any(one.closing.name == f"{name}-12" for one in closed):
        raise PeriodNotNext(name=name, next=f"{name}-12")


def following(name: str) -> str:
    """`2026-12` is followed by `2027-01`, `2026` by `2027`."""
    if "-" not in name:
        return f"{int(name) + 1:04}"
    year, month = int(name[:4]), int(name[5:])
    return f"{year + 1:04}-01" if month == 12 else f"{year:04}-{month + 1:02}"


def _body_of(
    company: UUID, period: str, name: str, last_day: date, previous: ClosingOfPeriod | None
) -> dict[str, EntryValue]:
    organization = current_organization()
    position = log_position(organization)
    ends = {one.chain: one.last for one in previous.chains} if previous else {}
    reaches = []
    for chain in chains_of(organization, company):
        first = ends.get(chain.chain, 0) + 1
        found = last_day_closing(day_closings(organization, chain.chain, first, position), last_day)
        reaches.append(Reach(chain, first, first - 1 if found is None else found))
    from_position = previous.log_position if previous else 0
    sums, late = sums_of(organization, reaches, position=position, previous=from_position)
    return closing_body(
        period=period, name=name, company=company, position=position, previous_position=from_position,
        late_count=late, reaches=reaches, sums=sums, before=previous,
    )  # fmt: skip


def period_closings(company: UUID | None = None) -> list[PeriodClosed]:
    """All closings of a company, or of all, in the order of the chain. Inside an operation or a reading."""
    found = [_read(entry) for entry in office_entries(KIND)]
    return [one for one in found if company is None or one.closing.company == company]


def _read(entry: OfficeEntryView) -> PeriodClosed:
    return PeriodClosed(entry.id, entry.sequence, entry.digest, entry.made_at, read_period_closing(entry.content))


def recomputed(closed: PeriodClosed) -> bool:
    """Whether the log still comes to what the closing says. Inside a reading."""
    said = closed.closing
    reaches = [
        Reach(Chain(one.chain, one.till, one.till_code, one.enrolment), one.first, one.last) for one in said.chains
    ]
    sums, late = sums_of(current_organization(), reaches, position=said.log_position, previous=said.previous_position)
    same = [one for one in period_closings(said.company) if one.closing.period == said.period]
    earlier = [one.closing for one in same if one.sequence < closed.sequence]
    body = closing_body(
        period=said.period, name=said.name, company=said.company, position=said.log_position,
        previous_position=said.previous_position, late_count=late, reaches=reaches, sums=sums,
        before=earlier[-1] if earlier else None,
    )  # fmt: skip
    return as_read(body) == said
