"""What is wrong now, read from what stands there: nothing is remembered here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from comptoir.alerts.queues import queues
from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.sales.clocks import wrong_clocks
from comptoir.sales.incidents import incident_rows, quarantine_rows
from comptoir.tills.listing import TillRow, till_rows
from comptoir.witnesses.public import alarms

# Longer than an evening, a Sunday and a night; and a till that nobody used for a month is put away, not silent.
SILENT_AFTER = timedelta(hours=36)
PUT_AWAY_AFTER = timedelta(days=28)
UNSENT_AFTER = timedelta(hours=6)
# A backup that is older than so many of its pauses is late; an installation without a plan is reminded.
LATE_PAUSES = 2
DISK_FREE_MIN = 2_000_000_000
DISK_FREE_SHARE_MIN = 0.05


class Trouble(StrEnum):
    """The kinds of alert, the gravest first."""

    CHAIN = "chain"
    QUARANTINE = "quarantine"
    WITNESS = "witness"
    DISK = "disk"
    BACKUP = "backup"
    NO_BACKUP = "no_backup"
    QUEUE = "queue"
    CLOCK = "clock"
    # What the law wants sent to an office outside waits too long (found by whoever knows the office).
    OFFICE = "office"
    UNSENT = "unsent"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Found:
    """One trouble. `subject` tells it from others of its kind; `since`: when it began, as far as anybody knows."""

    kind: Trouble
    since: datetime
    subject: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """What concerns the whole installation; a shop among others on a server is told nothing of it."""

    home: Path

    def troubles(self, now: datetime) -> Iterator[Found]:
        files = Backups(self.home)
        plan, runs = files.read(), files.runs()
        usage = shutil.disk_usage(self.home)
        if usage.free < max(DISK_FREE_MIN, usage.total * DISK_FREE_SHARE_MIN):
            yield Found(Trouble.DISK, now)
        if plan is None:
            yield Found(Trouble.NO_BACKUP, now)
        elif (since := _late_since(plan, runs, now)) is not None:
            yield Found(Trouble.BACKUP, since)


def troubles(organization: UUID, now: datetime, machine: Machine | None) -> list[Found]:
    """Everything of one shop, and of the machine where it is the only one. Inside `reading`."""
    found = [
        *_of_books(organization),
        *_of_work(organization, now),
        *(one for row in till_rows(organization) for one in _of_till(row, now)),
    ]
    return found + (list(machine.troubles(now)) if machine is not None else [])


def _of_books(organization: UUID) -> Iterator[Found]:
    for incident in incident_rows(organization, is_open=True):
        yield Found(Trouble.CHAIN, incident.opened_at, str(incident.id), incident.till_code)
    waiting = quarantine_rows(organization, is_open=True)
    if waiting:
        yield Found(Trouble.QUARANTINE, min(one.received_at for one in waiting), name=str(len(waiting)))
    for alarm in alarms():
        if alarm.seen_at is None:
            yield Found(Trouble.WITNESS, alarm.raised_at, str(alarm.id), alarm.name)


def _of_work(organization: UUID, now: datetime) -> Iterator[Found]:
    for queue in queues(organization):
        if queue.since is not None and queue.is_stuck(now):
            yield Found(Trouble.QUEUE, queue.since, queue.work.value, str(queue.waiting))
    for clock in wrong_clocks(organization, now - PUT_AWAY_AFTER):
        name = f"{clock.code} · {clock.name}" if clock.name else clock.code
        yield Found(Trouble.CLOCK, clock.received_at, str(clock.till), name)


def _of_till(row: TillRow, now: datetime) -> Iterator[Found]:
    if not row.is_active or row.chain is None or row.last_seen_at is None:
        return
    name = f"{row.code} · {row.name}" if row.name else row.code
    if now - PUT_AWAY_AFTER < row.last_seen_at < now - SILENT_AFTER:
        yield Found(Trouble.SILENT, row.last_seen_at, str(row.id), name)
    if row.unsent_count and row.unsent_since is not None and row.unsent_since < now - UNSENT_AFTER:
        yield Found(Trouble.UNSENT, row.unsent_since, str(row.id), name)


def _late_since(plan: Plan, runs: list[Run], now: datetime) -> datetime | None:
    """When the newest good backup became too old; the plan's first pauses are granted."""
    books = [run for run in runs if run.kind is Kind.BOOKS]
    good = [datetime.fromisoformat(run.made_at) for run in books if run.is_good]
    tried = [datetime.fromisoformat(run.made_at) for run in books]
    begun = max(good) if good else (min(tried) if tried else None)
    if begun is None:
        return None
    late = begun + LATE_PAUSES * timedelta(hours=plan.every_hours)
    return late if late < now else None
