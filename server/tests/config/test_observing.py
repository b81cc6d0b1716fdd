"""Alive, ready, and figures: for machines, and about nobody."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg import sql

from comptoir.config.home import Home
from comptoir.config.migrating import schema_version
from comptoir.config.observing import Observing
from comptoir.platform.backups.plan import Backups, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.metrics import count_entries, count_request
from tests.databases import TestDatabase

TOKEN = "a-long-word-that-only-the-collector-knows"
NOBODY = "host=127.0.0.1 port=1 dbname=none user=none"


def observing(home: Path, database: TestDatabase | None = None, *, token: str = TOKEN) -> Observing:
    if database is None:
        return Observing(NOBODY, NOBODY, Home(home), token)
    return Observing(database.app, database.owner, Home(home), token)


def ask(application: Observing, path: str, authorization: str = "") -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", authorization.encode())] if authorization else []
    asyncio.run(application({"type": "http", "path": path, "headers": headers}, send))
    start, body = sent
    return start["status"], body["body"]


def figures(application: Observing) -> dict[tuple[str, str], float]:
    status, text = ask(application, "/metrics", f"Bearer {TOKEN}")
    assert status == 200
    return {
        (sample.name, ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_alive_asks_nobody(tmp_path: Path) -> None:
    assert ask(observing(tmp_path), "/health/live") == (200, b'{"status": "live"}')


def test_ready_is_a_database_of_this_version(tmp_path: Path, database: TestDatabase) -> None:
    remark = sql.SQL("COMMENT ON TABLE django_migrations IS {}")
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute(remark.format(sql.Literal(schema_version())))
        assert ask(observing(tmp_path, database), "/health/ready") == (200, b'{"status": "ready"}')
        connection.execute(remark.format(sql.Literal("of another version")))
        status, body = ask(observing(tmp_path, database), "/health/ready")
        connection.execute(remark.format(sql.SQL("NULL")))
    assert (status, json.loads(body)["status"]) == (503, "the schema is not this version's")


def test_not_ready_says_why(tmp_path: Path) -> None:
    status, body = ask(observing(tmp_path), "/health/ready")
    assert (status, json.loads(body)["status"]) == (503, "the database does not answer")


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_figures_are_for_who_knows_the_word(tmp_path: Path, given: str) -> None:
    assert ask(observing(tmp_path), "/metrics", given)[0] == 404


def test_without_a_word_there_are_none(tmp_path: Path) -> None:
    for given in ("", "Bearer ", "Bearer"):
        assert ask(observing(tmp_path, token=""), "/metrics", given)[0] == 404


def test_figures_of_a_database_that_is_away(tmp_path: Path) -> None:
    seen = figures(observing(tmp_path))
    assert seen["comptoir_up", ""] == 0
    assert seen["comptoir_disk_free_bytes", ""] > 0
    assert ("comptoir_outbox_rows", "") not in seen
    assert ("comptoir_backup_age_seconds", "") not in seen


def test_figures_count_what_stands_there(tmp_path: Path, database: TestDatabase) -> None:
    backups, now = Backups(tmp_path), datetime.now(UTC)
    backups.note(Run("a", (now - timedelta(hours=2)).isoformat(), Kind.BOOKS, tested=True))
    backups.note(Run("b", (now - timedelta(hours=1)).isoformat(), Kind.BOOKS, tested=True, findings=("short",)))
    before = figures(observing(tmp_path, database))
    count_request("edge", 201, 0.02)
    count_request("edge", 204, 3.0)
    count_entries(["stored", "stored", "quarantined"], 0.004)
    seen = figures(observing(tmp_path, database))

    assert seen["comptoir_up", ""] == 1
    with psycopg.connect(database.owner) as connection:
        [[incidents]] = connection.execute("SELECT count(*) FROM sales_incident WHERE resolved_at IS NULL").fetchall()
    assert seen["comptoir_open_incidents", ""] == incidents
    assert seen["comptoir_database_bytes", ""] > 1_000_000
    # The younger one failed its trial: it is no backup.
    assert 7_190 < seen["comptoir_backup_age_seconds", ""] < 7_300

    def grown(name: str, labels: str) -> float:
        return seen[name, labels] - before.get((name, labels), 0.0)

    assert grown("comptoir_request_seconds_count", "door=edge,status=2xx") == 2
    assert grown("comptoir_request_seconds_bucket", "door=edge,le=0.025,status=2xx") == 1
    assert grown("comptoir_entries_total", "answer=stored") == 2
    assert grown("comptoir_entries_total", "answer=quarantined") == 1
    assert grown("comptoir_batch_seconds_sum", "") == pytest.approx(0.004)
