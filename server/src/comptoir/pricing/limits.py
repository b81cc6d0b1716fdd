"""Ceilings of law for kinds of tender, by country and day.

conformance/tender_limits_table.json holds the same rows with their sources; a test compares. Tills get the rows of
their country with their settings, so a new law needs no new till.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from comptoir.pricing.tenders import CASH, TenderLimit

MEAL_VOUCHER = "meal_voucher"


@dataclass(frozen=True, slots=True)
class CountryLimit:
    """A limit and where it holds: amounts are in minor units of `currency`."""

    country: str
    currency: str
    limit: TenderLimit


def _eur(country: str, limit: TenderLimit) -> CountryLimit:
    return CountryLimit(country, "EUR", limit)


# Ordered by country, kind and date; the newest row that is valid on the day counts.
TENDER_LIMITS: tuple[CountryLimit, ...] = (
    _eur("BE", TenderLimit(CASH, date(2017, 10, 16), 300_000, "part")),
    _eur("ES", TenderLimit(CASH, date(2021, 7, 11), 99_999, "total")),
    _eur("FR", TenderLimit(CASH, date(2010, 6, 19), 300_000, "total")),
    _eur("FR", TenderLimit(CASH, date(2015, 9, 1), 100_000, "total")),
    _eur("FR", TenderLimit(MEAL_VOUCHER, date(2022, 7, 1), 1_900, "part")),
    _eur("FR", TenderLimit(MEAL_VOUCHER, date(2022, 10, 1), 2_500, "part")),
    _eur("IT", TenderLimit(CASH, date(2020, 7, 1), 199_999, "part")),
    _eur("IT", TenderLimit(CASH, date(2023, 1, 1), 499_999, "part")),
    _eur("NL", TenderLimit(CASH, date(2026, 1, 1), 299_999, "part")),
    _eur("PT", TenderLimit(CASH, date(2017, 8, 23), 299_999, "total")),
)


@lru_cache(maxsize=256)
def tender_limits(country: str, currency: str) -> tuple[TenderLimit, ...]:
    """Every row of a country, those of the past and of the future too: a till may be away when a law begins."""
    return tuple(row.limit for row in TENDER_LIMITS if (row.country, row.currency) == (country, currency))
