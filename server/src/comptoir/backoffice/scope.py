"""Which stores and which business days a page is about, as its address says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from comptoir.backoffice.sql import Parameters
from comptoir.platform.public import StoreView
from comptoir.sales.turnover import SIDES, business_day, day_of, in_days

# A day begins somewhere on earth up to 14 hours before and ends up to 12 hours after it does in UTC. The index
# on the time of a sale finds the candidates; the business day then decides.
FIRST_HOURS = 14
LAST_HOURS = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """A store (or all of them) and a range of its business days."""

    organization: UUID
    store: StoreView | None
    first: date
    last: date
    today: date
    timezone: str

    @property
    def is_today(self) -> bool:
        return self.first == self.last == self.today

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """The next day, unless it has not come yet."""
        return self.last + timedelta(days=1) if self.last < self.today else None

    def parameters(self) -> Parameters:
        midnight = datetime.combine(self.first, datetime.min.time(), UTC)
        end = datetime.combine(self.last + timedelta(days=1), datetime.min.time(), UTC)
        return {
            "organization": self.organization,
            "store": self.store.id if self.store else None,
            "first": self.first,
            "last": self.last,
            "since": midnight - timedelta(hours=FIRST_HOURS),
            "until": end + timedelta(hours=LAST_HOURS),
        }


# The rows of `sales_sale` in a scope, with their business day and their store's own clock. Give it the parameters of a
# Scope.
SCOPED_SALES = f"""
    SELECT s.*, p.timezone, p.name AS store_name, s.sold_at AT TIME ZONE p.timezone AS local_time,
        {day_of("s.sold_at")} AS business_day, {SIDES}
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    WHERE s.organization_id = %(organization)s AND {in_days("s.sold_at")}
      AND (%(store)s::uuid IS NULL OR s.store_id = %(store)s)
"""  # noqa: S608  # a constant of ours; every value is a parameter


def read_day(query: QueryDict, organization: UUID, stores: Sequence[StoreView], now: datetime) -> Scope:
    """One day: `day`, else the business day that it is in the store."""
    store = chosen_store(query, stores)
    today = business_today(store, stores, now)
    day = min(parse_day(query.get("day")) or today, today)
    return Scope(organization, store, day, day, today, zone_of(store, stores))


def read_range(query: QueryDict, organization: UUID, stores: Sequence[StoreView], now: datetime, *, days: int) -> Scope:
    """A range: `from` and `to`, else the last `days` days."""
    store = chosen_store(query, stores)
    today = business_today(store, stores, now)
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
