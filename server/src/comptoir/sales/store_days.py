"""The days and months of a store: by its own clock, a day beginning when the store says so (04:00). Pure."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Span(NamedTuple):
    """From a moment to the one before which it ends."""

    begins: datetime
    ends: datetime


class StoreClock(NamedTuple):
    """IANA name, and minutes after midnight at which a business day begins (twin: `DayClock` of till-core)."""

    timezone: str
    day_starts_minute: int

    def day(self, at: datetime) -> Span:
        """The business day that a moment belongs to."""
        day = (at.astimezone(_zone(self.timezone)) - timedelta(minutes=self.day_starts_minute)).date()
        return Span(self._start(day), self._start(day + timedelta(days=1)))

    def month(self, at: datetime) -> Span:
        """The calendar month, by business days: what is bought after midnight is bought on the evening before."""
        day = (at.astimezone(_zone(self.timezone)) - timedelta(minutes=self.day_starts_minute)).date()
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        return Span(self._start(first), self._start(after))

    def _start(self, day: date) -> datetime:
        midnight = datetime(day.year, day.month, day.day, tzinfo=_zone(self.timezone))
        return (midnight + timedelta(minutes=self.day_starts_minute)).astimezone(UTC)


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
