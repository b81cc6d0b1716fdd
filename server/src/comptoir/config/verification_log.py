"""The log of each organization against what was signed of it, outside the database.

The log's lines are hashed again, all of them; the root over them must be the one of the stored head, the head must be
signed by this server, and it must be the one that was signed last. So what was taken out, put in or changed shows, also
where somebody who may write everything in the database wrote all of it anew.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, LiteralString
from uuid import UUID

import psycopg

from comptoir.journal.merkle import EMPTY_ROOT, HASH_BYTES, parent_hash
from comptoir.journal.signed_note import NoteUnreadable, read_checkpoint, read_note, signed_at
from comptoir.platform.tree import TILE_NODES, leaf_of
from comptoir.tills.log_key import Signed, log_name, log_verifier, read_signed, verifier_of

Connection = psycopg.Connection[tuple[object, ...]]
CHUNK = 5_000
# So many odd lines are named one by one.
NAMED_MAX = 1_000

HEADS: Final[LiteralString] = """
    SELECT o.id, h.size, h.root, h.note FROM platform_organization o
    LEFT JOIN platform_tree_head h ON h.organization_id = o.id
    WHERE %s::uuid IS NULL OR o.id = %s ORDER BY o.id
"""
LOG: Final[LiteralString] = """
    SELECT position, topic, subject, digest FROM platform_log WHERE organization_id = %s ORDER BY position
"""
TILE: Final[LiteralString] = (
    "SELECT hashes FROM platform_tree_tile WHERE organization_id = %s AND level = 0 AND number = %s"
)
WITHOUT_ENTRY: Final[LiteralString] = """
    SELECT l.organization_id, l.position, l.subject FROM platform_log l
    WHERE l.topic = 'sales.entry' AND (%s::uuid IS NULL OR l.organization_id = %s) AND NOT EXISTS (
        SELECT 1 FROM sales_entry e
        WHERE e.organization_id = l.organization_id AND e.id = l.subject AND e.digest = l.digest
    ) ORDER BY l.organization_id, l.position
"""


class Roots:
    """The root over the leaves that came so far, in as many hashes as a number of leaves has bits."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        self.size += 1
        level, hashed = 0, leaf
        while self._whole and self._whole[-1][0] == level:
            hashed = parent_hash(self._whole.pop()[1], hashed)
            level += 1
        self._whole.append((level, hashed))

    @property
    def root(self) -> bytes:
        if not self._whole:
            return EMPTY_ROOT
        *before, (_, hashed) = self._whole
        for _, left in reversed(before):
            hashed = parent_hash(left, hashed)
        return hashed


@dataclass(frozen=True, slots=True)
class _Known:
    """A head of the log that is known, and whose word it is."""

    size: int
    root: bytes
    whose: str


def log_faults(
    connection: Connection, organization: UUID | None, heads: Sequence[str] = (), *, is_copy: bool = False
) -> Iterator[tuple[UUID, str, UUID | None, str]]:
    """Whose log, the document (a stretch of the log, or nothing), which entry if it is one, and what is wrong.

    `heads`: signed notes that somebody outside kept. A copy may end before what was signed since.
    """
    for tenant, size, root, note in connection.execute(HEADS, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        yield from _faults_of(connection, tenant, size, root, note, heads, is_copy=is_copy)
    for tenant, position, entry in connection.execute(WITHOUT_ENTRY, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        yield tenant, "", entry, f"an entry that stands in the log at {position} is missing or is another one"


def _faults_of(
    connection: Connection,
    tenant: UUID,
    size: object,
    root: object,
    note: object,
    heads: Sequence[str],
    *,
    is_copy: bool,
) -> Iterator[tuple[UUID, str, UUID | None, str]]:
    remembered = Signed() if is_copy else read_signed(tenant)
    stored = size if isinstance(size, int) else 0
    known = [one for text in heads if (one := _outside(tenant, text)) is not None]
    if remembered.size:
        known.append(_Known(remembered.size, b64decode(remembered.root), "the server remembers"))
    if stored < remembered.size:
        yield tenant, "log", None, f"the log's head says {stored} lines, and {remembered.size} were signed"
    if isinstance(root, bytes) and isinstance(note, str):
        known.append(_Known(stored, root, "the log's head says"))
        if not _is_signed(tenant, stored, root, note, is_copy=is_copy):
            yield tenant, "log", None, "the log's head is not signed by this server"
    counted = _recount(connection, tenant, {one.size for one in known})
    wrong = [one for one in known if counted.roots.get(one.size) != one.root]
    if not wrong:
        yield from ((tenant, "log", entry, what) for entry, what in counted.odd)
        return
    last = max(one.size for one in wrong)
    if counted.size < last:
        yield tenant, "log", None, f"the log ends at {counted.size}, and {last} lines were signed"
    if any(one.size in counted.roots for one in wrong):
        yield tenant, "log", None, "the log's lines are not those that were signed"
    before = max((one.size for one in known if counted.roots.get(one.size) == one.root), default=0)
    first = min(one.size for one in wrong)
    stretch = f"log {before + 1}–{first}"
    whose = min(wrong, key=lambda one: one.size).whose
    yield tenant, stretch, None, f"the lines {before + 1} to {first} are not those of the head that {whose}"
    yield from ((tenant, "log", entry, what) for entry, what in counted.odd)


def _outside(tenant: UUID, text: str) -> _Known | None:
    """A head of this shop that this server signed, of whatever age; others are passed over."""
    try:
        read = read_note(text)
        head = read_checkpoint(read.text)
    except NoteUnreadable:
        return None
    if head.origin.split("/")[:2] != log_name(tenant, 1).split("/"):
        return None
    verifier = verifier_of(tenant, head.origin)
    return _Known(head.size, head.root, "somebody outside kept") if signed_at(read, verifier) == 0 else None


def _is_signed(tenant: UUID, size: int, root: bytes, note: str, *, is_copy: bool) -> bool:
    try:
        read = read_note(note)
        head = read_checkpoint(read.text)
    except NoteUnreadable:
        return False
    # What a copy holds may have been signed in an age before this one.
    verifier = verifier_of(tenant, head.origin) if is_copy else log_verifier(tenant)
    return (head.origin, head.size, head.root) == (verifier.name, size, root) and signed_at(read, verifier) == 0


@dataclass(slots=True)
class _Counted:
    """The roots at the sizes that were asked for; where the log ends or has its first hole; and the lines that are not
    the leaves of the tree in the database.
    """

    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    odd: list[tuple[UUID, str]] = field(default_factory=list)


def _recount(connection: Connection, tenant: UUID, sizes: set[int]) -> _Counted:
    roots, counted = Roots(), _Counted()
    if 0 in sizes:
        counted.roots[0] = EMPTY_ROOT
    end, tile = max(sizes, default=0), b""
    with connection.cursor("comptoir_verify_log") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(LOG, [tenant])
        for position, topic, subject, digest in cursor:
            if roots.size == end or position != roots.size + 1:
                break
            assert isinstance(topic, str)
            assert isinstance(subject, UUID)
            leaf = leaf_of(topic, subject, digest if isinstance(digest, bytes) else None)
            number, place = divmod(roots.size, TILE_NODES)
            if place == 0:
                tile = _tile(connection, tenant, number)
            if tile[place * HASH_BYTES : (place + 1) * HASH_BYTES] != leaf and len(counted.odd) < NAMED_MAX:
                counted.odd.append((subject, f"the log's line {position} is not the leaf of its tree"))
            roots.add(leaf)
            if roots.size in sizes:
                counted.roots[roots.size] = roots.root
    counted.size = roots.size
    return counted


def _tile(connection: Connection, tenant: UUID, number: int) -> bytes:
    row = connection.execute(TILE, [tenant, number]).fetchone()
    return row[0] if row is not None and isinstance(row[0], bytes) else b""
