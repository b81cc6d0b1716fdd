"""`comptoir status`: what an administrator asks first, answered without stopping or starting anything."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from comptoir.config.database import embedded_addresses, external_addresses
from comptoir.config.home import Home, demo_hint, version
from comptoir.platform.running import Running

Connection = psycopg.Connection[tuple[object, ...]]

# What is counted: the table, and what must hold for a row to count.
COUNTS: dict[str, tuple[str, LiteralString]] = {
    "organizations": ("platform_organization", "true"),
    "entries": ("sales_entry", "true"),
    "quarantined_entries": ("sales_quarantine", "state = 'open'"),
    "open_incidents": ("sales_incident", "resolved_at IS NULL"),
    "outbox_rows": ("platform_outbox", "true"),
    "log_positions": ("platform_log", "true"),
}


@dataclass(frozen=True, slots=True)
class UnsentTill:
    """A device that said it still holds entries."""

    device: str
    unsent_count: int
    unsent_since: str


@dataclass(frozen=True, slots=True)
class Status:
    """All that the command says."""

    home: str
    version: str
    is_running: bool
    address: str
    processes: dict[str, int]
    postgres: str
    database_bytes: int
    counts: dict[str, int]
    unsent_tills: list[UnsentTill]


def show_status(*, as_json: bool, is_demo: bool) -> int:
    """Print it; 0 when it runs, 3 when it doesn't (as for services of systemd)."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    status = read_status(home)
    hint = "" if status.postgres or status.is_running else demo_hint(home)
    print(json.dumps(asdict(status), indent=1) if as_json else describe(status) + (hint and f".{hint}"))
    return 0 if status.is_running else 3


def read_status(home: Home) -> Status:
    """Look at the home and, when its database runs, into it."""
    running = home.read_running() if home.is_claimed() else None
    with _connection(home) as connection:
        if connection is None:
            return _status(home, running, postgres="", database_bytes=0, counts={}, unsent=[])
        return _status(
            home,
            running,
            postgres=str(_value(connection, "SELECT current_setting('server_version')")),
            database_bytes=int(str(_value(connection, "SELECT pg_database_size(current_database())"))),
            counts=_counts(connection),
            unsent=_unsent(connection),
        )


def describe(status: Status) -> str:
    """The same for people."""
    lines = [
        f"Comptoir {status.version} in {status.home}",
        f"  {'running: ' + status.address if status.is_running else 'not running'}",
    ]
    if status.postgres:
        lines.append(f"  PostgreSQL {status.postgres}, {status.database_bytes / 1e6:.1f} MB")
    lines += [f"  {_counted(count, name.replace('_', ' '))}" for name, count in status.counts.items()]
    lines += [
        f"  {till.device}: {till.unsent_count} unsent since {till.unsent_since or 'unknown'}"
        for till in status.unsent_tills
    ]
    return "\n".join(lines)


def _counted(count: int, names: str) -> str:
    """`1 organization`, `2 entries`: every name of `COUNTS` ends as one of these two."""
    if count == 1:
        names = f"{names.removesuffix('ies')}y" if names.endswith("ies") else names.removesuffix("s")
    return f"{count} {names}"


def _status(
    home: Home,
    running: Running | None,
    *,
    postgres: str,
    database_bytes: int,
    counts: dict[str, int],
    unsent: list[UnsentTill],
) -> Status:
    return Status(
        home=str(home.path),
        version=running.version if running else version(),
        is_running=running is not None,
        address=running.address if running else "",
        processes=running.processes if running else {},
        postgres=postgres,
        database_bytes=database_bytes,
        counts=counts,
        unsent_tills=unsent,
    )


@contextmanager
def _connection(home: Home) -> Iterator[Connection | None]:
    """The owner's connection; None when there is no database to ask without starting one."""
    if url := os.environ.get("DATABASE_URL"):
        with psycopg.connect(external_addresses(url, home).owner) as connection:
            yield connection
        return
    if not home.cluster.is_running():
        yield None
        return
    server = home.cluster.start()
    try:
        with psycopg.connect(embedded_addresses(server, home).owner) as connection:
            yield connection
    except psycopg.OperationalError:
        yield None  # it runs and holds no schema yet
    finally:
        server.leave()


def _counts(connection: Connection) -> dict[str, int]:
    counts = {}
    for name, (table, condition) in COUNTS.items():
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier(table), sql.SQL(condition))
        counts[name] = int(str(_value(connection, query)))
    return counts


def _unsent(connection: Connection) -> list[UnsentTill]:
    rows = connection.execute(
        "SELECT label, unsent_count, unsent_since FROM fleet_device WHERE unsent_count > 0 ORDER BY unsent_since"
    )
    return [
        UnsentTill(device=str(label), unsent_count=int(str(count)), unsent_since=str(since or ""))
        for label, count, since in rows
    ]


def _value(connection: Connection, query: LiteralString | sql.Composed) -> object:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]
