"""All stores at a glance: today against a usual day, tills that are silent, counts that were off, stock that is gone.

From the sums that reports keep (`insights`), so that three hundred stores are a few hundred rows and four questions.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.backoffice.queries.dashboard import WEEKS_COMPARED
from comptoir.kernel import divide_half_away
from comptoir.platform.inherited import Path, all_values
from comptoir.platform.public import StoreView, legal_entities
from comptoir.platform.sql import Parameters, select
from comptoir.sales.turnover import business_day

# A till that says it has entries to send is late after this; one that is open and says nothing, too.
LATE_MINUTES = 15
SILENT_MINUTES = 60
DIFFERENCE_DAYS = 7
DAY_MINUTES = 1_440
# So far below a usual day by this hour wants to be looked at.
BELOW_PERCENT = -30


@dataclass(frozen=True, slots=True)
class StoreDay:
    """A store's trade today, and what is usual by this hour of such a weekday. Null: no such day is known."""

    store: UUID
    name: str
    company: str
    today: date
    gross: int
    sales_count: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class StoreTills:
    """A store's tills: in use, and those that hold entries back or are open and silent."""

    store: UUID
    count: int
    late: int
    unsent: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class StoreCount:
    """What counts were off by lately, and the largest of them."""

    store: UUID
    off: int
    worst: int


@dataclass(frozen=True, slots=True)
class StoreState:
    """One row of the page."""

    day: StoreDay
    tills: StoreTills
    count: StoreCount
    gone: int
    low: int

    @property
    def change(self) -> int | None:
        """Percent above a usual day by this hour."""
        usual = self.day.usual
        return divide_half_away(100 * (self.day.gross - usual), usual) if usual and usual > 0 else None

    @property
    def is_below(self) -> bool:
        return self.change is not None and self.change <= BELOW_PERCENT

    @property
    def needs_a_look(self) -> bool:
        return bool(self.is_below or self.tills.late or self.count.worst)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a store took today; and, of such days before, the gross by this hour times sixty, and how many they are."""

    store: UUID
    gross: int
    sales_count: int
    by_now: int
    days: int


@dataclass(frozen=True, slots=True)
class _Goods:
    store: UUID
    gone: int
    low: int


def difference_limits(places: Sequence[StoreView]) -> dict[UUID, int]:
    """From which difference on a count matters in each store, as it inherits it; 0 where nobody said anything."""
    values = all_values(["difference_limit"])
    return {
        store.id: values.at("difference_limit", Path(store.group, store.legal_entity, store.id)).value or 0
        for store in places
    }


def store_states(
    organization: UUID, now: datetime, limits: Mapping[UUID, int], places: Sequence[StoreView]
) -> list[StoreState]:
    """These stores, those that need a look first. A count off by no more than the store's limit is no matter."""
    parameters: Parameters = {"organization": organization, "now": now}
    tills = {row.store: row for row in select(StoreTills, _TILLS, parameters)}
    counts = {row.store: _beyond(row, limits) for row in select(StoreCount, _COUNTS, parameters)}
    goods = {row.store: row for row in select(_Goods, _GOODS, parameters)}
    found = [_state(day, tills, counts, goods) for day in _store_days(organization, now, places)]
    return sorted(found, key=lambda row: (not row.needs_a_look, row.change or 0, row.day.name))


def _beyond(count: StoreCount, limits: Mapping[UUID, int]) -> StoreCount:
    return count if count.worst > limits.get(count.store, 0) else replace(count, worst=0)


def _store_days(organization: UUID, now: datetime, places: Sequence[StoreView]) -> list[StoreDay]:
    """Each store's day. A usual day counts its whole hours, and of the one that is running its share."""
    companies = {company.id: company.name for company in legal_entities()}
    todays = {store.id: business_day(now, store.timezone, store.day_starts_minute) for store in places}
    days = sorted({day - timedelta(weeks=week) for day in todays.values() for week in range(WEEKS_COMPARED + 1)})
    asked = [
        {
            "store": str(store.id), "today": todays[store.id].isoformat(), "starts": store.day_starts_minute,
            "passed": _minutes_passed(store, now),
        }
        for store in places
    ]  # fmt: skip
    parameters: Parameters = {
        "organization": organization, "days": ",".join(day.isoformat() for day in days), "asked": json.dumps(asked),
    }  # fmt: skip
    sums = {row.store: row for row in select(_Sums, _SUMS, parameters)}
    return [
        _store_day(
            store, companies[store.legal_entity], todays[store.id], sums.get(store.id) or _Sums(store.id, 0, 0, 0, 0)
        )
        for store in places
    ]


def _minutes_passed(store: StoreView, now: datetime) -> int:
    """Since the business day began, on the store's clock."""
    wall = now.astimezone(ZoneInfo(store.timezone))
    return (wall.hour * 60 + wall.minute - store.day_starts_minute) % DAY_MINUTES


def _store_day(store: StoreView, company: str, today: date, sums: _Sums) -> StoreDay:
    usual = divide_half_away(sums.by_now, 60 * sums.days) if sums.days else None
    return StoreDay(store.id, store.name, company, today, sums.gross, sums.sales_count, usual)


def _state(
    day: StoreDay, tills: Mapping[UUID, StoreTills], counts: Mapping[UUID, StoreCount], goods: Mapping[UUID, _Goods]
) -> StoreState:
    store = day.store
    return StoreState(
        day,
        tills.get(store, StoreTills(store, 0, 0, 0, is_open=False)),
        counts.get(store, StoreCount(store, 0, 0)),
        *((goods[store].gone, goods[store].low) if store in goods else (0, 0)),
    )


# Of a few days only: those of this weekday, which differ where stores lie far apart. Summed here, so that of three
# hundred stores three hundred rows are read and not thirty thousand.
_SUMS = """
    SELECT h.store_id, coalesce(sum(h.gross) FILTER (WHERE h.day = w.today), 0),
        coalesce(sum(h.sales_count) FILTER (WHERE h.day = w.today), 0),
        coalesce(sum(h.gross * least(greatest(w.passed - mod(h.hour * 60 - w.starts + 1440, 1440), 0), 60))
            FILTER (WHERE h.day < w.today), 0),
        count(DISTINCT h.day) FILTER (WHERE h.day < w.today)
    FROM insights_sales_hour h
    JOIN jsonb_to_recordset(%(asked)s::jsonb) AS w(store uuid, today date, starts int, passed int)
        ON w.store = h.store_id
    WHERE h.organization_id = %(organization)s AND h.day = ANY(string_to_array(%(days)s, ',')::date[])
        AND mod(w.today - h.day, 7) = 0
    GROUP BY h.store_id
"""
_TILLS = f"""
    SELECT t.store_id, count(*)::int, count(*) FILTER (WHERE
            d.unsent_count > 0 AND d.unsent_since < %(now)s - interval '{LATE_MINUTES} minutes'
            OR o.is_open AND d.last_seen_at < %(now)s - interval '{SILENT_MINUTES} minutes'
        )::int, coalesce(sum(d.unsent_count), 0)::int, bool_or(coalesce(o.is_open, false))
    FROM tills_till t
    LEFT JOIN LATERAL (
        SELECT e.device_id FROM tills_enrolment e
        WHERE e.organization_id = t.organization_id AND e.till_id = t.id AND e.revoked_at IS NULL
        ORDER BY e.number DESC LIMIT 1
    ) e ON true
    LEFT JOIN fleet_device d ON d.organization_id = t.organization_id AND d.id = e.device_id
    LEFT JOIN LATERAL (
        SELECT true AS is_open FROM sales_session n
        WHERE n.organization_id = t.organization_id AND n.till_id = t.id AND n.closed_at IS NULL
            AND n.opened_at >= %(now)s - interval '2 days' LIMIT 1
    ) o ON true
    WHERE t.organization_id = %(organization)s AND t.is_active
    GROUP BY t.store_id
"""  # noqa: S608
_COUNTS = f"""
    SELECT t.store_id, sum(n.off), coalesce(max(abs(n.off)), 0)
    FROM (
        SELECT organization_id, till_id, cash_difference + coalesce(differences, 0) AS off FROM sales_session
        WHERE organization_id = %(organization)s AND opened_at >= %(now)s - interval '{DIFFERENCE_DAYS} days'
            AND cash_difference IS NOT NULL
    ) n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    GROUP BY t.store_id
"""  # noqa: S608
# Gone: of articles that somebody counts, and that are still sold. Low: no more is free than the reorder point.
_GOODS = """
    SELECT store_id, sum(gone)::int, sum(low)::int FROM (
        SELECT v.store_id, count(*) AS gone, 0 AS low
        FROM stock_level v JOIN catalog_item i ON i.organization_id = v.organization_id AND i.id = v.item_id
        WHERE v.organization_id = %(organization)s AND v.counted_at IS NOT NULL AND v.on_hand_milli <= 0
            AND NOT i.is_archived
        GROUP BY v.store_id
        UNION ALL
        SELECT w.store_id, 0, count(*) FROM purchasing_low_stock w
        WHERE w.organization_id = %(organization)s GROUP BY w.store_id
    ) goods GROUP BY store_id
"""
