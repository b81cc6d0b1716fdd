"""How a sale counts: on which business day, and what of it came back. The one definition of every page and report.

The business day is that of the session, else the store's clock decides.
A till writes the day of its session into the entries that open and close it. What belongs to no session that the
ledger knows counts by the clock on the store's wall, moved back to the hour at which the store's day begins (04:00):
at one in the morning it is still yesterday, also on the two nights on which the clock itself is moved. The till counts
alike (`till-core/src/day.ts`); `conformance/business_days.json` holds both.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

# What of a sale came back (`back`, zero or less): all of a refund, one side of an exchange. A payment or a correction
# is neither sale nor refund.
SIDES = """
    CASE WHEN s.kind = 'refund' OR (s.kind = 'payment' AND s.gross < 0) THEN s.gross ELSE s.returned END AS back,
    s.kind IN ('sale', 'exchange') AS is_sale, s.kind IN ('refund', 'exchange') AS is_refund
"""
# A session may begin a day before what is sold in it, and end a day later: an index on time finds the candidates.
AROUND = "interval '2 days'"


def business_day(moment: datetime, timezone: str, day_starts_minute: int) -> date:
    """The day that it is in a store whose days begin so many minutes after midnight."""
    # Without its zone: moved on the wall's clock, not through the hour that a night has more or less.
    wall = moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    return (wall - timedelta(minutes=day_starts_minute)).date()


def day_by_clock(moment: str) -> str:
    """The same in SQL, of a column, for a row with its store `p`."""
    return f"(({moment}) AT TIME ZONE p.timezone - p.day_starts_minute * interval '1 minute')::date"


def day_of(moment: str) -> str:
    """The business day in SQL, for a row with its store `p` and, where the ledger knows it, its session `n`."""
    return f"coalesce(n.business_day, {day_by_clock(f'coalesce(n.opened_at, {moment})')})"


def in_days(moment: str) -> str:
    """The condition that a row is of the scope's business days, with the window in which an index finds it."""
    return (
        f"{moment} >= %(since)s - {AROUND} AND {moment} < %(until)s + {AROUND}"
        f" AND {day_of(moment)} BETWEEN %(first)s AND %(last)s"
    )
