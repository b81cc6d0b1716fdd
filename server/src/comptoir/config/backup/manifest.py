"""What a backup must hold, counted in the snapshot that it was made of; counted again wherever it is restored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from uuid import UUID

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
HEADS = """
    SELECT organization_id, chain_id, sequence, digest FROM tills_chain_head ORDER BY organization_id, chain_id
"""
LOGS = "SELECT organization_id, size, root FROM platform_tree_head ORDER BY organization_id"
SCHEMA = "SELECT coalesce(obj_description(to_regclass('django_migrations')), '')"


@dataclass(frozen=True, slots=True)
class ChainHeld:
    """How far a chain is in a backup."""

    organization: str
    chain: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands first in a backup of the books."""

    version: str
    taken_at: str
    postgres: int
    schema: str
    organizations: tuple[str, ...]
    tables: dict[str, int]
    chains: tuple[ChainHeld, ...]
    logs: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        return self.tables.get("sales_entry", 0)

    def encode(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()


def decode(text: bytes) -> Manifest:
    """Read what `encode` wrote."""
    said = json.loads(text)
    chains = tuple(ChainHeld(**one) for one in said["chains"])
    return Manifest(**said | {"chains": chains, "organizations": tuple(said["organizations"])})


def count(connection: Connection, *, version: str, taken_at: str) -> Manifest:
    """Count everything, in the transaction that the connection is in."""
    names = [str(name) for (name,) in connection.execute(TABLES).fetchall()]
    tables = {name: _count(connection, name) for name in names}
    organizations = tuple(str(one) for (one,) in connection.execute("SELECT id FROM platform_organization ORDER BY id"))
    (schema,) = connection.execute(SCHEMA).fetchone() or ("",)
    return Manifest(
        version=version,
        taken_at=taken_at,
        postgres=connection.info.server_version // 10_000,
        schema=str(schema),
        organizations=organizations,
        tables=tables,
        chains=tuple(_chains(connection)),
        logs={str(tenant): f"{size} {_hex(root)}" for tenant, size, root in connection.execute(LOGS).fetchall()},
    )


def differences(wanted: Manifest, found: Manifest) -> list[str]:
    """What a restored database has not as it was, a sentence each."""
    said = [
        f"{name}: {wanted.tables.get(name, 0)} rows were there, {found.tables.get(name, 0)} came back"
        for name in sorted(wanted.tables.keys() | found.tables.keys())
        if wanted.tables.get(name, 0) != found.tables.get(name, 0)
    ]
    heads = {(one.organization, one.chain): one for one in found.chains}
    said += [
        f"the chain {one.chain} ended at {one.sequence} and does not end there"
        for one in wanted.chains
        if heads.get((one.organization, one.chain)) != one
    ]
    said += [
        f"the log of {tenant} has another head"
        for tenant in sorted(wanted.logs.keys() | found.logs.keys())
        if wanted.logs.get(tenant) != found.logs.get(tenant)
    ]
    return said


def fingerprint(manifest: Manifest) -> str:
    """A short name of all of it, for a report."""
    return hashlib.sha256(manifest.encode()).hexdigest()[:16]


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


def _chains(connection: Connection) -> Iterator[ChainHeld]:
    for tenant, chain, sequence, digest in connection.execute(HEADS).fetchall():
        assert isinstance(tenant, UUID)
        assert isinstance(chain, UUID)
        assert isinstance(sequence, int)
        yield ChainHeld(str(tenant), str(chain), sequence, _hex(digest))


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else ""
