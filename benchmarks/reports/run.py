"""`comptoir bench reports`: how long a report takes over two years of a chain, and whether its sums are a full recount.

The trade is made by a generator (trade.py). So many lines stand in the ledger and are counted from there; the sums of
the remaining days up to 50,000,000 lines are copies of the counted ones, some weeks earlier: as many rows, as much to
read. `COMPTOIR_BENCH_LINES=50000000` puts all of them in the ledger (some 30 GB, and an hour or more).
`COMPTOIR_BENCH_REPORTS=/a/folder` keeps the chain there: the next run only asks, and has no figures of counting.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeAlias
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
# The database of a bench stands with the bench of ingest.
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "ingest")]

import asyncpg
import psycopg
from database import addresses, prepare
from django.db import connections

from comptoir.platform.postgres import Cluster, RunningServer

Figures: TypeAlias = dict[str, int | float | None]

LINES = 50_000_000
LINES_IN_LEDGER = 1_000_000
STORES, SALES_A_DAY, LAST = 30, 762, date(2026, 11, 1)
QUICK_STORES, QUICK_SALES_A_DAY, QUICK_DAYS, QUICK_COPIES = 4, 60, 14, 2
TAIL_DAYS = 2
COUNTED = ("rebuild_equal", "rebuild_s", "fold_us_per_sale", "lines_in_ledger")
ROUNDS = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the chain is, and how often its weeks are copied behind it."""

    stores: int
    sales_a_day: int
    days: int
    copies: int


def plan_of(*, quick: bool) -> Plan:
    if quick:
        return Plan(QUICK_STORES, QUICK_SALES_A_DAY, QUICK_DAYS, QUICK_COPIES)
    in_ledger = int(os.environ.get("COMPTOIR_BENCH_LINES", LINES_IN_LEDGER))
    weeks = max(1, round(in_ledger / (STORES * SALES_A_DAY * 3 * 7)))
    copies = max(0, -(-LINES // (weeks * 7 * STORES * SALES_A_DAY * 3)) - 1)
    return Plan(STORES, SALES_A_DAY, weeks * 7, copies)


def main(*, quick: bool) -> Figures:
    plan = plan_of(quick=quick)
    kept = os.environ.get("COMPTOIR_BENCH_REPORTS", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="comptoir-bench-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        chains = _texts("SELECT id::text FROM platform_organization")
        counted = dict.fromkeys(COUNTED) if chains else _count(database, plan)
        return _measure(UUID((chains or _texts("SELECT id::text FROM platform_organization"))[0]), plan) | counted
    finally:
        connections.close_all()
        database.stop()
        if not kept:
            cluster.destroy()


def _count(database: RunningServer, plan: Plan) -> Figures:
    """Let the chain trade, count its sums from nothing, behind the tills and once more, and copy them."""
    owner, app = addresses(database, "comptoir")
    # All addresses, before the hours pass: whoever changes the code meanwhile would end the run at its last step.
    importlib.import_module("comptoir.config.urls")
    from trade import found_chain, trade

    first = LAST - timedelta(days=plan.days - 1)
    chain = found_chain(
        owner,
        stores=plan.stores,
        first=first,
        days=plan.days,
        sales_a_day=plan.sales_a_day,
    )
    superuser = database.url("comptoir")
    bulk = plan.days - TAIL_DAYS
    began = time.monotonic()
    position = trade(superuser, chain, first_day=0, days=bulk, say=say)
    _execute(superuser, "VACUUM ANALYZE")
    say(f"traded in {time.monotonic() - began:.0f} s; counting from nothing")
    _set_cursor(superuser, chain.organization, position)
    counting = _rebuild(app, chain.organization)
    say(f"counted in {counting.seconds:.0f} s; following the log")
    trade(superuser, chain, first_day=bulk, days=TAIL_DAYS, say=say)
    sales, seconds = _follow(app, chain.organization)
    say(f"{sales} sales followed in {seconds:.1f} s; counting everything again")
    again = _rebuild(app, chain.organization)
    lines = _number(superuser, "SELECT sum(lines_count + 0) FROM insights_item_day")
    in_ledger = _number(superuser, "SELECT count(*) FROM sales_line")
    assert lines == in_ledger, "a line that no sum knows"
    say(f"counted again in {again.seconds:.0f} s, equal: {again.is_equal}; copying the sums {plan.copies} times")
    _copy_weeks(superuser, plan, first)
    say("added up; keeping what the days have earned")
    _keep_earned(chain.organization)
    say("kept; looking at it as the database does from time to time")
    _execute(superuser, "VACUUM ANALYZE")
    fold_us = round(seconds / sales * 1_000_000)
    return dict(zip(COUNTED, (int(again.is_equal), round(again.seconds, 1), fold_us, in_ledger), strict=True))


def _measure(organization: UUID, plan: Plan) -> Figures:
    """Ask every report of the chain's copied sums."""
    lines = int(_texts("SELECT sum(lines_count + 0)::text FROM insights_item_day")[0])
    say(f"sums of {lines:,} lines; asking")
    times = _ask(organization, LAST - timedelta(days=plan.days * (plan.copies + 1) - 1))
    return {
        "report_p95_ms": round(times[int(len(times) * 0.95)].milliseconds),
        "report_p50_ms": round(median(one.milliseconds for one in times)),
        "report_max_ms": round(times[-1].milliseconds),
        "reports_asked": len(times),
        "lines_in_sums": lines,
        "rows_of_sums": int(_texts(f"SELECT ({_ROWS})::text")[0]),
    }


@dataclass(frozen=True, slots=True)
class Recount:
    """A full recount: how long, and whether every part said what the sums had said."""

    seconds: float
    is_equal: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was asked for, and how long the server took."""

    address: str
    milliseconds: float


def _rebuild(app: str, organization: object) -> Recount:
    from comptoir.insights.rebuilding import rebuild

    async def run() -> Recount:
        connection = await asyncpg.connect(app, server_settings={"jit": "off"})
        began = time.monotonic()
        try:
            parts = [part async for part in rebuild(connection, organization)]  # type: ignore[arg-type]
        finally:
            await connection.close()
        return Recount(time.monotonic() - began, all(part.was_equal for part in parts))

    return asyncio.run(run())


def _follow(app: str, organization: object) -> tuple[int, float]:
    """As the worker does; answers how many positions, and the seconds."""
    from comptoir.insights.fold import fold
    from comptoir.platform.sequencer import AS_LARGE_AS_NOW

    async def run() -> tuple[int, float]:
        connection = await asyncpg.connect(app, server_settings={"jit": "off", **AS_LARGE_AS_NOW})
        read, began = 0, time.monotonic()
        try:
            while step := await fold(connection, organization):  # type: ignore[arg-type]
                read += step
        finally:
            await connection.close()
        return read, time.monotonic() - began

    return asyncio.run(run())


def _keep_earned(organization: object) -> None:
    """As the worker does behind the tills."""
    from comptoir.insights.commands import KeepEarned
    from comptoir.insights.margin import keep_earned

    while keep_earned(KeepEarned(organization=organization, now=datetime.now(UTC))):  # type: ignore[arg-type]
        pass


def _ask(organization: UUID, first: date) -> list[Asked]:
    """Every standard report as a page, of four weeks, a quarter, a year beside the one before, and one store's year."""
    from comptoir.backoffice.report_choice import SLUGS

    client = _signed_in(organization)
    store = _texts(f"SELECT id::text FROM platform_store WHERE organization_id = '{organization}' LIMIT 1")[0]
    found = []
    for _round in range(ROUNDS):
        for slug in SLUGS:
            for query in _periods(first, store):
                address = f"/reports/{slug}?{query}"
                began = time.perf_counter()
                answer = client.get(address)
                taken = (time.perf_counter() - began) * 1_000
                assert answer.status_code == 200, address
                found.append(Asked(address, taken))
    found.sort(key=lambda one: one.milliseconds)
    for one in found[-5:]:
        say(f"{one.milliseconds:.0f} ms {one.address}")
    return found


def _periods(first: date, store: str) -> Iterator[str]:
    weeks, quarter, year = (max(first, LAST - timedelta(days=days)) for days in (27, 90, 364))
    yield f"from={weeks}&to={LAST}"
    yield f"from={weeks}&to={LAST}&compare=before"
    yield f"from={quarter}&to={LAST}"
    yield f"from={year}&to={LAST}&compare=year"
    yield f"from={year}&to={LAST}&store={store}"


def _signed_in(organization: UUID) -> object:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from comptoir.identity.commands import AddMembership, CreateUser
    from comptoir.identity.public import Role, add_membership, create_user
    from comptoir.kernel import new_uuid7

    setup_test_environment()
    user, email = new_uuid7(), f"{new_uuid7()}@bench.example"
    create_user(CreateUser(id=user, email=email, name="Ada", password="quiet-zinc-counter", language="fr"))
    add_membership(
        AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=Role.OWNER)
    )  # fmt: skip
    client = Client()
    answer = client.post("/sign-in", {"email": email, "password": "quiet-zinc-counter"})
    assert answer.status_code == 302
    return client


TABLES = ("sales_hour", "item_day", "tax_day", "tender_day", "list_day", "deed_day", "booked_day")
_ROWS = "SELECT " + " + ".join(f"(SELECT count(*) FROM insights_{table})" for table in (*TABLES, "item_month"))


def _copy_weeks(superuser: str, plan: Plan, first: date) -> None:
    """The same weeks again and again, each time earlier; then the months of all of it.

    Set by set out of what was counted, never out of what was copied before: each row is read once for each copy.
    """
    from comptoir.insights.counting import DAYS, ITEM_MONTH

    with psycopg.connect(superuser, autocommit=True) as connection:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '1GB'"):
            connection.execute(f"SET {setting}".encode())
        # What is written here is written once: a checkpoint every few seconds would write each page many times.
        connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
        connection.execute("SELECT pg_reload_conf()")
        for table in DAYS:
            columns, keys = table.columns, ", ".join(table.keys)
            connection.execute(f"CREATE TEMP TABLE bench_sums AS TABLE {table.table}".encode())
            connection.execute("DELETE FROM bench_sums WHERE day < %s", [first])
            moved = columns.replace("day,", "day - %(days)s AS day,", 1)
            for copy in range(1, plan.copies + 1):
                statement = f"INSERT INTO {table.table} ({columns}) SELECT {moved} FROM bench_sums ORDER BY {keys}"
                connection.execute(statement.encode(), {"days": plan.days * copy})
            connection.execute("DROP TABLE bench_sums")
            say(f"  {table.table}")
        say("copied; adding up the months")
        sums = ", ".join(f"sum({name})" for name, _ in ITEM_MONTH.measures)
        connection.execute("TRUNCATE insights_item_month")
        connection.execute(
            f"INSERT INTO insights_item_month ({ITEM_MONTH.columns})"
            f" SELECT organization_id, date_trunc('month', day)::date, store_id, item, {sums}"
            " FROM insights_item_day GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4".encode()
        )
        connection.execute("ALTER SYSTEM RESET max_wal_size")
        connection.execute("SELECT pg_reload_conf()")


def _set_cursor(superuser: str, organization: object, position: int) -> None:
    from comptoir.insights.fold import CONSUMER

    _execute(
        superuser,
        "INSERT INTO platform_consumer_cursor (organization_id, consumer, position) "
        f"VALUES ('{organization}', '{CONSUMER}', {position})",
    )


def _number(superuser: str, query: str) -> int:
    with psycopg.connect(superuser) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _texts(query: str) -> list[str]:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        return [str(row[0]) for row in connection.execute(query.encode())]


def _execute(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
