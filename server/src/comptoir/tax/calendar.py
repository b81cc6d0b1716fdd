"""Which rate of a class counts on a day, for somebody who knew the shop's settings as of a position of its feed.

Pure: the ledger asks it for each line of a sale, and a till that was away is judged by the rates that it knew.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class DatedRate(NamedTuple):
    """A rate from a day on; tills know it from `position` of the feed on."""

    position: int
    valid_from: date
    category: str
    rate_ppm: int


def rate_of_day(rates: Sequence[DatedRate], day: date, *, position: int | None = None) -> DatedRate | None:
    """The newest rate that had begun and was known; without a position, all are known. `rates` is in order of days."""
    found = None
    for rate in rates:
        if rate.valid_from <= day and (position is None or rate.position <= position):
            found = rate
    return found
