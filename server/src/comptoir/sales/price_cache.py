"""Prices in memory. A price row is never changed, so what was read up to a position stays true for ever."""

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from comptoir.catalog.prices import PriceAt
from comptoir.sales.state import TaxCalendar

ITEMS_MAX = 200_000

Histories = dict[UUID, tuple[PriceAt, ...]]


class PriceCache:
    """Histories of items, by organization, each complete up to the feed position at which it was read.

    No notification is needed to keep it right: an entry that names a newer position than an organization was
    read at makes it read again.
    """

    def __init__(self) -> None:
        self._histories: OrderedDict[UUID, Histories] = OrderedDict()
        self._positions: dict[UUID, int] = {}
        self._calendars: dict[UUID, TaxCalendar] = {}
        self._count = 0

    def get(self, organization: UUID, item: UUID) -> tuple[PriceAt, ...] | None:
        """The history of a known item, newest first; None when it must be read or is unknown."""
        known = self._histories.get(organization)
        return None if known is None else known.get(item)

    def calendar(self, organization: UUID) -> TaxCalendar | None:
        """The organization's dated tax rates; None when no rate of it changes, or when nothing was read yet."""
        return self._calendars.get(organization)

    def covers(self, organization: UUID, position: int) -> bool:
        """Whether what is remembered of an organization was read at this position or later."""
        return position <= self._positions.get(organization, -1)

    def forget(self, organization: UUID) -> None:
        """Drop an organization whose feed has moved on."""
        self._count -= len(self._histories.pop(organization, {}))
        self._positions.pop(organization, None)
        self._calendars.pop(organization, None)

    def remember(
        self, organization: UUID, position: int, histories: Histories, calendar: TaxCalendar | None = None
    ) -> None:
        """Add what was read; an organization's position is the oldest at which any of it was read."""
        known = self._histories.setdefault(organization, {})
        self._histories.move_to_end(organization)
        self._count += len(histories.keys() - known.keys())
        known.update(histories)
        if calendar is not None:
            self._calendars[organization] = calendar
        self._positions[organization] = min(position, self._positions.get(organization, position))
        while self._count > ITEMS_MAX and len(self._histories) > 1:
            self.forget(next(iter(self._histories)))

    def missing(self, organization: UUID, items: Iterable[UUID]) -> set[UUID]:
        """Items whose history must be read."""
        known = self._histories.get(organization, {})
        return {item for item in items if item not in known}
