"""What an organization has, as one looks for it elsewhere: a digest of its rows, its identifiers, its words."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

_UUID = re.compile(rb"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
REFUSED = ",identity.right_refused,"
_COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name = 'uuid'
    ORDER BY 1, 2
"""


def uuid_columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Of every tenant table, and of the organization's own."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(_COLUMNS).fetchall():
        found.setdefault(table, []).append(column)
    return {
        table: columns
        for table, columns in found.items()
        if "organization_id" in columns or table == "platform_organization"
    }


def _owner() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"])


def _key(table: str) -> sql.Identifier:
    return sql.Identifier("id" if table == "platform_organization" else "organization_id")


def digests(organization: UUID, tables: Iterable[str] | None = None) -> dict[str, str]:
    """What stands in each tenant table of an organization, but that somebody was refused: that is noted on purpose."""
    found = {}
    with _owner() as connection:
        for table in tables or uuid_columns(connection):
            asked = sql.SQL("SELECT t::text FROM {} t WHERE {} = %s ORDER BY 1").format(
                sql.Identifier(table), _key(table)
            )
            rows = [row for row in connection.execute(asked, [organization]).fetchall() if REFUSED not in str(row[0])]
            found[table] = sha256(repr(rows).encode()).hexdigest()
    return found


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [table for table in before if before[table] != after[table]]


def identifiers(organization: UUID) -> frozenset[UUID]:
    """Every identifier that stands in a row of the organization, and in none of any other: nobody else may be told."""
    found: dict[bool, set[UUID]] = {True: set(), False: set()}
    with _owner() as connection:
        for table, columns in uuid_columns(connection).items():
            for column in columns:
                asked = sql.SQL("SELECT DISTINCT {} = %s, {} FROM {} WHERE {} IS NOT NULL").format(
                    _key(table), sql.Identifier(column), sql.Identifier(table), sql.Identifier(column)
                )
                for is_own, value in connection.execute(asked, [organization]).fetchall():
                    found[is_own].add(value)
    assert len(found[True]) > 100
    return frozenset(found[True] - found[False])


def said_in(body: bytes) -> Iterator[UUID]:
    """The identifiers that stand in an answer or a request."""
    return (UUID(text.decode()) for text in _UUID.findall(body))


class Secrets:
    """What nobody but the organization may be told."""

    def __init__(self, organization: UUID, words: Mapping[str, str]) -> None:
        self.organization = organization
        self.identifiers = identifiers(organization)
        self.words = {name: text.encode() for name, text in words.items()}

    def told(self, answer: bytes, request: bytes) -> list[str]:
        """What an answer says of it. What somebody sent may be repeated to them."""
        known = set(said_in(request))
        found = {str(one) for one in said_in(answer) if one in self.identifiers and one not in known}
        return sorted(found) + [name for name, word in self.words.items() if word in answer and word not in request]
