"""What a limit costs: one token taken of a bucket in PostgreSQL, beside the cheapest writes that could be instead.

take_us            `platform_take`, a known asker: an atomic upsert of one row of an UNLOGGED table, in a function
take_new_us        the same, of an asker who was never there
refused_us         the same, of one who has no token left: nothing is written
look_us            whether a token is left, without taking it
raw_unlogged_us    a plain upsert of one row of an UNLOGGED table
raw_logged_us      a plain upsert of one row of an ordinary table, durable
round_trip_us      `SELECT 1`

Medians of single statements on one connection of the embedded database (a Unix socket, its own settings), each kind in
turn, so that all of them see the same machine.

    comptoir bench limits
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

ROUNDS = 4_000
WARM = 200
DURABLE_EACH = 10
RAW = "INSERT INTO {table} VALUES ('k', %s, 1) ON CONFLICT (kind, asker) DO UPDATE SET due_ms = {table}.due_ms + 1"


def main(quick: bool) -> dict[str, object]:
    """Measure on a database of its own."""
    from comptoir.config.database import database_of
    from comptoir.config.home import Home
    from comptoir.config.migrating import migrate

    with tempfile.TemporaryDirectory(prefix="comptoir-limits-") as folder:
        Path(folder).chmod(0o711)
        os.environ["COMPTOIR_HOME"] = str(Path(folder) / "home")
        os.environ.pop("DATABASE_URL", None)
        say("making the database")
        home = Home.of_environment()
        with database_of(home) as addresses:
            migrate(home, addresses)
            with psycopg.connect(addresses.owner, autocommit=True) as owner:
                for kind, table in (("UNLOGGED", "bench_unlogged"), ("", "bench_logged")):
                    owner.execute(f"CREATE {kind} TABLE {table} (LIKE platform_rate INCLUDING ALL)".encode())
                    owner.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO comptoir_app".encode())
            with psycopg.connect(addresses.app, autocommit=True) as app:
                return measure(app, ROUNDS // 10 if quick else ROUNDS)


def measure(app: psycopg.Connection, rounds: int) -> dict[str, object]:
    take = "SELECT platform_take('bench', %s, %s, %s)"
    known, spent = b"known-asker-0000", b"spent-asker-0000"
    app.execute(take, [spent, 10**12, 0])
    number = iter(range(10**9))
    asks: dict[str, Callable[[], object]] = {
        "take_us": lambda: app.execute(take, [known, 1, 10**15]).fetchone(),
        "take_new_us": lambda: app.execute(take, [next(number).to_bytes(16, "big"), 1, 0]).fetchone(),
        "refused_us": lambda: app.execute(take, [spent, 10**12, 0]).fetchone(),
        "look_us": lambda: app.execute("SELECT due_ms FROM platform_rate WHERE kind = 'bench' AND asker = %s", [known]),
        "raw_unlogged_us": lambda: app.execute(RAW.format(table="bench_unlogged").encode(), [known]),
        "raw_logged_us": lambda: app.execute(RAW.format(table="bench_logged").encode(), [known]),
        "round_trip_us": lambda: app.execute("SELECT 1").fetchone(),
    }
    times: dict[str, list[int]] = {name: [] for name in asks}
    for at in range(WARM + rounds):
        for name, ask in asks.items():
            if name == "raw_logged_us" and at % DURABLE_EACH:
                continue  # each waits for the disk
            begun = time.perf_counter_ns()
            ask()
            if at >= WARM:
                times[name].append(time.perf_counter_ns() - begun)
    figures: dict[str, object] = {name: round(statistics.median(found) / 1000) for name, found in times.items()}
    figures["take_p95_us"] = round(statistics.quantiles(times["take_us"], n=20)[-1] / 1000)
    figures["take_by_raw_unlogged"] = round(
        statistics.median(times["take_us"]) / statistics.median(times["raw_unlogged_us"]), 2
    )
    return figures | {"rounds": rounds}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
