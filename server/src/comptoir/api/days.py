"""Which stores and business days a program asks about."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.errors import DaysInvalid, Unknown
from comptoir.platform.public import StoreView, stores
from comptoir.sales.scope import Scope
from comptoir.sales.turnover import business_day

DAYS_FIRST = 30
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
FirstDay = Annotated[date | None, Query(description="The first business day.")]
LastDay = Annotated[date | None, Query(description="The last business day; else today.")]


def scope_of(
    caller: Caller, store: UUID | None, first: date | None, last: date | None, *, days: int = DAYS_FIRST
) -> Scope:
    """The business days that are asked for; a store that is not the organization's is nowhere."""
    places = stores()
    chosen = next((place for place in places if place.id == store), None)
    if store is not None and chosen is None:
        raise Unknown
    clock = chosen or (places[0] if places else None)
    zone, today = clock.timezone if clock else "UTC", today_of(caller, clock)
    end = last or today
    if not FIRST_DAY <= end <= LAST_DAY or not FIRST_DAY <= (first or end) <= end:
        raise DaysInvalid
    return Scope(caller.organization, chosen, first or end - timedelta(days=days - 1), end, today, zone)


def business_today(caller: Caller, store: UUID | None) -> date:
    """The business day that it is in a store: at one in the morning, a bar's today is still yesterday."""
    places = stores()
    chosen = next((place for place in places if place.id == store), None)
    if store is not None and chosen is None:
        raise Unknown
    return today_of(caller, chosen or (places[0] if places else None))


def today_of(caller: Caller, clock: StoreView | None) -> date:
    return business_day(caller.now, clock.timezone if clock else "UTC", clock.day_starts_minute if clock else 0)
