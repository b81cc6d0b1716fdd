"""comptoir bench stock: how fast the worth of a million movements is booked again, and whether one article that 200
tills sell at once makes anybody wait.

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent / "ingest")]

import asyncpg
import psycopg
from database import addresses, prepare
from django.db import connections
from load import drive
from machine import Server

from comptoir.platform.postgres import Cluster, RunningServer

Figures = dict[str, int | float | None]

TILLS = 200
SALES_EACH, QUICK_SALES_EACH = 30, 3
MOVEMENTS, QUICK_MOVEMENTS = 1_000_000, 20_000
PATIENCE_SECONDS = 120
# Documents of three lines, as the log brings them: each fiftieth is a delivery with its cost, the others are sales.
MOVES = """
    INSERT INTO stock_movement (organization_id, document, line, store_id, item_id, quantity_milli, reason, moved_at)
    SELECT %(organization)s, d.document, l.line, %(store)s, i.ids[1 + (d.number * 7 + l.line * 131) %% i.many],
        CASE WHEN d.number %% 50 = 0 THEN 60000 ELSE -1000 * (1 + d.number %% 2) END,
        CASE WHEN d.number %% 50 = 0 THEN 'receipt' ELSE 'sale' END,
        timestamptz '2026-01-01' + d.number * interval '90 seconds'
    FROM bench_document d, generate_series(1, 3) AS l(line),
        (SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS many FROM catalog_item
            WHERE organization_id = %(organization)s) i
"""
COSTS = """
    INSERT INTO stock_movement_cost (organization_id, document, line, cost)
    SELECT m.organization_id, m.document, m.line, 6000 + (d.number * 37 + m.line * 11) %% 9000
    FROM bench_document d JOIN stock_movement m ON m.organization_id = %(organization)s AND m.document = d.document
    WHERE m.reason = 'receipt'
"""
LOG = """
    INSERT INTO platform_log (organization_id, position, topic, subject)
    SELECT %(organization)s, number, 'bench', document FROM bench_document
"""
WAITS = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8
    FROM pg_locks WHERE NOT granted AND waitstart IS NOT NULL
"""
TROUBLE = "SELECT deadlocks FROM pg_stat_database WHERE datname = 'comptoir'"


@dataclass(slots=True)
class Waits:
    """The longest that anybody was seen to wait for a lock, and how often was looked."""

    longest_ms: float = 0.0
    looks: int = 0


def main(*, quick: bool) -> Figures:
    """Measure both; speaks on stderr."""
    folder = Path(tempfile.mkdtemp(prefix="comptoir-bench-stock-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        return _at_once(database, folder / "home", quick=quick) | _again(database, quick=quick)
    finally:
        database.stop()
        cluster.destroy()


def _at_once(database: RunningServer, home: Path, *, quick: bool) -> Figures:
    """Every till sells the same article as fast as it is answered; the worker folds and books meanwhile."""
    from shops import Shop, enrol_tills, open_shops

    owner, app = addresses(database, "comptoir")
    each = QUICK_SALES_EACH if quick else SALES_EACH
    say(f"making {TILLS} tills")
    [shop, *_] = open_shops(owner)
    single = Shop(shop.organization, shop.store, [shop.items[0]] * 3)
    tills = enrol_tills([single], TILLS, "S")
    connections.close_all()
    server = Server(app, owner, home)
    try:
        server.wait()
        begin = drive(server.port, [[till.wrap([till.till.start_chain().line])] * 2 for till in tills], 0)
        assert not begin.refused, "the chains could not be started"
        with _worker(app, owner, home), psycopg.connect(database.url("comptoir"), autocommit=True) as eye:
            before = _trouble(eye)
            requests = [till.requests(each, 1) for till in tills]
            say(f"{TILLS} tills sell one article, {each} times each")
            with _watched(database) as waits:
                load = drive(server.port, requests, 3_600)
            sold = -3_000 * TILLS * each
            found = _on_hand(eye, shop.organization, sold)
            retries = load.refused + _trouble(eye) - before
    finally:
        server.stop()
    say(f"  longest wait for a lock {waits.longest_ms:.1f} ms in {waits.looks} looks")
    return {
        "sales": load.sales,
        "retries": retries,
        "lock_wait_max_ms": round(waits.longest_ms, 1),
        "looks": waits.looks,
        "p95_ms": round(load.percentile_ms(0.95), 1),
        "off_milli": found - sold,
    }


@contextmanager
def _worker(app: str, owner: str, home: Path) -> Iterator[None]:
    environment = {
        **os.environ, "COMPTOIR_HOME": str(home), "COMPTOIR_APP_DATABASE_URL": app,
        "COMPTOIR_OWNER_DATABASE_URL": owner,
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "comptoir.config.working"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _watched(database: RunningServer) -> Iterator[Waits]:
    """Look at PostgreSQL's own table of locks, as often as it answers."""
    waits, done = Waits(), threading.Event()

    def look() -> None:
        with psycopg.connect(database.url("comptoir"), autocommit=True) as eye, eye.cursor() as cursor:
            while not done.is_set():
                cursor.execute(WAITS)
                [longest] = cursor.fetchone() or (0.0,)
                waits.longest_ms = max(waits.longest_ms, longest)
                waits.looks += 1
                time.sleep(0.001)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield waits
    finally:
        done.set()
        watcher.join()


def _trouble(eye: psycopg.Connection[tuple[int]]) -> int:
    [deadlocks] = eye.execute(TROUBLE).fetchone() or (0,)
    return deadlocks


def _on_hand(eye: psycopg.Connection[tuple[int]], organization: UUID, expected: int) -> int:
    """What the fold says lies there, once it has come to the end."""
    until, found = time.monotonic() + PATIENCE_SECONDS, 0
    while found != expected and time.monotonic() < until:
        time.sleep(0.2)
        row = eye.execute(
            "SELECT coalesce(sum(on_hand_milli), 0)::int8 FROM stock_level WHERE organization_id = %s", [organization]
        ).fetchone()
        found = row[0] if row else 0
    return found


def _again(database: RunningServer, *, quick: bool) -> Figures:
    """A million movements are booked as the log brings them, and then all of them once more."""
    owner, app = addresses(database, "comptoir")
    many = QUICK_MOVEMENTS if quick else MOVEMENTS
    with psycopg.connect(owner) as connection:
        row = connection.execute(
            "SELECT o.id, s.id FROM platform_organization o JOIN platform_store s ON s.organization_id = o.id "
            "WHERE o.name = 'Bench 1'"
        ).fetchone()
        assert row is not None
        names = {"organization": row[0], "store": row[1]}
        say(f"writing {many} movements")
        connection.execute(
            "CREATE TEMP TABLE bench_document AS SELECT n AS number, gen_random_uuid() AS document "
            f"FROM generate_series(1, {many // 3 + 1}) AS n"
        )
        for statement in (MOVES, COSTS, LOG):
            connection.execute(statement.encode(), names)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    followed, rebuilt, is_equal, shelves = asyncio.run(_book(app, row[0]))
    say(f"  followed in {followed:.1f} s, again in {rebuilt:.1f} s")
    return {
        "movements": 3 * (many // 3 + 1),
        "shelves": shelves,
        "rebuild_equal": int(is_equal),
        # With fewer movements the name would promise what was not measured.
        "rebuild_1m_s": None if quick else round(rebuilt, 1),
        "follow_1m_s": None if quick else round(followed, 1),
    }


async def _book(app: str, organization: UUID) -> tuple[float, float, bool, int]:
    from comptoir.stock.valuing import rebuild, value_stock

    connection = await asyncpg.connect(app, server_settings={"jit": "off"})
    try:
        started = time.monotonic()
        while await value_stock(connection, organization):
            pass
        followed = time.monotonic() - started
        started = time.monotonic()
        is_equal = await rebuild(connection, organization)
        rebuilt = time.monotonic() - started
        async with connection.transaction():
            await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
            shelves: int = await connection.fetchval("SELECT count(*) FROM stock_holding")
    finally:
        await connection.close()
    return followed, rebuilt, is_equal, shelves


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
