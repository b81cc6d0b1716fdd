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
    found: list[Earning] = []
    for company in sorted({place.legal_entity for place in places}, key=str):
        stores = [place.id for place in places if place.legal_entity == company]
        found += [Earning(row.earned, row.booked, row.closing) for row in kept(stores, first, last)]
        opens = closed[company] + timedelta(days=1) if company in closed else date.min
        if opens > last:
            continue
        if company in closed and first <= opens:
            found += _late(stores, company, opens)
        found += [Earning(row, row.day, None) for row in worked_out(stores, max(first, opens), last)]
    return sorted(found, key=lambda row: (row.booked, row.earned.day, str(row.earned.employee), str(row.earned.rule)))


def _late(stores: Sequence[UUID], company: UUID, opens: date) -> list[Earning]:
    since = arrived_since(stores, company)
    return [Earning(row, opens, None) for row in late(stores, since, opens - timedelta(days=1))]
