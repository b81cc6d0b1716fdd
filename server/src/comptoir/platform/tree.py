"""The tree over an organization's log, and its head, signed by a key that no database holds.

It follows the log as stock does. Whole nodes lie in tiles of 256 (C2SP tlog-tiles): the hashes of level 8n side by
side. They are derived: a changed one makes proofs that do not lead to the signed head, which is how it is found.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias
from uuid import UUID

import asyncpg
from django.db import connection as database

from comptoir.journal.merkle import (
    HASH_BYTES,
    Node,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    parents,
    tree_root,
)
from comptoir.platform.follower import ADVANCE, SET_TENANT, next_batch
from comptoir.platform.sequencer import Consumer

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Place: TypeAlias = tuple[int, int]

log = logging.getLogger(__name__)

LEAF_HEADER = "comptoir-log-v1"
CONSUMER = "tree"
BATCH = 2_000
TILE_LEVELS = 8
TILE_NODES = 1 << TILE_LEVELS
LEVELS_MAX = 8

READ = """
    SELECT topic, subject, digest FROM platform_log
    WHERE organization_id = $1 AND position > $2 AND position <= $3 ORDER BY position
"""
READ_TILES = """
    SELECT t.level, t.number, t.hashes FROM platform_tree_tile t
    JOIN unnest($2::int2[], $3::int8[]) asked (level, number) USING (level, number) WHERE t.organization_id = $1
"""
WRITE_TILES = """
    INSERT INTO platform_tree_tile (organization_id, level, number, hashes)
    SELECT $1, level, number, hashes FROM unnest($2::int2[], $3::int8[], $4::bytea[]) kept (level, number, hashes)
    ON CONFLICT (organization_id, level, number) DO UPDATE SET hashes = excluded.hashes
"""
WRITE_HEAD = """
    INSERT INTO platform_tree_head (organization_id, size, root, note, signed_at) VALUES ($1, $2, $3, $4, now())
    ON CONFLICT (organization_id) DO UPDATE
    SET size = excluded.size, root = excluded.root, note = excluded.note, signed_at = excluded.signed_at
"""


class Signer(Protocol):
    """Holds the key, and remembers outside the database what it signed."""

    def signed_size(self, organization: UUID) -> int:
        """Of the head that was signed last; 0: none."""

    def sign(self, organization: UUID, size: int, root: bytes, node: Node) -> str:
        """The head as a signed note. `node` knows the right edges of this tree and of the one signed last."""


class TreeBroken(Exception):
    """A tile that must be there is not, or is too short."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a log as it was signed."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True)
class LogProof:
    """What shows that a line of the log stands in the tree of a signed head. `index` counts from 0."""

    topic: str
    subject: UUID
    index: int
    size: int
    path: tuple[bytes, ...]
    note: str


def leaf_of(topic: str, subject: UUID, digest: bytes | None) -> bytes:
    """The leaf's hash of one line of the log: whoever holds an entry's digest can compute it again."""
    text = f"{LEAF_HEADER}\n{topic}\n{subject}\n{(digest or b'').hex()}\n"
    return leaf_hash(text.encode())


def tree_grower(signer: Signer) -> Consumer:
    """A follower of the log that adds leaves and signs the head over them, in one transaction."""

    async def grow(connection: Connection, organization: UUID) -> int:
        try:
            return await add(connection, organization)
        except TreeBroken:
            # The log is there, and the tree is derived: from its first line again. Whether it still is the tree that
            # was signed, the signer sees.
            log.error("the tree of %s has lost a tile and is grown anew", organization)
            async with connection.transaction():
                await connection.execute(SET_TENANT, str(organization))
                await connection.execute(ADVANCE, organization, CONSUMER, 0)
            return 1

    async def add(connection: Connection, organization: UUID) -> int:
        async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as positions:
            if positions.count:
                rows = await connection.fetch(READ, organization, positions.after, positions.last)
                leaves = [leaf_of(row["topic"], row["subject"], row["digest"]) for row in rows]
                await _grow(connection, organization, positions.after, leaves, signer)
        return positions.count

    return grow


async def _grow(
    connection: Connection, organization: UUID, before: int, leaves: Sequence[bytes], signer: Signer
) -> None:
    edge = sorted({*_edge_of(before), *_edge_of(signer.signed_size(organization))})
    found = await connection.fetch(READ_TILES, organization, [level for level, _ in edge], [place for _, place in edge])
    tiles = {(row["level"], row["number"]): row["hashes"] for row in found}
    changed = add_leaves(tiles, before, leaves)
    size = before + len(leaves)
    node = node_of(tiles | changed)
    root = tree_root(node, size)
    await connection.execute(
        WRITE_TILES,
        organization,
        [level for level, _ in changed],
        [place for _, place in changed],
        list(changed.values()),
    )
    await connection.execute(WRITE_HEAD, organization, size, root, signer.sign(organization, size, root, node))


def add_leaves(tiles: Mapping[Place, bytes], before: int, leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles that change when leaves are added behind `before`; `tiles` holds the right edge."""
    changed: dict[Place, bytes] = {}
    new: Sequence[bytes] = leaves
    for level in range(LEVELS_MAX):
        if not new:
            return changed
        new = _add(tiles, changed, level, before, new)
        before //= TILE_NODES
    raise TreeBroken


def _add(
    tiles: Mapping[Place, bytes], changed: dict[Place, bytes], level: int, before: int, new: Sequence[bytes]
) -> list[bytes]:
    """Put nodes behind the first `before` of their level; answers what each tile that became whole hashes to."""
    place, kept = divmod(before, TILE_NODES)
    hashes = tiles.get((level, place), b"")[: kept * HASH_BYTES] if kept else b""
    if len(hashes) != kept * HASH_BYTES:
        raise TreeBroken
    hashes += b"".join(new)
    whole: list[bytes] = []
    width = TILE_NODES * HASH_BYTES
    for start in range(0, len(hashes), width):
        tile = hashes[start : start + width]
        changed[(level, place + start // width)] = tile
        if len(tile) == width:
            whole.append(_folded(tile, TILE_LEVELS))
    return whole


def node_of(tiles: Mapping[Place, bytes]) -> Node:
    """Nodes out of tiles. Raises `TreeBroken` where one is missing."""

    def node(level: int, index: int) -> bytes:
        tile, rest = divmod(level, TILE_LEVELS)
        start = index << rest
        place, offset = divmod(start, TILE_NODES)
        width = HASH_BYTES << rest
        hashes = tiles.get((tile, place), b"")[offset * HASH_BYTES :][:width]
        if len(hashes) != width:
            raise TreeBroken
        return _folded(hashes, rest)

    return node


def newest_head(organization: UUID) -> Head | None:
    """Inside a reading: the head that was signed last; None of a log that is still empty."""
    with database.cursor() as cursor:
        cursor.execute("SELECT size, root, note FROM platform_tree_head WHERE organization_id = %s", [organization])
        found = cursor.fetchone()
    return Head(found[0], bytes(found[1]), found[2]) if found else None


def place_in_log(organization: UUID, topic: str, subject: UUID) -> int | None:
    """Inside a reading: the first position of a line, counted from 1."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT position FROM platform_log WHERE organization_id = %s AND subject = %s AND topic = %s"
            " ORDER BY position LIMIT 1",
            [organization, subject, topic],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def prove(organization: UUID, topic: str, subject: UUID) -> LogProof | None:
    """Inside a reading: the proof of a line of the log; None while it is not there, or the tree not so far.

    Raises `TreeBroken`.
    """
    position, head = place_in_log(organization, topic, subject), newest_head(organization)
    if position is None or head is None or head.size < position:
        return None
    return prove_under(organization, topic, subject, position, size=head.size, note=head.note)


def prove_under(
    organization: UUID, topic: str, subject: UUID, position: int, *, size: int, note: str
) -> LogProof:  # fmt: skip
    """Inside a reading: the proof under one head that was signed since, this one or an earlier. Raises `TreeBroken`."""
    path = _asked(organization, lambda node: inclusion_proof(node, position - 1, size))
    return LogProof(topic, subject, position - 1, size, tuple(path), note)


def root_of(organization: UUID, size: int) -> bytes:
    """Inside a reading: the root over the first so many lines. Raises `TreeBroken`."""
    [root] = _asked(organization, lambda node: [tree_root(node, size)])
    return root


def read_tile(organization: UUID, level: int, number: int) -> bytes:
    """Inside a reading: the hashes of one tile, as far as the tree has come; empty: it is not there."""
    return _read_tiles(organization, [(level, number)]).get((level, number), b"")


def prove_growth(organization: UUID, earlier: int, size: int) -> list[bytes]:
    """Inside a reading: what shows that nothing before `earlier` changed. Raises `TreeBroken`."""
    return _asked(organization, lambda node: consistency_proof(node, earlier, size))


def _asked(organization: UUID, question: Callable[[Node], list[bytes]]) -> list[bytes]:
    """Ask twice: first only which tiles are needed."""
    needed: set[Place] = set()

    def note_down(level: int, index: int) -> bytes:
        tile, rest = divmod(level, TILE_LEVELS)
        needed.add((tile, (index << rest) // TILE_NODES))
        return bytes(HASH_BYTES)

    question(note_down)
    return question(node_of(_read_tiles(organization, needed)))


def _read_tiles(organization: UUID, places: Iterable[Place]) -> dict[Place, bytes]:
    asked = sorted(places)
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT t.level, t.number, t.hashes FROM platform_tree_tile t"
            " JOIN unnest(%s::int2[], %s::int8[]) asked (level, number) USING (level, number)"
            " WHERE t.organization_id = %s",
            [[level for level, _ in asked], [number for _, number in asked], organization],
        )
        return {(level, number): bytes(hashes) for level, number, hashes in cursor.fetchall()}


def _edge_of(size: int) -> list[Place]:
    """The tiles that may have room behind the first `size` leaves, and those beside the way to the root."""
    return [(level, (size >> (TILE_LEVELS * level)) // TILE_NODES) for level in range(LEVELS_MAX)]


def _folded(hashes: bytes, levels: int) -> bytes:
    nodes = [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]
    for _ in range(levels):
        nodes = list(parents(nodes))
    return nodes[0]
