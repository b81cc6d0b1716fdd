"""How many of an article will be sold: one small interface, and the way it is estimated today.

A forecast answers for articles of a store how many leave the shelf within a number of days: what is expected, and the
quantile of nine in ten. Whoever forecasts better writes another function of this shape, and `COMPTOIR_FORECAST` names
it: reorder points, suggestions and alerts ask nothing else (docs/adr/0028).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isqrt
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from comptoir.kernel import divide_half_away
from comptoir.platform.sql import Parameters
from comptoir.platform.tenancy import current_organization

WEEKS = 8
# One day of a weekday may be far out without counting in full, from so many weeks on.
WEEKS_ROBUST = 4
# The normal distribution's 0.9: how many standard deviations above what is expected.
NINE_IN_TEN_PPM = 1_281_552
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Horizon:
    """An article, and for how many days."""

    item: UUID
    days: int


@dataclass(frozen=True, slots=True)
class Demand:
    """In thousandths: what is expected to be sold within the horizon, and what suffices nine times in ten."""

    expected_milli: int
    high_milli: int


class Forecast(Protocol):
    """Asked inside `reading(organization)` or an operation; `first` is the first day that is to come."""

    def __call__(self, store: UUID, horizons: Sequence[Horizon], first: date) -> Sequence[Demand]: ...


def forecast() -> Forecast:
    """The way to estimate that this server was told to take."""
    return cast("Forecast", import_string(settings.COMPTOIR_FORECAST))


def weekday_mean(store: UUID, horizons: Sequence[Horizon], first: date) -> list[Demand]:
    """The mean of each weekday over the last eight weeks, less where an article is younger.

    Of each weekday the best day counts as the second best: a wedding that bought the shelf empty is no habit. The
    spread is that of the weekdays' days, and at least what chance makes of pieces sold one by one.
    """
    days = _sold(store, {horizon.item for horizon in horizons}, first)
    return [_demand(days.get(horizon.item, _Days(1, {})), horizon.days, first) for horizon in horizons]


@dataclass(frozen=True, slots=True)
class _Days:
    """What was sold on which weekday (1 to 7), of so many weeks."""

    weeks: int
    by_weekday: Mapping[int, list[int]]


def _sold(store: UUID, items: set[UUID], first: date) -> dict[UUID, _Days]:
    parameters: Parameters = {
        "organization": current_organization(), "store": store, "items": list(items),
        "since": first - timedelta(days=7 * WEEKS), "until": first - timedelta(days=1),
    }  # fmt: skip
    found: dict[UUID, dict[int, list[int]]] = {}
    begun: dict[UUID, date] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, parameters)
        for item, weekday, sold, since in cursor.fetchall():
            found.setdefault(item, {})[weekday] = sold
            begun[item] = min(begun.get(item, since), since)
    return {
        item: _Days(min(WEEKS, max(1, -(-(first - begun[item]).days // 7))), by_weekday)
        for item, by_weekday in found.items()
    }


def _demand(sold: _Days, days: int, first: date) -> Demand:
    expected = variance = 0
    of_weekday = {weekday: _weekday(figures, sold.weeks) for weekday, figures in sold.by_weekday.items()}
    for number in range(days):
        mean, spread = of_weekday.get((first + timedelta(days=number)).isoweekday(), (0, 0))
        expected += mean
        variance += spread
    high = expected + divide_half_away(NINE_IN_TEN_PPM * isqrt(variance), MILLION)
    return Demand(expected, high)


def _weekday(figures: Sequence[int], weeks: int) -> tuple[int, int]:
    """Mean and variance of a weekday."""
    each = sorted((max(0, figure) for figure in figures), reverse=True)[:weeks]
    each += [0] * (weeks - len(each))
    if weeks >= WEEKS_ROBUST:
        each[0] = each[1]
    mean = divide_half_away(sum(each), weeks)
    spread = sum((figure - mean) ** 2 for figure in each) // max(1, weeks - 1)
    return mean, max(spread, 1_000 * mean)


# Before its first sale an article may not have been there: its weeks count from then on.
_SOLD = """
    SELECT d.item_id, extract(isodow FROM d.day)::int4, array_agg(d.sold_milli), min(e.since)
    FROM unnest(%(items)s::uuid[]) AS w(item)
    CROSS JOIN LATERAL (
        SELECT item_id, day, sold_milli FROM stock_sold_day WHERE organization_id = %(organization)s
            AND store_id = %(store)s AND item_id = w.item AND day BETWEEN %(since)s AND %(until)s OFFSET 0
    ) d
    CROSS JOIN LATERAL (
        SELECT day AS since FROM stock_sold_day WHERE organization_id = %(organization)s AND store_id = %(store)s
            AND item_id = w.item ORDER BY day LIMIT 1
    ) e
    GROUP BY 1, 2
"""
