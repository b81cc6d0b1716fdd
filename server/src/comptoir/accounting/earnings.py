"""What people earned by selling, booked as the books are: closed days as they were kept, what came late on the first
day that is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from comptoir.accounting.shut import arrived_since
from comptoir.commissions.public import Earned, closed_until, kept, late, worked_out
from comptoir.platform.public import StoreView


@dataclass(frozen=True, slots=True)
class Earning:
    """What somebody earned on a day by a rule, the day on which it counts, and the closing that keeps it."""

    earned: Earned
    booked: date
    closing: int | None

    @property
    def is_late(self) -> bool:
        return self.booked != self.earned.day


def earnings(places: Sequence[StoreView], first: date, last: date) -> list[Earning]:
    """Of these stores and days, whichever companies they are of."""
    closed = closed_until()
    found = [Earning(row.earned, row.booked, row.closing) for row in kept([place.id for place in places], first, last)]
    # Companies whose books are open from the same day on are asked for together.
    open_from: dict[date, list[UUID]] = {}
    for company in sorted({place.legal_entity for place in places}, key=str):
        stores = [place.id for place in places if place.legal_entity == company]
        opens = closed[company] + timedelta(days=1) if company in closed else date.min
        if opens > last:
            continue
        if company in closed and first <= opens:
            found += _late(stores, company, opens)
        open_from.setdefault(max(first, opens), []).extend(stores)
    for since, stores in open_from.items():
        found += [Earning(row, row.day, None) for row in worked_out(stores, since, last)]
    return sorted(found, key=lambda row: (row.booked, row.earned.day, str(row.earned.employee), str(row.earned.rule)))


def _late(stores: Sequence[UUID], company: UUID, opens: date) -> list[Earning]:
    since = arrived_since(stores, company)
    return [Earning(row, opens, None) for row in late(stores, since, opens - timedelta(days=1))]
