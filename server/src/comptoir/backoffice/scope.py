"""Which stores and which business days a page is about, as its address says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from comptoir.platform.public import StoreView
from comptoir.sales.scope import SCOPED_SALES, Scope
from comptoir.sales.turnover import business_day

__all__ = [
    "SCOPED_SALES",
    "Scope",
    "business_today",
    "chosen_store",
    "local_today",
    "parse_day",
    "read_day",
    "read_range",
    "zone_of",
]


def read_day(query: QueryDict, organization: UUID, stores: Sequence[StoreView], now: datetime) -> Scope:
    """One day: `day`, else the business day that it is in the store."""
    store = chosen_store(query, stores)
    today = business_today(store, stores, now)
    day = min(parse_day(query.get("day")) or today, today)
    return Scope(organization, store, day, day, today, zone_of(store, stores))


def read_range(
    query: QueryDict,
    organization: UUID,
    stores: Sequence[StoreView],
    now: datetime,
    *,
    days: int,
    by_clock: bool = False,
) -> Scope:
    """A range: `from` and `to`, else the last `days` business days, or days of the clock."""
    store = chosen_store(query, stores)
    today = local_today(store, stores, now) if by_clock else business_today(store, stores, now)
    last = parse_day(query.get("to")) or today
    first = parse_day(query.get("from")) or last - timedelta(days=days - 1)
    return Scope(organization, store, min(first, last), max(first, last), today, zone_of(store, stores))


def chosen_store(query: QueryDict, stores: Sequence[StoreView]) -> StoreView | None:
    """The store of the address; one that is not the organization's counts as none."""
    return next((store for store in stores if str(store.id) == query.get("store")), None)


def business_today(store: StoreView | None, stores: Sequence[StoreView], now: datetime) -> date:
    """The business day that it is: at one in the morning, a bar's today is still yesterday."""
    place = store or (stores[0] if stores else None)
    return business_day(now, place.timezone, place.day_starts_minute) if place else business_day(now, "UTC", 0)


def local_today(store: StoreView | None, stores: Sequence[StoreView], now: datetime) -> date:
    """The calendar's today, by which rates and prices change; of several stores, where the first one is."""
    return now.astimezone(ZoneInfo(zone_of(store, stores))).date()


def zone_of(store: StoreView | None, stores: Sequence[StoreView]) -> str:
    """Whose clock a page shows: the chosen store's, else the first one's."""
    place = store or (stores[0] if stores else None)
    return place.timezone if place else "UTC"


def parse_day(text: str | None) -> date | None:
    """An ISO date of this or a neighbouring century; anything else is no date."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
