"""What an export holds, for who writes it and who reads it: each table of an organization as CSV, and a manifest.

manifest.json              what this is, of whom, of which schema, and every table with its columns and its digest
tables/<table>.csv         RFC 4180 in UTF-8 as PostgreSQL writes it: nothing is NULL, "" is an empty text
parquet/<table>.parquet    the same rows, typed, for who works with the figures; only the CSV is read in again
entries/<till>-<n>.jsonl   each chain as its till sealed it: the seal, a space, the signed bytes; one entry a line

What else somebody outside needs to check it stands in `proofs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

FORMAT = "comptoir-export"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
CHUNK_BYTES = 1 << 20
Connection = psycopg.Connection[Any]

# What proves who somebody or something is stays here: a file is copied, lost and mailed.
LEFT_OUT: Mapping[str, str] = {
    "api_kept_answer": "answers to programs that were to be told again",
    "identity_api_token": "tokens of programs: make new ones",
    "moving_export": "files like this one, made before",
    "identity_sign_on_provider": "the company's sign-in: enter its secret anew",
    "links_hook": "by what calls of providers are checked: enter their secrets anew",
    "links_hook_event": "what providers called about",
    "links_link": "payment links: their providers’ accounts stay here",
    "links_try": "who was under way to pay a link",
    "payments_provider_account": "accounts with payment providers: enter their secrets anew",
    "payments_provider_terminal": "their terminals: the provider names them again",
    "payments_terminal_attempt": "what was asked of them: what tills told of it is in payments_card_attempt",
    "platform_tree_head": "signed by the server that wrote the file; whoever reads it signs its own",
    "platform_tree_tile": "the tree over the log, grown again from the log",
    "staff_secret": "PINs and badges: set new ones",
    "webhooks_endpoint": "who hears of what, under this server's secrets: add the programs anew",
    "webhooks_message": "what programs were told",
    "witnesses_alarm": "what witnesses said of the log of the server that wrote the file",
    "witnesses_cosignature": "of heads that the server that wrote the file had signed",
    "witnesses_witness": "who cosigns that log: name them anew, for a log that another key signs",
    "tills_agentcode": "codes that were good for ten minutes",
    "tills_enrolmentcode": "codes that were good for ten minutes",
}
ORGANIZATION = "platform_organization"
PEOPLE = "identity_user"
# Without what they sign in with.
PEOPLE_COLUMNS = ("id", "email", "name", "language", "is_active")


class CannotCarry(Exception):
    """The text says why, for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, in PostgreSQL's words."""

    name: str
    type: str
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is carried, its columns in the order of its file, and its key, by which its rows are sorted."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"tables/{self.name}.csv"

    @property
    def parquet(self) -> str:
        return f"parquet/{self.name}.parquet"

    @property
    def column_list(self) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(column.name) for column in self.columns)


def carried_tables(connection: Connection) -> list[Table]:
    """Every table that holds rows of organizations, each behind those that its keys lead to."""
    names = [
        row[0]
        for row in connection.execute(
            # Not from information_schema: it hides what the asking role may not read, and then it would be missing.
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
            "AND a.attname = 'organization_id' AND NOT a.attisdropped ORDER BY 1"
        )
    ]
    wanted = {*names, ORGANIZATION, PEOPLE} - set(LEFT_OUT)
    return [_table(connection, name) for name in _in_order(connection, wanted)]


def schema_of(connection: Connection) -> list[str]:
    """The migrations that made the schema: a file is read by the version that wrote it."""
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def _in_order(connection: Connection, wanted: set[str]) -> list[str]:
    from graphlib import TopologicalSorter

    needs: TopologicalSorter[str] = TopologicalSorter({name: set() for name in sorted(wanted)})
    keys = connection.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
    )
    for table, target in keys:
        if table != target and {table, target} <= wanted:
            needs.add(table, target)
    return list(needs.static_order())


def _table(connection: Connection, name: str) -> Table:
    columns = tuple(
        Column(column, kind, is_nullable)
        for column, kind, is_nullable in connection.execute(
            "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [name],
        )
        if name != PEOPLE or column in PEOPLE_COLUMNS
    )
    key = tuple(
        row[0]
        for row in connection.execute(
            "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(number, place) "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
            "WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY k.place",
            [name],
        )
    )
    return Table(name, columns, key)
