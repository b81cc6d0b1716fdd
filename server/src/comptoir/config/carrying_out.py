"""Writes everything of one organization into a file of open formats, in one snapshot, and never more than a piece of a
table at a time in memory. A shop goes on selling meanwhile.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psycopg
from psycopg import sql

from comptoir.config.carried import (
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

ENTRIES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """What an export came to."""

    organization: UUID
    name: str
    tables: int
    rows: int
    entries: int


def carry_out(
    connection: Connection,
    file: Path,
    *,
    organization: UUID | None,
    now: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write the file; it appears when it is whole. The connection must see all tenants (the owner's)."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    draft = file.with_name(f".{file.name}.part")
    try:
        with connection.transaction(), zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED) as archive:
            key, name = _chosen(connection, organization)
            told = []
            for table in carried_tables(connection):
                progress(table.name)
                told.append(_write_table(connection, archive, table, key))
            entries = _write_entries(connection, archive, key)
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


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table, organization: UUID) -> dict[str, Any]:
    digest, rows = sha256(), 0
    with archive.open(table.file, "w", force_zip64=True) as target, connection.cursor() as cursor:
        with cursor.copy(_select(table), [organization] * _places(table)) as copied:
            for piece in copied:
                digest.update(piece)
                target.write(piece)
        rows = cursor.rowcount
    return {
        "name": table.name,
        "file": table.file,
        "rows": rows,
        "sha256": digest.hexdigest(),
        "key": list(table.key),
        "columns": [asdict(column) for column in table.columns],
    }


def _select(table: Table) -> sql.Composed:
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
    return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT (FORMAT csv, HEADER)").format(
        table.column_list, sql.Identifier(table.name), condition, sql.SQL(", ").join(map(sql.Identifier, table.key))
    )


def _places(table: Table) -> int:
    return 2 if table.name == PEOPLE else 1


def _write_entries(connection: Connection, archive: zipfile.ZipFile, organization: UUID) -> int:
    """The lines that tills sent, chain by chain: whoever has the till's key needs nothing else to check them."""
    chains = connection.execute(
        "SELECT e.id, t.code, e.number FROM tills_enrolment e "
        "JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id "
        "WHERE e.organization_id = %s ORDER BY t.code, e.number",
        [organization],
    ).fetchall()
    count = 0
    for chain, code, number in chains:
        name = f"entries/{quote(code, safe='')}-{number}.jsonl"
        with archive.open(name, "w", force_zip64=True) as target, connection.cursor(name="entries") as cursor:
            cursor.itersize = ENTRIES_AT_ONCE
            cursor.execute(
                "SELECT seal, content FROM sales_entry WHERE organization_id = %s AND chain_id = %s "
                "ORDER BY sequence, branch",
                [organization, chain],
            )
            for seal, content in cursor:
                target.write(bytes(seal) + b" " + bytes(content) + b"\n")
                count += 1
    return count
