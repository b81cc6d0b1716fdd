"""Make one backup and end: a process of its own, so that its memory and its processor time go when it does.

python -m comptoir.config.backup.now
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from comptoir.config.backup.making import Maker
from comptoir.config.database import DATABASE, Addresses
from comptoir.config.home import Home
from comptoir.config.lineage import die_with_parent
from comptoir.platform.backups.plan import Backups, Run
from comptoir.platform.postgres_files import FileLock

NICER = 10


class BackupRuns(Exception):
    """Another process makes one right now."""


def make_now(home: Home, addresses: Addresses, *, tell: Callable[[str], None]) -> list[Run]:
    """Both files, tested; none without a plan. One process at a time."""
    backups = Backups(home.path)
    plan = backups.read()
    if plan is None:
        return []
    lock = FileLock(home.path / "backups" / ".lock")
    try:
        if not lock.exclusive():
            raise BackupRuns("A backup is being made right now.")
        backups.answer()
        return Maker(home, addresses, plan, tell).make(datetime.now(UTC))
    finally:
        lock.close()


def addresses_of_environment() -> Addresses:
    """As the supervisor gave them to the worker: no superuser's."""
    owner = os.environ["COMPTOIR_OWNER_DATABASE_URL"]
    database = urlsplit(owner).path.lstrip("/") or DATABASE
    return Addresses(None, owner, os.environ["COMPTOIR_APP_DATABASE_URL"], database)


def main(_arguments: list[str]) -> int:
    """As the worker starts it."""
    die_with_parent()
    os.nice(NICER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    import django

    django.setup()
    try:
        runs = make_now(Home.of_environment(), addresses_of_environment(), tell=lambda _: None)
    except BackupRuns:
        return 0
    for run in runs:
        for what in (run.trouble, *run.findings):
            if what:
                print(f"{run.name}: {what}", file=sys.stderr)
    return 0 if all(run.is_good for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
