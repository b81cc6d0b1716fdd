"""Count all reports again, from the ledger's rows alone, while tills go on selling.

A few days at a time, each in a transaction that holds the cursor: what the log brings meanwhile is added as always, so
the sums are right at every moment, and a rebuild that was interrupted is simply begun again.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Protocol, TypeAlias
from uuid import UUID

import asyncpg

from comptoir.insights.counting import DAYS, FINGERPRINT, ITEM_MONTH, Sums
from comptoir.insights.fold import CONSUMER, Days, recount, recount_months
from comptoir.platform.follower import LOCK_CURSOR, SET_TENANT, START_CURSOR
from comptoir.sales.turnover import day_by_clock

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Count(Protocol):
    """`recount` or `recount_months`."""

    async def __call__(self, connection: Connection, organization: UUID, days: Days, *, upto: int) -> None: ...


# The cursor is held for about so long, and whoever sells notices nothing of it.
STEP_SECONDS = 5.0
STEP_DAYS_MAX = 28

_LEARN_ALL = f"""
    INSERT INTO insights_session (organization_id, session, day)
    SELECT $1, n.id, coalesce(n.business_day, {day_by_clock("n.opened_at")})
    FROM sales_session n
    JOIN tills_till t ON t.organization_id = $1 AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = $1 AND p.id = t.store_id
    WHERE n.organization_id = $1
    ON CONFLICT (organization_id, session) DO UPDATE SET day = excluded.day
"""  # noqa: S608
_DAY_TABLES = " UNION ALL ".join(
    f"(SELECT day FROM {table.table} WHERE organization_id = $1 AND day >= $2 ORDER BY day LIMIT 1)"  # noqa: S608
    for table in (*DAYS, ITEM_MONTH)
)
_SINCE = "$2::date::timestamp AT TIME ZONE 'UTC'"
# The next day with anything to count: a clock that stood wrong for an hour must not cost a thousand empty years.
_NEXT_DAY = f"""
    SELECT min(day) FROM (
        {_DAY_TABLES}
        UNION ALL (SELECT (sold_at AT TIME ZONE 'UTC')::date - 3 FROM sales_sale
            WHERE organization_id = $1 AND sold_at >= {_SINCE} - interval '3 days' ORDER BY sold_at LIMIT 1)
        UNION ALL (SELECT (happened_at AT TIME ZONE 'UTC')::date - 3 FROM sales_act
            WHERE organization_id = $1 AND happened_at >= {_SINCE} - interval '3 days' ORDER BY happened_at LIMIT 1)
    ) found
"""  # noqa: S608
# A sale counts three days from its moment at most: one for the clock, two for its session.
_BEGIN = date(1, 1, 10)


@dataclass(frozen=True, slots=True)
class Recounted:
    """Some days were counted again; `was_equal`: the sums had said the same."""

    first: date
    last: date
    was_equal: bool


async def rebuild(connection: Connection, organization: UUID) -> AsyncIterator[Recounted]:
    """Count every day again, from the first to the last, then the months; say of each part whether anything was off."""
    async with connection.transaction():
        await _hold_cursor(connection, organization)
        await connection.execute(_LEARN_ALL, organization)
    months: set[date] = set()
    at, step = _BEGIN, STEP_DAYS_MAX
    while (first := await _next_day(connection, organization, at)) is not None:
        days = Days(first, first + timedelta(days=step - 1), None)
        months |= {(first + timedelta(days=number)).replace(day=1) for number in range(step)}
        began = monotonic()
        yield await _recount_part(connection, organization, days, DAYS, recount)
        spent = monotonic() - began
        step = max(1, step // 2) if spent > STEP_SECONDS else min(STEP_DAYS_MAX, step + 1)
        at = days.last + timedelta(days=1)
    for month in sorted(months):
        yield await _recount_part(connection, organization, Days(month, month, None), (ITEM_MONTH,), recount_months)


async def _recount_part(
    connection: Connection, organization: UUID, days: Days, tables: Sequence[Sums], count: Count
) -> Recounted:
    async with connection.transaction():
        upto = await _hold_cursor(connection, organization)
        before = await _fingerprints(connection, organization, days, tables)
        await count(connection, organization, days, upto=upto)
        after = await _fingerprints(connection, organization, days, tables)
    return Recounted(days.first, days.last, before == after)


async def _next_day(connection: Connection, organization: UUID, at: date) -> date | None:
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        found: date | None = await connection.fetchval(_NEXT_DAY, organization, at)
    return None if found is None else max(found, at)


async def _hold_cursor(connection: Connection, organization: UUID) -> int:
    await connection.execute(SET_TENANT, str(organization))
    await connection.execute(START_CURSOR, organization, CONSUMER)
    position: int = await connection.fetchval(LOCK_CURSOR, organization, CONSUMER)
    return position


async def _fingerprints(connection: Connection, organization: UUID, days: Days, tables: Sequence[Sums]) -> list[str]:
    return [
        await connection.fetchval(
            FINGERPRINT.format(table=table.table), organization, days.first, days.last, days.store
        )
        for table in tables
    ]
