"""A Comptoir that begins again from a backup: the books in their place, and everybody told that time went back.

What tills delivered after the backup they still hold, and send again (`edge/chains.py`). The log begins a new age (ADR
0039), the feed of the catalogue leaves a gap that no till can stand in, and enrolments leave numbers free.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from comptoir.config.backup.making import verify_books
from comptoir.config.backup.manifest import Manifest
from comptoir.config.backup.restoring import (
    CannotRestore,
    check_books,
    drop_database,
    make_database,
    of_database,
    restore_books,
    scratch_database,
    swap_database,
)
from comptoir.config.database import Addresses
from comptoir.config.home import Home
from comptoir.config.migrating import migrate
from comptoir.platform.backups.recovery import RecoveryKey
from comptoir.platform.backups.sealed_file import Readable
from comptoir.platform.postgres_files import write_private
from comptoir.platform.roles import RolePasswords, ensure_roles

FRESH = "comptoir_restoring"
DRILL = "comptoir_drill"
# More than any shop changes between two backups: a till that stands in the gap loads the catalogue anew.
FEED_GAP = 1_000_000

GAP = """
    INSERT INTO catalog_feed (organization_id, position, kind, subject)
    SELECT organization_id, max(position) + %s, 'settings', organization_id FROM catalog_feed GROUP BY organization_id
"""
NEW_HEAD = "UPDATE platform_tree_head SET note = %s, signed_at = now() WHERE organization_id = %s"


@dataclass(frozen=True, slots=True)
class Begun:
    """What is there again."""

    taken_at: str
    entries: int
    organizations: int
    seconds: int
    verify_seconds: int = 0
    aside: str = ""
    findings: list[str] = field(default_factory=list)


def begin_again(
    home: Home,
    addresses: Addresses,
    source: Readable,
    key: RecoveryKey,
    *,
    name: str | None,
    tell: Callable[[str], None],
) -> Begun:
    """Restore beside what is there, count, and put it in its place; what was there is kept under another name.

    Nothing of the present database is touched before the restored one has been counted.
    """
    began = time.monotonic()
    now = datetime.now(UTC)
    _make_roles(home, addresses)
    make_database(addresses, FRESH)
    owner = of_database(addresses.owner, FRESH)
    try:
        tell("The books are read …")
        manifest = restore_books(source, key, owner=owner, name=name, spool=home.spool)
        if findings := check_books(owner, manifest):
            raise CannotRestore("Not everything came back:\n" + "\n".join(findings[:20]))
        tell_of_roll_back(owner, now)
    except BaseException:
        drop_database(addresses, FRESH)
        raise
    aside = f"comptoir_before_{now:%Y%m%d_%H%M%S}"
    had_one = swap_database(addresses, FRESH, aside)
    note_restore(home, manifest, now)
    tell("The database is brought to this version …")
    migrate(home, addresses)
    from comptoir.platform.schema import gather_statistics

    gather_statistics()
    erase_again_whom_it_brought_back(now)
    return Begun(
        manifest.taken_at, manifest.entries, len(manifest.organizations), round(time.monotonic() - began),
        aside=aside if had_one else "",
    )  # fmt: skip


def drill(
    home: Home,
    addresses: Addresses,
    source: Readable,
    key: RecoveryKey,
    *,
    name: str | None,
    tell: Callable[[str], None],
) -> Begun:
    """Restore into a database that goes away again; count it and read every seal."""
    began = time.monotonic()
    _make_roles(home, addresses)
    with scratch_database(addresses, DRILL) as owner:
        tell("The books are read …")
        manifest = restore_books(source, key, owner=owner, name=name, spool=home.spool)
        findings = check_books(owner, manifest)
        restored = time.monotonic()
        tell("Every entry is read again …")
        findings += verify_books(owner, manifest)
    return Begun(
        manifest.taken_at, manifest.entries, len(manifest.organizations), round(restored - began),
        verify_seconds=round(time.monotonic() - restored), findings=findings,
    )  # fmt: skip


def rolled_back(home: Home, addresses: Addresses) -> int:
    """The database was brought back by other means. Answers how many logs there are."""
    now = datetime.now(UTC)
    count = tell_of_roll_back(addresses.owner, now)
    _note(home, now, taken_at=now.isoformat(timespec="seconds"))
    erase_again_whom_it_brought_back(now)
    return count


def erase_again_whom_it_brought_back(now: datetime) -> int:
    """Customers who were erased after the backup was made: the home remembers them (ADR 0062). Answers how many."""
    from comptoir.privacy.worker import follow_register

    return follow_register(now)


def tell_of_roll_back(owner: str, now: datetime) -> int:
    """A new age of each log, signed before anybody can ask, and a gap in each feed of the catalogue."""
    from comptoir.tills.log_key import begin_age

    with psycopg.connect(owner) as connection:
        heads = connection.execute("SELECT organization_id, size, root FROM platform_tree_head").fetchall()
        for tenant, size, root in heads:
            assert isinstance(tenant, UUID)
            note = begin_age(tenant, int(size), bytes(root), age=int(now.timestamp()))
            connection.execute(NEW_HEAD, [note, tenant])
        connection.execute(GAP, [FEED_GAP])
    return len(heads)


def note_restore(home: Home, manifest: Manifest, now: datetime) -> None:
    """In the home: enrolments that are made from now on leave numbers free for those that the backup does not know."""
    _note(home, now, taken_at=manifest.taken_at)


def _note(home: Home, now: datetime, *, taken_at: str) -> None:
    said = {"restored_at": now.isoformat(timespec="seconds"), "taken_at": taken_at}
    write_private(home.path / "restored.json", json.dumps(said) + "\n")


def _make_roles(home: Home, addresses: Addresses) -> None:
    if addresses.administrator is not None:
        passwords = RolePasswords(owner=home.secret("owner-password"), app=home.secret("app-password"))
        # Into the server's own database: the roles are needed, an empty Comptoir is not.
        ensure_roles(addresses.administrator, database="postgres", passwords=passwords)
