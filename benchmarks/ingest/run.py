"""comptoir bench ingest: how fast sealed sales become rows, against what PostgreSQL does at best.

Ours and raw take turns in one run, so that what else the machine does falls on both; each figure is the median of
the rounds. Everything is on: seals, prices, foreign keys, row-level security, fsync, synchronous commits.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, LiteralString, TypeAlias

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")

import psycopg
from database import addresses, prepare
from django.db import connections
from load import Load, drive
from machine import Server, cpu_seconds

from comptoir.platform.postgres import Cluster, RunningServer

if TYPE_CHECKING:
    from raw import Raw
    from shops import BenchTill

Figures: TypeAlias = dict[str, float | int | None]

CLIENTS = (1, 8, 32, 128)
RAW_CLIENTS = (1, 8, 32)
FULL_SALES = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often."""

    seconds: float
    rounds: int
    full_sales: int


@dataclass(slots=True)
class Site:
    """A database with a server in front of it."""

    server: Server
    database: RunningServer


@dataclass(slots=True)
class Measured:
    """What the rounds gave, by number of clients."""

    ours: dict[int, list[Load]] = field(default_factory=dict)
    raw: dict[int, list[float]] = field(default_factory=dict)
    refused: int = 0


def main(quick: bool) -> Figures:
    """Measure everything; speaks on stderr."""
    plan = Plan(2, 3, 0) if quick else Plan(4, 5, FULL_SALES)
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as name:
        folder = Path(name)
        cluster = Cluster(folder / "database" / "data")
        database = cluster.start()
        try:
            return _measure(database, folder, plan)
        finally:
            database.stop()
            cluster.destroy()


def _measure(database: RunningServer, folder: Path, plan: Plan) -> Figures:
    home = folder / "home"
    prepare(database, home)
    from raw import Raw
    from shops import BASKETS, RAW_TILLS, SELLING_TILLS, enrol_tills, open_shops

    owner, app = addresses(database, "comptoir")
    _say("making 8 shops and 160 tills")
    shops = open_shops(owner)
    tills = enrol_tills(shops, SELLING_TILLS, "T")
    raw = Raw(database, owner, app, folder)
    raw.install(enrol_tills(shops, RAW_TILLS, "R"))
    # The twins of 32 tills sell in the database that is full; both begin their chains themselves.
    twins = [till.twin() for till in tills[:32]]
    connections.close_all()
    if plan.full_sales:
        _execute(database.url(), "CREATE DATABASE comptoir_full TEMPLATE comptoir OWNER comptoir_owner")
    server = Server(app, owner, home)
    try:
        server.wait()
        site = Site(server, database)
        supply = Supply(tills)
        start_chains(site, tills)
        measured = _rounds(site, supply, raw, plan)
        figures = _figures(measured) | _batches(site, supply, plan, measured)
        figures["full_over_empty"] = None
        if plan.full_sales:
            baskets = BASKETS * RAW_TILLS
            figures["full_over_empty"] = _full_over_empty(site, supply, twins, home, plan, measured, baskets)
    finally:
        server.stop()
    figures["refused"] = measured.refused
    return figures


class Supply:
    """Seals sales for the next run: as many as the server took the last time, and half as many again."""

    def __init__(self, tills: list[BenchTill]) -> None:
        self._tills = tills
        self._rates: dict[tuple[int, int], float] = {}

    def run(self, site: Site, clients: int, seconds: float, entries: int = 1) -> Load:
        """One run; again, with more, when the prepared sales were too few."""
        key = (clients, entries)
        while True:
            rate = self._rates.get(key, 1_000 + 60 * clients)
            each = int(rate * 1.5 * seconds / clients / entries) + 3
            chosen = self._tills[:clients]
            requests = [till.requests(each, entries) for till in chosen]
            app, db = cpu_seconds(site.server.pid), cpu_seconds(site.database.pid)
            load = drive(site.server.port, requests, seconds)
            app, db = cpu_seconds(site.server.pid) - app, cpu_seconds(site.database.pid) - db
            for till, sent in zip(chosen, load.sent, strict=True):
                till.forget(sent * entries)
            if not load.is_exhausted:
                self._rates[key] = load.sales_per_second
                return replace(load, app_seconds=app, db_seconds=db)
            self._rates[key] = rate * 2


def start_chains(site: Site, tills: list[BenchTill]) -> None:
    """The first entry of each chain, which is no sale."""
    load = drive(site.server.port, [[till.wrap([till.till.start_chain().line])] * 2 for till in tills], 0)
    if load.refused:
        raise RuntimeError("the chains could not be started")


def _rounds(site: Site, supply: Supply, raw: Raw, plan: Plan) -> Measured:
    measured = Measured()
    for clients in CLIENTS:
        supply.run(site, clients, 1)
    raw.run(32, 2)
    # Only now: statistics of empty tables would make PostgreSQL check foreign keys by reading whole tables.
    _execute(site.database.url("comptoir"), "VACUUM ANALYZE")
    for number in range(1, plan.rounds + 1):
        for clients in CLIENTS:
            if clients in RAW_CLIENTS:
                measured.raw.setdefault(clients, []).append(raw.run(clients, plan.seconds))
            load = _measured_run(site, supply, clients, plan.seconds, measured)
            measured.ours.setdefault(clients, []).append(load)
            against = measured.raw[clients if clients in RAW_CLIENTS else 32][-1]
            _say(
                f"round {number} of {plan.rounds}, {clients:3} clients: {load.sales_per_second:6.0f} sales/s, "
                f"raw {against:6.0f}, p99 {load.percentile_ms(0.99):.1f} ms, "
                f"client {load.client_us_per_sale:.0f} us a sale"
            )
    return measured


def _measured_run(site: Site, supply: Supply, clients: int, seconds: float, measured: Measured) -> Load:
    load = supply.run(site, clients, seconds)
    measured.refused += load.refused
    return load


def _figures(measured: Measured) -> Figures:
    def ratio(clients: int, raw: int) -> float:
        pairs = zip(measured.ours[clients], measured.raw[raw], strict=True)
        return round(median(load.sales_per_second / best for load, best in pairs), 3)

    at_32 = measured.ours[32]
    return {
        "ratio_1": ratio(1, 1),
        "ratio_8": ratio(8, 8),
        "ratio_32": ratio(32, 32),
        "ratio_128": ratio(128, 32),
        "sales_per_s_1": round(median(load.sales_per_second for load in measured.ours[1])),
        "sales_per_s_8": round(median(load.sales_per_second for load in measured.ours[8])),
        "sales_per_s_32": round(median(load.sales_per_second for load in at_32)),
        "sales_per_s_128": round(median(load.sales_per_second for load in measured.ours[128])),
        "raw_per_s_1": round(median(measured.raw[1])),
        "raw_per_s_8": round(median(measured.raw[8])),
        "raw_per_s_32": round(median(measured.raw[32])),
        "p50_ms_32": round(median(load.percentile_ms(0.5) for load in at_32), 2),
        "p99_ms_32": round(median(load.percentile_ms(0.99) for load in at_32), 2),
        "app_us_per_sale": round(median(load.app_us_per_sale for load in at_32)),
        "db_us_per_sale": round(median(load.db_us_per_sale for load in at_32)),
        "client_us_per_sale": round(median(load.client_us_per_sale for load in at_32)),
    }


def _batches(site: Site, supply: Supply, plan: Plan, measured: Measured) -> Figures:
    """Tills that were away deliver what they have: four of them at once."""
    slow: list[float] = []
    rates: dict[int, list[float]] = {50: [], 500: []}
    for _ in range(plan.rounds):
        for entries in (50, 500):
            load = supply.run(site, 4, plan.seconds, entries)
            measured.refused += load.refused
            rates[entries].append(load.sales_per_second)
            if entries == 50:
                slow.append(load.percentile_ms(0.95))
            _say(f"batches of {entries}: {load.sales_per_second:6.0f} sales/s, p95 {load.percentile_ms(0.95):.0f} ms")
    return {
        "batch50_ms_p95": round(median(slow), 1),
        "sales_per_s_batch50": round(median(rates[50])),
        "sales_per_s_batch500": round(median(rates[500])),
    }


def _full_over_empty(
    empty: Site, supply: Supply, fresh: list[BenchTill], home: Path, plan: Plan, measured: Measured, baskets: int
) -> float:
    """The same shops in two databases, one of them with a million sales: their rounds take turns."""
    from preload import preload

    database = empty.database
    owner, app = addresses(database, "comptoir_full")
    preload(database.url("comptoir_full"), sales=plan.full_sales, baskets=baskets, say=_say)
    server = Server(app, owner, home)
    try:
        server.wait()
        full = Site(server, database)
        start_chains(full, fresh)
        others = Supply(fresh)
        others.run(full, 32, 1)
        ratios = []
        for _ in range(plan.rounds):
            before = supply.run(empty, 32, plan.seconds)
            after = others.run(full, 32, plan.seconds)
            measured.refused += before.refused + after.refused
            ratios.append(after.sales_per_second / before.sales_per_second)
            _say(f"full: {after.sales_per_second:6.0f} sales/s, empty: {before.sales_per_second:6.0f}")
        return round(median(ratios), 3)
    finally:
        server.stop()


def _execute(dsn: str, statement: LiteralString) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    print(json.dumps(main(parser.parse_args().quick), indent=1))
