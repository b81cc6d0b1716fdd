"""The log of each organization against what was signed of it, outside the database.

The log's lines are hashed again, all of them; the root over them must be the one of the stored head, the head must be
signed by this server, and it must be the one that was signed last. So what was taken out, put in or changed shows, also
where somebody who may write everything in the database wrote all of it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, LiteralString
from uuid import UUID

import psycopg

from comptoir.journal.merkle import EMPTY_ROOT, parent_hash
from comptoir.journal.signed_note import NoteUnreadable, read_checkpoint, read_note, signed_at
from comptoir.platform.tree import leaf_of
from comptoir.tills.log_key import log_verifier, read_signed, verifier_of

Connection = psycopg.Connection[tuple[object, ...]]
CHUNK = 5_000

HEADS: Final[LiteralString] = """
    SELECT o.id, h.size, h.root, h.note FROM platform_organization o
    LEFT JOIN platform_tree_head h ON h.organization_id = o.id
    WHERE %s::uuid IS NULL OR o.id = %s ORDER BY o.id
"""
LOG: Final[LiteralString] = """
    SELECT position, topic, subject, digest FROM platform_log WHERE organization_id = %s ORDER BY position
"""
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


def log_faults(
    connection: Connection, organization: UUID | None, *, is_copy: bool = False
) -> Iterator[tuple[UUID, UUID | None, str]]:
    """Whose log, which entry if it is one, and what is wrong. A copy may end before what was signed since."""
    for tenant, size, root, note in connection.execute(HEADS, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        for what in _faults_of(connection, tenant, size, root, note, is_copy=is_copy):
            yield tenant, None, what
    for tenant, position, entry in connection.execute(WITHOUT_ENTRY, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        yield tenant, entry, f"an entry that stands in the log at {position} is missing or is another one"


def _faults_of(
    connection: Connection, tenant: UUID, size: object, root: object, note: object, *, is_copy: bool
) -> Iterator[str]:
    signed = 0 if is_copy else read_signed(tenant).size
    known = size if isinstance(size, int) else 0
    if known < signed:
        yield f"the log's head says {known} lines, and {signed} were signed"
    if not isinstance(root, bytes) or not isinstance(note, str):
        return
    if not _is_signed(tenant, known, root, note, is_copy=is_copy):
        yield "the log's head is not signed by this server"
    found, end = _recount(connection, tenant, known)
    if end < known:
        yield f"the log ends at {end}, and {known} lines were signed"
    elif found != root:
        yield "the log's lines are not those that were signed"


def _is_signed(tenant: UUID, size: int, root: bytes, note: str, *, is_copy: bool) -> bool:
    try:
        read = read_note(note)
        head = read_checkpoint(read.text)
    except NoteUnreadable:
        return False
    # What a copy holds may have been signed in an age before this one.
    verifier = verifier_of(tenant, head.origin) if is_copy else log_verifier(tenant)
    return (head.origin, head.size, head.root) == (verifier.name, size, root) and signed_at(read, verifier) == 0


def _recount(connection: Connection, tenant: UUID, size: int) -> tuple[bytes, int]:
    """The root over the first `size` lines, and where the log ends or has its first hole, at most there."""
    roots = Roots()
    with connection.cursor("comptoir_verify_log") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(LOG, [tenant])
        for position, topic, subject, digest in cursor:
            if roots.size == size or position != roots.size + 1:
                break
            assert isinstance(topic, str)
            assert isinstance(subject, UUID)
            roots.add(leaf_of(topic, subject, digest if isinstance(digest, bytes) else None))
    return roots.root, roots.size
