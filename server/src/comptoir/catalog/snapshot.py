"""Snapshots: a store's whole catalogue at one feed position, in pieces that are named by their content.

An item stays in its chunk as long as the number of chunks is the same, so a price change makes one new chunk and
a till loads that one only. Derived: a snapshot may be dropped and built again at any time.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db import connection

from comptoir.catalog.documents import ItemDocument, Placeholders, document, documents_sql
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import Chunk, Snapshot
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import operation

CHUNK_ITEMS = 2_000
KEPT = 4
# A till that loads the catalogue reads at most this many changes behind its snapshot.
STALE_AFTER = 300

_DOCUMENTS = documents_sql(Placeholders("%(organization)s", "%(store)s", "%(position)s"))


@dataclass(frozen=True, slots=True)
class ChunkName:
    """A chunk of a snapshot: SHA-256 of its bytes, and how many items it holds."""

    digest: str
    count: int


@dataclass(frozen=True, slots=True)
class Built:
    """A snapshot as the device door announces it."""

    position: int
    chunks: tuple[ChunkName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSnapshot:
    """Which store's catalogue to build."""

    organization: UUID
    store: UUID


def build(organization: UUID, store: UUID) -> Built:
    """Build a store's catalogue as it is now, and keep it."""
    return build_snapshot(BuildSnapshot(organization=organization, store=store))


@operation
def build_snapshot(command: BuildSnapshot) -> Built:
    """Build and keep a snapshot.

    The position is read first and prices are read up to it. What is committed meanwhile has a later position,
    so the change feed brings it.
    """
    position = newest_position()
    documents = _read(command, position)
    encoded = [(msgspec.json.encode(part), len(part)) for part in divide(documents)]
    bodies = {sha256(body).hexdigest(): body for body, _ in encoded}
    chunks = tuple(ChunkName(sha256(body).hexdigest(), count) for body, count in encoded)
    Chunk.objects.bulk_create(
        [Chunk(organization_id=command.organization, digest=digest, body=body) for digest, body in bodies.items()],
        ignore_conflicts=True,
    )
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                organization_id=command.organization,
                id=new_uuid7(),
                store_id=command.store,
                position=position,
                chunks=[[chunk.digest, chunk.count] for chunk in chunks],
            )
        ],
        ignore_conflicts=True,
    )
    _forget_old(command)
    return Built(position, chunks)


def divide(documents: list[ItemDocument]) -> list[list[ItemDocument]]:
    """Put each item into the chunk that its id names: stable while the catalogue grows by less than twice."""
    count = 1
    while count * CHUNK_ITEMS < len(documents):
        count *= 2
    parts: list[list[ItemDocument]] = [[] for _ in range(count)]
    for item in documents:
        parts[int(item.id[-6:], 16) % count].append(item)
    return [part for part in parts if part]


def _read(command: BuildSnapshot, position: int) -> list[ItemDocument]:
    with connection.cursor() as cursor:
        # After an import the planner has no statistics yet, takes every join for a handful of rows and nests loops:
        # 5,000 products took 20 seconds. Hashing whole tables is right here, where all is read.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            _DOCUMENTS,
            {"organization": command.organization, "store": command.store, "position": position},
        )
        return [document(row) for row in cursor.fetchall()]


def _forget_old(command: BuildSnapshot) -> None:
    """Drop a store's old snapshots, and the chunks that no snapshot names any more.

    Chunks of the last hour stay: a till that has just read an old list is still loading them.
    """
    kept = Snapshot.objects.filter(organization_id=command.organization, store_id=command.store)
    old = kept.order_by("-position").values_list("id", flat=True)[KEPT:]
    if not Snapshot.objects.filter(organization_id=command.organization, id__in=list(old)).delete()[0]:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM catalog_chunk c WHERE c.organization_id = %s AND c.made_at < now() - interval '1 hour'
                AND NOT EXISTS (
                    SELECT 1 FROM catalog_snapshot s WHERE s.organization_id = c.organization_id
                        AND s.chunks @> jsonb_build_array(jsonb_build_array(c.digest)))
            """,
            [command.organization],
        )
