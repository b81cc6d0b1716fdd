"""The day at a glance."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.kernel import divide_half_away
from comptoir.platform.sql import select, select_one

WEEKS_COMPARED = 8
# Since the midnight with which the business day's date begins, so that the hours after the next one come last.
_HOUR = "floor(extract(epoch FROM s.local_time - s.business_day) / 3600)::int"


@dataclass(frozen=True, slots=True)
class Totals:
    """A day's trade. `gross` is what stays after refunds; `refunded` is zero or less."""

    gross: int
    sold: int
    refunded: int
    sales_count: int
    refunds_count: int

    @property
    def average_basket(self) -> int:
        return divide_half_away(self.sold, self.sales_count) if self.sales_count else 0


@dataclass(frozen=True, slots=True)
class Hour:
    """The trade of one hour of the store's clock, and what is usual then."""

    # Since the midnight with which the business day's date begins: 25 is one in the morning after it.
    since_midnight: int
    gross: int
    sales_count: int
    usual: int

    @property
    def hour(self) -> int:
        return self.since_midnight % 24


@dataclass(frozen=True, slots=True)
class BestSeller:
    """An item by what it brought in."""

    item: UUID | None
    name: str
    unit: str
    quantity_milli: int
    amount: int


@dataclass(frozen=True, slots=True)
class TillState:
    """A till as it last reported itself."""

    id: UUID
    code: str
    name: str
    store_name: str
    last_seen_at: datetime | None
    unsent_count: int | None
    unsent_since: datetime | None


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What waits for a person."""

    incidents: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class _UsualHour:
    hour: int
    gross: int
    days: int


# The day's sales first, then their lines by key: as one flat join, a shop without statistics would read every line
# there ever was, and for each of them every sale. `OFFSET 0` keeps the two steps apart.
BEST_SELLERS = f"""
    WITH sold AS MATERIALIZED (SELECT s.organization_id, s.id FROM ({SCOPED_SALES}) s)
    SELECT l.item_id, min(l.name), min(l.unit), sum(l.quantity_milli), sum(l.amount)
    FROM sold s CROSS JOIN LATERAL (
        SELECT x.item_id, x.name, x.unit, x.quantity_milli, x.amount FROM sales_line x
        WHERE x.organization_id = s.organization_id AND x.sale_id = s.id AND x.item_id IS NOT NULL OFFSET 0
    ) l
    WHERE l.item_id NOT IN (
        SELECT d.item_id FROM catalog_bottle_deposit d WHERE d.organization_id = %(organization)s
    )
    GROUP BY l.item_id HAVING sum(l.amount) > 0
    ORDER BY 5 DESC, 2, 1 LIMIT %(limit)s
"""  # noqa: S608  # a constant of ours; every value is a parameter


def totals(scope: Scope) -> Totals:
    row = select_one(
        Totals,
        f"""
        SELECT coalesce(sum(s.gross), 0),
               coalesce(sum(s.gross - s.back), 0),
               coalesce(sum(s.back), 0),
               count(*) FILTER (WHERE s.is_sale),
               count(*) FILTER (WHERE s.is_refund)
        FROM ({SCOPED_SALES}) s
        """,  # noqa: S608  # a constant of ours; every value is a parameter
        scope.parameters(),
    )
    assert row is not None
    return row


def usual_total(scope: Scope, now: datetime) -> int | None:
    """The mean of the same weekday of the eight weeks before, counting only days with trade.

    Today is compared with those days up to the same time of the clock: half a Sunday is not a bad Sunday.
    """
    wall = now.astimezone(ZoneInfo(scope.timezone)).replace(tzinfo=None)
    until = wall - datetime.combine(scope.first, time.min) if scope.is_today else None
    hours = _usual_hours(scope, until=until)
    days = max((hour.days for hour in hours), default=0)
    return sum(divide_half_away(hour.gross, days) for hour in hours) if days else None


def by_hour(scope: Scope) -> list[Hour]:
    """Every hour between the first and the last with trade, today or usually."""
    usual = {hour.hour: divide_half_away(hour.gross, hour.days) for hour in _usual_hours(scope, until=None)}
    rows = select(
        Hour,
        f"""
        SELECT {_HOUR}, sum(s.gross), count(*) FILTER (WHERE s.is_sale), 0
        FROM ({SCOPED_SALES}) s GROUP BY 1 ORDER BY 1
        """,  # noqa: S608
        scope.parameters(),
    )
    found = {row.since_midnight: row for row in rows}
    seen = [*found, *(hour for hour, gross in usual.items() if gross > 0)]
    if not seen:
        return []
    return [
        Hour(
            since_midnight=hour,
            gross=found[hour].gross if hour in found else 0,
            sales_count=found[hour].sales_count if hour in found else 0,
            usual=usual.get(hour, 0),
        )
        for hour in range(min(seen), max(seen) + 1)
    ]


def best_sellers(scope: Scope, limit: int = 8) -> list[BestSeller]:
    """By amount, refunds taken off; a free amount has no item and is not listed."""
    return select(BestSeller, BEST_SELLERS, {**scope.parameters(), "limit": limit})


def till_states(scope: Scope) -> list[TillState]:
    """Every active till of the scope with its newest enrolment's device."""
    return select(
        TillState,
        """
        SELECT t.id, t.code, t.name, p.name, d.last_seen_at, d.unsent_count, d.unsent_since
        FROM tills_till t
        JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
        LEFT JOIN LATERAL (
            SELECT e.device_id FROM tills_enrolment e
            WHERE e.organization_id = t.organization_id AND e.till_id = t.id AND e.revoked_at IS NULL
            ORDER BY e.number DESC LIMIT 1
        ) e ON true
        LEFT JOIN fleet_device d ON d.organization_id = t.organization_id AND d.id = e.device_id
        WHERE t.organization_id = %(organization)s AND t.is_active
          AND (%(store)s::uuid IS NULL OR t.store_id = %(store)s)
        ORDER BY t.code
        """,
        scope.parameters(),
    )


def open_matters(scope: Scope) -> OpenMatters:
    row = select_one(
        OpenMatters,
        """
        SELECT (SELECT count(*) FROM sales_incident i
                WHERE i.organization_id = %(organization)s AND i.resolved_at IS NULL),
               (SELECT count(*) FROM sales_quarantine q
                WHERE q.organization_id = %(organization)s AND q.state = 'open')
        """,
        scope.parameters(),
    )
    assert row is not None
    return row


def _usual_hours(scope: Scope, *, until: timedelta | None) -> list[_UsualHour]:
    earlier = replace(scope, first=scope.first - timedelta(weeks=WEEKS_COMPARED), last=scope.first - timedelta(days=1))
    return select(
        _UsualHour,
        f"""
        WITH usual AS (
            SELECT s.local_time, s.business_day, s.gross FROM ({SCOPED_SALES}) s
            WHERE extract(isodow FROM s.business_day) = extract(isodow FROM %(day)s::date)
        )
        SELECT {_HOUR}, sum(gross), (SELECT count(DISTINCT business_day) FROM usual)
        FROM usual s
        WHERE %(until_seconds)s::int IS NULL
            OR s.local_time - s.business_day <= %(until_seconds)s::int * interval '1 second'
        GROUP BY 1
        """,  # noqa: S608
        {
            **earlier.parameters(),
            "day": scope.first,
            "until_seconds": None if until is None else until // timedelta(seconds=1),
        },
    )
