"""Reports follow the log: each batch is added to the sums in the transaction that advances the cursor.

A sale counts on the business day of its session, and the entry that opens a session may come after its sales: from
another chain of the till, or adopted by a person a month later. So it is remembered which day each session counts on
(`SessionDay`); when that changes, the days concerned are counted again, in the same transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.insights.counting import BY_KEY, CLEAR, CLEAR_MONTHS, FOLD, LOGGED, RECOUNT, RECOUNT_MONTHS, SESSION_DAYS
from comptoir.platform.follower import Positions, next_batch
from comptoir.sales.turnover import day_by_clock

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "insights"
BATCH = 2_000

READ_OPENINGS = f"""
    SELECT e.content FROM ({LOGGED}) l CROSS JOIN LATERAL (
        SELECT kind, content FROM sales_entry
        WHERE organization_id = $1 AND {BY_KEY.format(key="id", value="l.subject")}
    ) e WHERE e.kind IN ('opening', 'closing')
"""  # noqa: S608
READ_SESSIONS = f"""
    SELECT n.id, t.store_id, coalesce(n.business_day, {day_by_clock("n.opened_at")}) AS day,
        k.session IS NOT NULL AS is_counted, k.day AS counted_day
    FROM unnest($2::uuid[]) wanted(session)
    CROSS JOIN LATERAL (
        SELECT id, till_id, business_day, opened_at FROM sales_session
        WHERE organization_id = $1 AND id = wanted.session OFFSET 0
    ) n
    JOIN tills_till t ON t.organization_id = $1 AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = $1 AND p.id = t.store_id
    LEFT JOIN LATERAL (
        SELECT session, day FROM insights_session WHERE organization_id = $1 AND session = n.id OFFSET 0
    ) k ON true
    ORDER BY n.id
"""  # noqa: S608
WRITE_SESSIONS = """
    INSERT INTO insights_session (organization_id, session, day)
    SELECT $1, session, day FROM unnest($2::uuid[], $3::date[]) AS known(session, day)
    ON CONFLICT (organization_id, session) DO UPDATE SET day = excluded.day
"""


@dataclass(frozen=True, slots=True)
class Days:
    """Business days of a store (of all of them, when it is null) that are to be counted again."""

    first: date
    last: date
    store: UUID | None


class _Body(msgspec.Struct, frozen=True):
    session: UUID | None = None


class _Entry(msgspec.Struct, frozen=True):
    body: _Body


_ENTRY = msgspec.json.Decoder(_Entry)


async def fold(connection: Connection, organization: UUID) -> int:
    """Add one batch of the log to the sums; answers how many positions it read. 0: nothing is left."""
    async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as read:
        if read.count:
            moved = await _learn_sessions(connection, organization, read)
            await connection.execute(FOLD, organization, read.after, read.last)
            for days in moved:
                await recount(connection, organization, days, upto=read.last)
                await recount_months(connection, organization, days, upto=read.last)
    return read.count


async def recount(connection: Connection, organization: UUID, days: Days, *, upto: int) -> None:
    """Count some days from nothing, as far as the log's position. Inside the transaction that holds the cursor.

    Their months are stale until `recount_months`.
    """
    asked = (organization, days.first, days.last, days.store)
    for clear in CLEAR:
        await connection.execute(clear, *asked)
    await connection.execute(RECOUNT, *asked, upto)


async def recount_months(connection: Connection, organization: UUID, days: Days, *, upto: int) -> None:
    """The months that these days lie in, from the sums of their days, which stand at the same position (`upto`)."""
    first = days.first.replace(day=1)
    last = (days.last.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for statement in (CLEAR_MONTHS, RECOUNT_MONTHS):
        await connection.execute(statement, organization, first, last, days.store)


async def _learn_sessions(connection: Connection, organization: UUID, read: Positions) -> list[Days]:
    """Remember the day of each session that a batch opens or closes; answers what must be counted again for it."""
    entries = await connection.fetch(READ_OPENINGS, organization, read.after, read.last)
    wanted = {session for row in entries if (session := _session_of(row["content"])) is not None}
    if not wanted:
        return []
    known = await connection.fetch(READ_SESSIONS, organization, list(wanted))
    changed = [row for row in known if not row["is_counted"] or row["day"] != row["counted_day"]]
    if changed:
        sessions, days = [row["id"] for row in changed], [row["day"] for row in changed]
        await connection.execute(WRITE_SESSIONS, organization, sessions, days)
    return _joined([days for row in changed if row["is_counted"] for days in _touched(row)])


def _session_of(content: bytes) -> UUID | None:
    """An entry that cannot be read opened no session either."""
    try:
        return _ENTRY.decode(content).body.session
    except msgspec.MsgspecError:
        return None


def _touched(row: asyncpg.Record) -> Iterator[Days]:
    """Where sales of the session counted before, and where they count now."""
    around = timedelta(days=SESSION_DAYS)
    for day in (row["counted_day"], row["day"]):
        if day is not None:
            yield Days(day - around, day + around, row["store_id"])


def _joined(found: Sequence[Days]) -> list[Days]:
    """Each store's days once: two tills of a store that come back together are one recount."""
    joined: list[Days] = []
    for days in sorted(found, key=lambda days: (str(days.store), days.first)):
        before = joined[-1] if joined else None
        if before is not None and before.store == days.store and days.first <= before.last + timedelta(days=1):
            joined[-1] = Days(before.first, max(before.last, days.last), days.store)
        else:
            joined.append(days)
    return joined
