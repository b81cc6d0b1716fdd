"""Reads an export into an empty Comptoir: all of it, or nothing. Every row is there again, so every report is equal.

Nothing in the file is believed: each table's bytes must have the digest that was written, its rows must be the one
organization's, and the entries are verified like any others. What people sign in with was left out, so those who own
the shop get a password each.
"""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from comptoir.moving.carried import (
    CHUNK_BYTES,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    ORGANIZATION,
    PEOPLE,
    CannotCarry,
    Connection,
    Table,
    carried_tables,
    schema_of,
)
from comptoir.tills.server_key import remember_server_key

MANIFEST_BYTES_MAX = 16 << 20
# An export has a member for each table and a few files more; its lines shrink to a tenth, not to a hundredth.
MEMBERS_MAX = 2_000
MEMBER_BYTES_MAX = 1 << 40
SMALL_BYTES = 64 << 20
SHRINKS_MAX = 100
SERVER_KEY, SERVER_KEY_BYTES_MAX = "server-key.txt", 1_000


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What an owner signs in with from now on."""

    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Read:
    """What came in."""

    organization: UUID
    name: str
    rows: int
    passwords: list[NewPassword]


def carry_in(
    connection: Connection,
    file: Path,
    *,
    hash_password: Callable[[str], str],
    progress: Callable[[str], None] = lambda _: None,
) -> Read:
    """Read the file in one transaction. The connection must be the owner's."""
    try:
        with zipfile.ZipFile(file) as archive, connection.transaction():
            _judge(archive, file.stat().st_size)
            manifest = _manifest(archive)
            organization = UUID(manifest["organization"]["id"])
            _check_fits(connection, manifest)
            told = {one["name"]: one for one in manifest["tables"]}
            for table in carried_tables(connection):
                progress(table.name)
                _read_table(connection, archive, table, told[table.name], organization)
            _follow_identities(connection)
            # The tree over the log is grown again and signed by this server's key.
            connection.execute(
                "DELETE FROM platform_consumer_cursor WHERE organization_id = %s AND consumer = 'tree'", [organization]
            )
            passwords = _let_in(connection, hash_password)
            _believe(archive)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise CannotCarry(f"This is no export of Comptoir, or it is damaged: {error}") from error
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise CannotCarry(f"This export does not hold together: {error.diag.message_primary or error}") from error
    return Read(organization, manifest["organization"]["name"], sum(one["rows"] for one in told.values()), passwords)


def _judge(archive: zipfile.ZipFile, size: int) -> None:
    """Look at what the file says of its members before one is opened: how many, how large, how much they shrank.

    Python reads no more of a member than it says, so what is said is what is unpacked.
    """
    members = archive.infolist()
    if len(members) > MEMBERS_MAX or len({one.filename for one in members}) != len(members):
        raise ValueError("it has too many members, or one of them twice")
    unpacked = sum(one.file_size for one in members)
    if any(one.file_size > MEMBER_BYTES_MAX for one in members) or unpacked > max(SMALL_BYTES, size * SHRINKS_MAX):
        raise ValueError("its members are too large for the file that they come in")


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > MANIFEST_BYTES_MAX:
        raise ValueError("its manifest is too large")
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or manifest["format_version"] != FORMAT_VERSION:
        raise ValueError("it has another format")
    return manifest


def _check_fits(connection: Connection, manifest: dict[str, Any]) -> None:
    """Nothing may be here yet, and the schema must be the one of the file. The lock keeps a beginning shop out."""
    connection.execute("LOCK TABLE platform_organization, identity_user IN EXCLUSIVE MODE")
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM platform_organization) OR EXISTS (SELECT FROM identity_user)"
    ).fetchone()
    if row is None or row[0]:
        raise CannotCarry("This Comptoir holds a shop already. An export is read into an empty one.")
    here, there = set(schema_of(connection)), set(manifest["schema"])
    if here != there:
        odd = ", ".join(sorted(here ^ there)[:5])
        raise CannotCarry(
            f"Another version of Comptoir wrote this file ({odd}). Read it with that version, then bring it up to date."
        )


def _read_table(
    connection: Connection, archive: zipfile.ZipFile, table: Table, told: dict[str, Any], organization: UUID
) -> None:
    digest = sha256()
    columns = [*(sql.Identifier(column.name) for column in table.columns)]
    target = sql.Identifier(table.name)
    if table.name == PEOPLE:
        # Until they get a password, nobody signs in.
        connection.execute("ALTER TABLE identity_user ALTER COLUMN password SET DEFAULT '!'")
    # What changes is noted by triggers (platform.watching); this changes nothing, it is what was.
    connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(target))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(target, sql.SQL(", ").join(columns))
    with archive.open(table.file) as source, connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            while piece := source.read(CHUNK_BYTES):
                digest.update(piece)
                copy.write(piece)
        rows = cursor.rowcount
    connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(target))
    if table.name == PEOPLE:
        connection.execute("ALTER TABLE identity_user ALTER COLUMN password DROP DEFAULT")
    if digest.hexdigest() != told["sha256"] or rows != told["rows"]:
        raise CannotCarry(f"{table.file} is not as it was written.")
    _check_owner(connection, table, organization)


def _check_owner(connection: Connection, table: Table, organization: UUID) -> None:
    if table.name == PEOPLE:
        return
    column = sql.Identifier("id" if table.name == ORGANIZATION else "organization_id")
    row = connection.execute(
        sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {} <> %s)").format(sql.Identifier(table.name), column),
        [organization],
    ).fetchone()
    if row is None or row[0]:
        raise CannotCarry(f"{table.file} holds rows of another organization.")


def _follow_identities(connection: Connection) -> None:
    """Numbers that the database draws go on behind those that came in."""
    drawn = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns c WHERE table_schema = 'public' "
        "AND is_identity = 'YES' AND EXISTS (SELECT FROM information_schema.columns o WHERE o.table_schema = 'public' "
        "AND o.table_name = c.table_name AND o.column_name = 'organization_id')"
    ).fetchall()
    for table, column in drawn:
        connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), (SELECT coalesce(max({}), 0) + 1 FROM {}), false)")
            .format(sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table))
        )  # fmt: skip


def _believe(archive: zipfile.ZipFile) -> None:
    """Certificates of the shop's chains were signed by the server that it comes from: its key counts here, too."""
    if SERVER_KEY in archive.namelist():
        if archive.getinfo(SERVER_KEY).file_size > SERVER_KEY_BYTES_MAX:
            raise ValueError("its server key is too large")
        remember_server_key(archive.read(SERVER_KEY).decode("ascii").strip())


def _let_in(connection: Connection, hash_password: Callable[[str], str]) -> list[NewPassword]:
    owners = connection.execute(
        "SELECT u.id, u.name, u.email FROM identity_user u JOIN identity_membership m ON m.user_id = u.id "
        "WHERE m.role = 'owner' AND u.is_active ORDER BY u.email"
    ).fetchall()
    made = []
    for key, name, email in owners:
        password = secrets.token_urlsafe(12)
        connection.execute("UPDATE identity_user SET password = %s WHERE id = %s", [hash_password(password), key])
        made.append(NewPassword(name, email, password))
    return made
