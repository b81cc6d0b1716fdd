"""Writes everything of one organization into a file of open formats, in one snapshot, and never more than a piece of a
table at a time in memory. A shop goes on selling meanwhile.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psycopg
from psycopg import sql

from comptoir.moving.carried import (
    FORMAT,
    FORMAT_VERSION,
    LEFT_OUT,
    MANIFEST,
    ORGANIZATION,
    PEOPLE,
    CannotCarry,
    Connection,
    Table,
    carried_tables,
    schema_of,
)
from comptoir.moving.proofs import remembered, write_certificate, write_proofs
from comptoir.platform.parquet import Kind, ParquetColumn, Rows, write_parquet

ENTRIES_AT_ONCE = 1_000
ID_BYTES = 16
ROWS_AT_ONCE = 5_000
# What PostgreSQL calls a type: what Parquet calls it, and how its value is drawn. All else is written as text.
TYPES: Mapping[str, tuple[Kind, str]] = {
    "boolean": ("bool", "{}"),
    "smallint": ("int16", "{}"),
    "integer": ("int32", "{}"),
    "bigint": ("int64", "{}"),
    "bytea": ("binary", "{}"),
    "date": ("date", "{} - DATE '1970-01-01'"),
    "timestamp with time zone": ("moment", "(extract(epoch FROM {}) * 1000000)::bigint"),
}
README = """\
Everything of a shop, as Comptoir wrote it.

manifest.json   what is here: every table with its columns, their types, the number of rows and the SHA-256 of the file
tables/         each table as CSV (UTF-8; nothing between two commas is "unknown", "" is an empty text)
parquet/        the same tables with types, for tools that read Parquet
entries/        what each till signed, one entry a line: the signature, a space, the signed bytes; .ids: names in tables
certificates/   whose key sealed which chain, by the word of the server
log/            the signed head of the shop's log, whose lines are in tables/platform_log.csv

`comptoir-verify FILE` checks all of it without Comptoir; how to do so by hand: docs/auditor/export-format.md.
Amounts are integers in the minor units of the currency (1299 is 12.99 EUR), quantities thousandths, tax rates parts per
million, times UTC. `comptoir import FILE` reads it into an empty Comptoir of the same version, and verifies it.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What an export came to."""

    organization: UUID
    name: str
    tables: int
    rows: int
    entries: int


@dataclass(frozen=True, slots=True)
class Step:
    """Where an export is: the table, and how many are behind it. Told again while a large table is written."""

    table: str
    done: int
    tables: int


def carry_out(
    connection: Connection,
    file: Path,
    *,
    organization: UUID | None,
    now: datetime,
    progress: Callable[[Step], None] = lambda _: None,
) -> Written:
    """Write the file; it appears when it is whole. What `progress` raises ends it, and nothing is left of it.

    The owner's connection may leave the organization open when there is one only; the application's sees none but the
    organization's own rows, whatever is asked here.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    draft = file.with_name(f".{file.name}.part")
    with connection.transaction():
        _see_own(connection, organization)
        key, name = _chosen(connection, organization)
    # Before the snapshot: what it holds of the log is never older than what was signed by then.
    last = remembered(key)
    try:
        with connection.transaction(), zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED) as archive:
            _see_own(connection, organization)
            told = []
            tables = carried_tables(connection)
            for number, table in enumerate(tables):
                tell = partial(progress, Step(table.name, number, len(tables)))
                told.append(_write_table(connection, archive, table, key, tell))
            write_proofs(connection, archive, key, last)
            entries = _write_entries(connection, archive, key, partial(progress, Step("", len(tables), len(tables))))
            archive.writestr("README.txt", README)
            manifest = {
                "format": FORMAT,
                "format_version": FORMAT_VERSION,
                "made_at": now.isoformat(),
                "organization": {"id": str(key), "name": name},
                "entries": entries,
                "tables": told,
                "left_out": dict(LEFT_OUT),
                "schema": schema_of(connection),
            }
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        draft.rename(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Written(key, name, len(told), sum(one["rows"] for one in told), entries)


def _see_own(connection: Connection, organization: UUID | None) -> None:
    if organization is not None:
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(organization)])


def _chosen(connection: Connection, organization: UUID | None) -> tuple[UUID, str]:
    rows = connection.execute("SELECT id, name FROM platform_organization ORDER BY name, id").fetchall()
    found = [(key, name) for key, name in rows if organization in (None, key)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotCarry("There is no such organization here.")
    raise CannotCarry(
        "There are several organizations here: choose one with --organization.\n"
        + "\n".join(f"  {key}  {name}" for key, name in found)
    )


def _write_table(
    connection: Connection, archive: zipfile.ZipFile, table: Table, organization: UUID, tell: Callable[[], None]
) -> dict[str, Any]:
    digest, rows = sha256(), 0
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(_select(table, table.column_list))
    tell()
    with archive.open(table.file, "w", force_zip64=True) as target, connection.cursor() as cursor:
        with cursor.copy(statement, [organization] * _places(table)) as copied:
            for number, piece in enumerate(copied):
                if number % ROWS_AT_ONCE == 0:
                    tell()
                digest.update(piece)
                target.write(piece)
        rows = cursor.rowcount
    _write_parquet(connection, archive, table, organization, tell)
    return {
        "name": table.name,
        "file": table.file,
        "parquet": table.parquet,
        "rows": rows,
        "sha256": digest.hexdigest(),
        "key": list(table.key),
        "columns": [asdict(column) for column in table.columns],
    }


def _write_parquet(
    connection: Connection, archive: zipfile.ZipFile, table: Table, organization: UUID, tell: Callable[[], None]
) -> None:
    """The same rows in the same order. They are compressed already, so the archive keeps them as they are."""
    columns = []
    drawn = []
    for column in table.columns:
        kind, drawing = TYPES.get(column.type, ("text", "{}::text"))
        columns.append(ParquetColumn(column.name, kind, column.is_nullable, comment=column.type))
        drawn.append(sql.SQL(drawing).format(sql.Identifier(column.name)))

    def batches() -> Iterator[Rows]:
        with connection.cursor(name="parquet", binary=True) as cursor:
            cursor.execute(_select(table, sql.SQL(", ").join(drawn)), [organization] * _places(table))
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                tell()
                yield rows

    member = zipfile.ZipInfo(table.parquet)
    member.compress_type = zipfile.ZIP_STORED
    with archive.open(member, "w", force_zip64=True) as target:
        write_parquet(target, columns, batches())


def _select(table: Table, columns: sql.Composed) -> sql.Composed:
    """The organization's own rows, by their key: the same rows are the same bytes."""
    match table.name:
        case name if name == ORGANIZATION:
            condition = sql.SQL("id = %s")
        case name if name == PEOPLE:
            condition = sql.SQL(
                "id IN (SELECT user_id FROM identity_membership WHERE organization_id = %s "
                "UNION SELECT user_id FROM identity_employee WHERE organization_id = %s AND user_id IS NOT NULL)"
            )
        case _:
            condition = sql.SQL("organization_id = %s")
    return sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}").format(
        columns, sql.Identifier(table.name), condition, sql.SQL(", ").join(map(sql.Identifier, table.key))
    )


def _places(table: Table) -> int:
    return 2 if table.name == PEOPLE else 1


def _write_entries(
    connection: Connection, archive: zipfile.ZipFile, organization: UUID, tell: Callable[[], None]
) -> int:
    """The lines that tills sent, chain by chain: whoever has the till's key needs nothing else to check them."""
    chains = connection.execute(
        "SELECT e.id, t.code, e.number FROM tills_enrolment e "
        "JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id "
        "WHERE e.organization_id = %s ORDER BY t.code, e.number",
        [organization],
    ).fetchall()
    count = 0
    for chain, code, number in chains:
        name = f"{quote(code, safe='')}-{number}"
        write_certificate(connection, archive, chain, name)
        names = bytearray()
        member = f"entries/{name}.jsonl"
        with archive.open(member, "w", force_zip64=True) as target, connection.cursor(name="entries") as cursor:
            cursor.itersize = ENTRIES_AT_ONCE
            cursor.execute(
                "SELECT id, seal, content FROM sales_entry WHERE organization_id = %s AND chain_id = %s "
                "ORDER BY sequence, branch",
                [organization, chain],
            )
            for entry, seal, content in cursor:
                if count % ENTRIES_AT_ONCE == 0:
                    tell()
                target.write(bytes(seal) + b" " + bytes(content) + b"\n")
                names += entry.bytes
                count += 1
        with archive.open(f"entries/{name}.ids", "w", force_zip64=True) as target:
            for start in range(0, len(names), ID_BYTES):
                target.write(f"{UUID(bytes=bytes(names[start : start + ID_BYTES]))}\n".encode())
    return count
