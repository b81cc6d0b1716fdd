"""A backup becomes a database again: into one of its own first, counted there, and only then in place of another.

The same way is gone by the test of each backup, by a drill, and when it is meant.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from comptoir.config.backup.dumping import LENGTH_BYTES, DumpFailed, libpq, program
from comptoir.config.backup.manifest import Manifest, count, decode, differences
from comptoir.config.database import Addresses
from comptoir.platform.backups.recovery import Kind, RecoveryKey
from comptoir.platform.backups.sealed_file import FileKey, Readable, SealBroken, read_head, read_sealed
from comptoir.platform.roles import APP, LIMITED, LOOKUP, OWNER

MANIFEST_BYTES_MAX = 64 << 20
# Index builds sort in memory; a database that is only being made needs no wait for the disk at each step.
QUICKLY = "-c synchronous_commit=off -c maintenance_work_mem=256MB -c max_parallel_maintenance_workers=2"
# Each sorts in memory of its own; one table or index is never shared between two.
JOBS = min(4, max(2, os.cpu_count() or 2))


class CannotRestore(Exception):
    """The text says why, for the administrator."""


@dataclass(slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    findings: list[str] = field(default_factory=list)
    verified_entries: int = 0


class _Plain:
    """The plain bytes of a sealed file, as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = b""

    def take(self, size: int) -> bytes:
        while len(self._waiting) < size and (piece := next(self._pieces, b"")):
            self._waiting += piece
        taken, self._waiting = self._waiting[:size], self._waiting[size:]
        return taken

    def rest(self) -> Iterator[bytes]:
        yield self._waiting
        yield from self._pieces


def restore_books(
    source: Readable, key: FileKey | RecoveryKey, *, owner: str, name: str | None, spool: Path
) -> Manifest:
    """Restore into the empty database of `owner` and say what must be in it. `name`: what the file must be called."""
    head = read_head(source)
    if head.kind is not Kind.BOOKS:
        raise CannotRestore(f"{head.name} holds secrets, not the books.")
    if name is not None and head.name != name:
        raise SealBroken(f"This file was made as {head.name}, and lies there as {name}.")
    plain = _Plain(read_sealed(source, head, key))
    length = int.from_bytes(plain.take(LENGTH_BYTES), "big")
    if not 0 < length <= MANIFEST_BYTES_MAX:
        raise SealBroken("The backup does not say what is in it.")
    manifest = decode(plain.take(length))
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Several tables at once need a file that can be read in any order.
    with tempfile.NamedTemporaryFile(dir=spool, prefix="restoring-") as dump:
        for piece in plain.rest():
            dump.write(piece)
        dump.flush()
        _restore(owner, Path(dump.name), manifest)
    return manifest


def check_books(owner: str, manifest: Manifest) -> list[str]:
    """Count everything again where it was restored."""
    with psycopg.connect(owner) as connection:
        found = count(connection, version=manifest.version, taken_at=manifest.taken_at)
    return differences(manifest, found)


@contextmanager
def scratch_database(addresses: Addresses, name: str) -> Iterator[str]:
    """An empty database of the owner's, on the same server, gone afterwards. Answers the owner's address of it."""
    make_database(addresses, name)
    try:
        yield of_database(addresses.owner, name)
    finally:
        drop_database(addresses, name)


def make_database(addresses: Addresses, name: str) -> None:
    """As `ensure_roles` makes the real one: the owner's, with no right for anybody else but to look around."""
    maker = addresses.administrator or addresses.owner
    with psycopg.connect(maker, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                identifier, sql.Identifier(_owner_of(addresses))
            )
        )
    with psycopg.connect(of_database(maker, name), autocommit=True) as connection:
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {LOOKUP}")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {LIMITED}")
        if addresses.administrator is not None:
            connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")


def drop_database(addresses: Addresses, name: str) -> None:
    """Take it away, whoever looks at it."""
    with psycopg.connect(addresses.administrator or addresses.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def swap_database(addresses: Addresses, fresh: str, aside: str) -> bool:
    """Put `fresh` in the place of the database that serves; what was there stays as `aside`. False: there was none.

    Renaming is one step of PostgreSQL: whoever connects finds the one or the other.
    """
    with psycopg.connect(_other_database(addresses), autocommit=True) as connection:
        was_there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [addresses.database]).fetchone()
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        if was_there:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = ANY(%s) AND pid <> pg_backend_pid()",
                [[addresses.database, fresh]],
            )
            connection.execute(rename.format(sql.Identifier(addresses.database), sql.Identifier(aside)))
        connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(addresses.database)))
    return was_there is not None


def of_database(address: str, name: str) -> str:
    """The same server and role, another database."""
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _other_database(addresses: Addresses) -> str:
    return addresses.administrator or of_database(addresses.owner, "postgres")


def _owner_of(addresses: Addresses) -> str:
    return libpq(addresses.owner).get("PGUSER", OWNER)


def _restore(owner: str, dump: Path, manifest: Manifest) -> None:
    with psycopg.connect(owner) as connection:
        major = connection.info.server_version // 10_000
    if major < manifest.postgres:
        raise CannotRestore(
            f"The backup is of PostgreSQL {manifest.postgres}, and this server is {major}: an older one cannot read it."
        )
    settings = libpq(owner)
    command = [
        program("pg_restore", major=major), "--exit-on-error", f"--jobs={JOBS}", f"--dbname={settings['PGDATABASE']}",
        str(dump),
    ]  # fmt: skip
    done = subprocess.run(
        command, env={"LC_ALL": "C", **settings, "PGOPTIONS": QUICKLY},
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise DumpFailed(done.stderr[-2_000:].decode(errors="replace").strip())
