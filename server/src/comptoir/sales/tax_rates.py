"""Which tax a line should have carried: the rate that its till knew for the day, by either engine."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comptoir.catalog.prices import PriceAt
from comptoir.sales.bodies import SoldLine
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.state import State, TaxCalendar
from comptoir.tax.calendar import DatedRate, rate_of_day


class Moment(NamedTuple):
    """When and upon what knowledge a sale was priced: the till's clock, and its position in the catalogue's feed."""

    at: datetime
    position: int


def judge_tax_rate(
    line: SoldLine, known: PriceAt, state: State, sender: Sender, moment: Moment, found: list[Difference]
) -> None:
    """Whether the line's category and rate are those of its article's class."""
    judge_among(line, rates_of(known, state, sender, moment), found)


def judge_among(line: SoldLine, right: Sequence[tuple[str, int]], found: list[Difference]) -> None:
    """Whether the line's category and rate are among these."""
    claimed = (line.tax_category, line.tax_rate_ppm)
    if claimed not in right:
        category, rate_ppm = right[0]
        found.append(Difference("tax_rate", line.line, f"{claimed[0]} {claimed[1]}", f"{category} {rate_ppm}"))


def rates_of(known: PriceAt, state: State, sender: Sender, moment: Moment) -> list[tuple[str, int]]:
    """What the article's own class may have been taxed with at the moment; never empty."""
    calendar = state.calendars.get(sender.organization)
    if calendar is not None and (right := _rates_of_moment(known, calendar, sender.store, moment)):
        return right
    return [(known.tax_category, known.tax_rate_ppm)]


def _rates_of_moment(known: PriceAt, calendar: TaxCalendar, store: UUID, moment: Moment) -> list[tuple[str, int]]:
    """The rate that the till knew for its day. A rate that was dated after it had read its prices is right as well: it
    may have heard of it while the basket was open. Empty for a class whose rate never changes.
    """
    rates = calendar.rates.get(known.tax_class) if known.tax_class is not None else None
    if rates is None:
        return []
    return rates_at(rates, calendar.zones.get(store, ""), moment)


def rates_at(rates: Sequence[DatedRate], zone: str, moment: Moment) -> list[tuple[str, int]]:
    """The rate of a class that the till knew for its day, and the newest."""
    day = _store_day(moment.at, zone)
    right = (rate_of_day(rates, day, position=moment.position), rate_of_day(rates, day))
    return [(rate.category, rate.rate_ppm) for rate in right if rate is not None]


def _store_day(at: datetime, zone: str) -> date:
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.date()
