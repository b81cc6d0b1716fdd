"""The books in one file: what is in it is counted, then PostgreSQL's own dump, both of one moment, while shops sell."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from comptoir.config.backup.manifest import Manifest, count
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.backups.sealed_file import PIECE_BYTES, FileKey, SealedWriter
from comptoir.platform.postgres import PostgresUnavailable, locate

LENGTH_BYTES = 8


class DumpFailed(Exception):
    """PostgreSQL's program ended with an error; the text is its own."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """What was written, and the key with which this process may read it again."""

    manifest: Manifest
    key: FileKey


def dump_books(owner: str, target: BinaryIO, *, name: str, public: bytes, version: str, now: datetime) -> Dumped:
    """Write a sealed backup of the database. The connection is the owner's, who sees all tenants."""
    made_at = now.isoformat(timespec="seconds")
    with psycopg.connect(owner) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            manifest = count(connection, version=version, taken_at=made_at)
            sealed = SealedWriter(target, name=name, kind=Kind.BOOKS, made_at=made_at, public=public)
            text = manifest.encode()
            sealed.write(len(text).to_bytes(LENGTH_BYTES, "big") + text)
            _dump(owner, sealed, snapshot=str(snapshot), major=manifest.postgres)
            sealed.close()
    return Dumped(manifest, sealed.key)


def program(name: str, *, major: int) -> str:
    """PostgreSQL's program of a server's version, or a newer one."""
    binaries = locate(major=major)
    if binaries.major < major:
        raise PostgresUnavailable(f"The database is PostgreSQL {major}; its {name} is not here ({binaries.version}).")
    path = binaries.folder / name
    if not path.exists():
        raise PostgresUnavailable(f"{name} is not in {binaries.folder}; install PostgreSQL's client programs.")
    return str(path)


def libpq(address: str) -> dict[str, str]:
    """An address as environment: on a command line every account of the machine would read the password."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    said = {
        "PGHOST": query.get("host") or parts.hostname or "",
        "PGPORT": query.get("port") or str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PGSSLMODE": query.get("sslmode", ""),
        "PGSSLROOTCERT": query.get("sslrootcert", ""),
    }
    return {name: value for name, value in said.items() if value}


def _dump(owner: str, sealed: SealedWriter, *, snapshot: str, major: int) -> None:
    command = [program("pg_dump", major=major), "--format=custom", "--compress=1", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, env={"LC_ALL": "C", **libpq(owner)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=errors,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            while piece := process.stdout.read(PIECE_BYTES):
                sealed.write(piece)
        finally:
            process.stdout.close()
            process.wait()
        if process.returncode != 0:
            errors.seek(0)
            raise DumpFailed(errors.read()[-2_000:].decode(errors="replace").strip())
