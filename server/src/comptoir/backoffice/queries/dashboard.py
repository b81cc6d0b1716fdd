"""The day at a glance."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.insights.public import HOURS, fresh
from comptoir.kernel import divide_half_away
from comptoir.platform.sql import select, select_one
from comptoir.sales.turnover import day_of

WEEKS_COMPARED = 8
# The sums of hours (`insights`), as the ledger stands now. An hour counts from the midnight with which the business
# day's date begins, so that those after the next one come last.
_SUMS = f"""
    SELECT h.*, h.hour + CASE WHEN h.hour * 60 < p.day_starts_minute THEN 24 ELSE 0 END AS since_midnight
    FROM ({fresh(HOURS)}) h
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = h.store_id
    WHERE %(store)s::uuid IS NULL OR h.store_id = %(store)s
"""  # noqa: S608  # a constant of ours; every value is a parameter


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
        SELECT coalesce(sum(s.gross), 0), coalesce(sum(s.sold), 0), coalesce(sum(s.refunded), 0),
               coalesce(sum(s.sales_count), 0), coalesce(sum(s.refunds_count), 0)
        FROM ({_SUMS}) s
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
        SELECT s.since_midnight, sum(s.gross), sum(s.sales_count), 0 FROM ({_SUMS}) s GROUP BY 1 ORDER BY 1
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
    """Of the same weekday of the weeks before: eight days' sums, and of the hour that is not over what is sold in it
    by the same minute.
    """
    days = [scope.first - timedelta(weeks=weeks) for weeks in range(WEEKS_COMPARED, 0, -1)]
    earlier = replace(scope, first=days[0], last=days[-1])
    return select(
        _UsualHour,
        _USUAL,
        {
            **earlier.parameters(),
            "days": [day.isoformat() for day in days],
            "until_seconds": None if until is None else until // timedelta(seconds=1),
        },
    )


# What a store sold in the hour that is not over, on those days: a minute's walk along the index of times for each.
_BEGUN = f"""
    SELECT d.day, %(until_seconds)s::int / 3600 AS since_midnight, s.gross
    FROM unnest(%(days)s::date[]) AS d(day)
    CROSS JOIN (SELECT DISTINCT timezone FROM platform_store WHERE organization_id = %(organization)s) z
    CROSS JOIN LATERAL (
        SELECT * FROM sales_sale
        WHERE organization_id = %(organization)s
          AND sold_at >= (d.day + %(until_seconds)s::int / 3600 * interval '1 hour') AT TIME ZONE z.timezone
          AND sold_at <= (d.day + %(until_seconds)s::int * interval '1 second') AT TIME ZONE z.timezone
        OFFSET 0
    ) s
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = s.store_id AND p.timezone = z.timezone
    LEFT JOIN sales_session n ON n.organization_id = %(organization)s AND n.id = s.session
    WHERE {day_of("s.sold_at")} = d.day AND (%(store)s::uuid IS NULL OR s.store_id = %(store)s)
"""  # noqa: S608
_USUAL = f"""
    WITH usual AS MATERIALIZED (
        SELECT s.day, s.since_midnight, s.gross FROM ({_SUMS}) s WHERE s.day = ANY(%(days)s::date[])
    )
    SELECT since_midnight, sum(gross), (SELECT count(DISTINCT day) FROM usual) FROM (
        SELECT * FROM usual
        WHERE %(until_seconds)s::int IS NULL OR since_midnight < %(until_seconds)s::int / 3600
        UNION ALL
        {_BEGUN} AND %(until_seconds)s::int IS NOT NULL
    ) hours GROUP BY 1
"""  # noqa: S608
