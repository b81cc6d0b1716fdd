"""What the page of whoever looks after the computer shows: processes, database, disk, backups, keys, versions."""

import datetime as days
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509

from comptoir.platform.backups.plan import Backups
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.running import Running, read_running
from comptoir.platform.sql import select_one
from comptoir.sales.sent_again import SentAgain, sent_again
from comptoir.tills.listing import TillRow
from comptoir.tills.restored import LastRestore, last_restore

# A certificate is made anew a month before its end; one that is nearer was not.
ENDS_SOON = days.timedelta(days=14)
# So long a restore is news.
TOLD_FOR = days.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Database:
    """PostgreSQL as it answers."""

    version: str
    size_bytes: int
    since: datetime


_DATABASE = """
    SELECT current_setting('server_version'), pg_database_size(current_database()), pg_postmaster_start_time()
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of the shop's own network."""

    name: str
    ends_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Computer:
    """What concerns the whole installation."""

    running: Running | None
    is_worker_alive: bool
    database: Database
    free_bytes: int
    total_bytes: int
    backup_at: datetime | None
    has_plan: bool
    key_since: datetime | None
    certificates: list[Certificate]

    @property
    def started_at(self) -> datetime | None:
        return datetime.fromisoformat(self.running.started_at) if self.running else None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the till, on how many of them; `is_ours`: the one that this server hands out."""

    name: str
    tills: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class RollBack:
    """The books went back to a backup, and what the tills brought since."""

    restore: LastRestore
    sent: list[SentAgain]

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self.sent)


def computer(home: Path, now: datetime) -> Computer:
    """Inside `reading`: the database says what it is."""
    running, usage, files = read_running(home), shutil.disk_usage(home), Backups(home)
    database = select_one(Database, _DATABASE, {})
    assert database is not None
    good = [run for run in files.runs() if run.kind is Kind.BOOKS and run.is_good]
    key = home / "secrets" / "server-key"
    return Computer(
        running=running,
        is_worker_alive=running is not None and running.is_alive("worker"),
        database=database,
        free_bytes=usage.free,
        total_bytes=usage.total,
        backup_at=datetime.fromisoformat(good[-1].made_at) if good else None,
        has_plan=files.read() is not None,
        key_since=datetime.fromtimestamp(key.stat().st_mtime, UTC) if key.exists() else None,
        certificates=sorted(_certificates(home / "tls", now), key=lambda one: one.ends_at),
    )


def versions(tills: Iterable[TillRow], ours: str) -> list[Version]:
    """Of tills that are in use, the most frequent first."""
    counted = Counter(till.app_version for till in tills if till.is_active and till.chain and till.app_version)
    return [Version(name, count, name == ours) for name, count in counted.most_common()]


def roll_back(organization: UUID, now: datetime) -> RollBack | None:
    """While it is news. Inside `reading`."""
    restore = last_restore()
    if restore is None or now - restore.restored_at > TOLD_FOR:
        return None
    return RollBack(restore, sent_again(organization, restore.restored_at))


def _certificates(folder: Path, now: datetime) -> Iterable[Certificate]:
    for path in folder.glob("*/certificate.pem"):
        ends_at = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        yield Certificate(path.parent.name, ends_at, ends_at - now < ENDS_SOON)
