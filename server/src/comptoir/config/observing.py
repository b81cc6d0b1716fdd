"""How this Comptoir is, for machines: alive, ready, and its figures.

    /health/live     200 as long as this process answers
    /health/ready    200 when the database answers and has this version's schema, else 503 and why
    /metrics         Prometheus' text, for who knows COMPTOIR_METRICS_TOKEN; without one there is no such address

None says anything of a shop, a till or a person: they are sums over the whole installation.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from comptoir.config.home import Home
from comptoir.config.lineage import SHARED
from comptoir.config.migrating import schema_version
from comptoir.edge.http import Scope, Send, header
from comptoir.platform.backups.plan import Backups

ADDRESSES = ("/health/live", "/health/ready", "/metrics")
SECONDS_MAX = 5
# A device that has not been heard of for 36 hours is silent: longer than an evening, a Sunday and a night.
# What is asked of the database, each one number: name, what it is, how.
ASKED: tuple[tuple[str, str, LiteralString], ...] = (
    ("comptoir_outbox_rows", "Facts that the log has not taken yet.", "SELECT count(*) FROM platform_outbox"),
    ("comptoir_log_lines", "Lines of all logs, as the database estimates them.",
     "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'platform_log'::regclass"),
    ("comptoir_quarantined_entries", "Entries set aside that nobody has decided on.",
     "SELECT count(*) FROM sales_quarantine WHERE state = 'open'"),
    ("comptoir_open_incidents", "Incidents of chains that nobody has closed.",
     "SELECT count(*) FROM sales_incident WHERE resolved_at IS NULL"),
    ("comptoir_devices", "Devices that sold here in the last four weeks.",
     "SELECT count(*) FROM fleet_device WHERE last_seen_at > now() - interval '28 days'"),
    ("comptoir_silent_devices", "Of those, the ones not heard of for 36 hours.",
     "SELECT count(*) FROM fleet_device WHERE last_seen_at > now() - interval '28 days' "
     "AND last_seen_at < now() - interval '36 hours'"),
    ("comptoir_unsent_entries", "Entries that devices said they still hold.",
     "SELECT coalesce(sum(unsent_count), 0) FROM fleet_device"),
    ("comptoir_oldest_unsent_seconds", "Age of the oldest of them.",
     "SELECT coalesce(extract(epoch FROM now() - min(unsent_since)), 0) FROM fleet_device WHERE unsent_count > 0"),
    ("comptoir_jobs_waiting", "Jobs that no worker has begun.",
     "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"),
    ("comptoir_jobs_failed", "Jobs that failed and are kept.",
     "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"),
    ("comptoir_database_bytes", "Size of the database.", "SELECT pg_database_size(current_database())"),
)  # fmt: skip
SCHEMA = "SELECT obj_description(to_regclass('django_migrations'))"


@dataclass(slots=True)
class Observing:
    """Answers the addresses above. `dsn`: of the role that serves; `owner`: of the one that counts over all shops."""

    dsn: str
    owner: str
    home: Home
    token: str = field(repr=False)

    async def __call__(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        if path == "/health/live":
            await _answer(send, 200, {"status": "live"})
        elif path == "/health/ready":
            why = await asyncio.to_thread(self._why_not)
            await _answer(send, 503 if why else 200, {"status": why or "ready"})
        elif not self._may_read(scope):
            await _answer(send, 404, {"status": "not found"})
        else:
            text = await asyncio.to_thread(self._figures)
            await _send(send, 200, CONTENT_TYPE_LATEST, text)

    def _may_read(self, scope: Scope) -> bool:
        given = header(scope, b"authorization") or b""
        return bool(self.token) and hmac.compare_digest(given, b"Bearer " + self.token.encode())

    def _why_not(self) -> str:
        try:
            with _asked(self.dsn) as connection:
                row = connection.execute(SCHEMA).fetchone()
        except psycopg.Error:
            return "the database does not answer"
        return "" if row == (_schema(),) else "the schema is not this version's"

    def _figures(self) -> bytes:
        registry = CollectorRegistry()
        registry.register(Counted(self.owner, self.home))
        if os.environ.get(SHARED):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            return generate_latest(registry)
        return generate_latest(registry) + generate_latest(REGISTRY)


@dataclass(frozen=True)
class Counted(Collector):
    """What stands in the database and on the disk when it is asked. A database that is away is `comptoir_up 0`."""

    owner: str
    home: Home

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("comptoir_disk_free_bytes", "Room on the disk of Comptoir's home.", _free(self.home.path))
        if (age := backup_age(self.home.path)) is not None:
            yield _gauge("comptoir_backup_age_seconds", "Since the newest backup that was tried by a restore.", age)
        try:
            with _asked(self.owner) as connection:
                figures = [(name, about, _number(connection, query)) for name, about, query in ASKED]
        except psycopg.Error:
            yield _gauge("comptoir_up", "Whether the database answers.", 0)
            return
        yield _gauge("comptoir_up", "Whether the database answers.", 1)
        for name, about, value in figures:
            yield _gauge(name, about, value)


def backup_age(home: Path) -> float | None:
    """Seconds since the newest backup that stood its trial; None where there is none."""
    good = [datetime.fromisoformat(run.made_at) for run in Backups(home).runs() if run.is_good]
    return (datetime.now(UTC) - max(good)).total_seconds() if good else None


@cache
def _schema() -> str:
    """Reads every migration once: not before somebody asks."""
    return schema_version()


def _asked(dsn: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        dsn, connect_timeout=SECONDS_MAX, autocommit=True, options=f"-c statement_timeout={SECONDS_MAX * 1_000}"
    )


def _number(connection: psycopg.Connection[tuple[object, ...]], query: LiteralString) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(str(row[0]))


def _free(path: Path) -> float:
    return float(shutil.disk_usage(path).free)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


async def _answer(send: Send, status: int, said: dict[str, str]) -> None:
    await _send(send, status, "application/json", json.dumps(said).encode())


async def _send(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
