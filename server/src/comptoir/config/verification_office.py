"""The office's chain: its bytes, their order, the server's signature, their place in the log, what closings say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, LiteralString
from uuid import UUID

import psycopg

from comptoir.config.verification_closings import PeriodClosings
from comptoir.journal.office import EMPTY, is_signed, office_digest
from comptoir.sales.periods import KIND
from comptoir.tills.server_key import server_key

Connection = psycopg.Connection[tuple[object, ...]]

ENTRIES: Final[LiteralString] = """
    SELECT o.organization_id, o.id, o.sequence, o.kind, o.digest, o.content, o.signature,
        EXISTS (SELECT 1 FROM platform_log l WHERE l.organization_id = o.organization_id AND l.subject = o.id
            AND l.digest = o.digest)
        OR EXISTS (SELECT 1 FROM platform_outbox x WHERE x.organization_id = o.organization_id AND x.subject = o.id
            AND x.digest = o.digest)
    FROM tills_office_entry o WHERE %s::uuid IS NULL OR o.organization_id = %s
    ORDER BY o.organization_id, o.sequence
"""
CUT: Final[LiteralString] = """
    SELECT l.organization_id, l.subject, l.position FROM platform_log l
    WHERE l.topic = 'office.entry' AND (%s::uuid IS NULL OR l.organization_id = %s) AND NOT EXISTS (
        SELECT 1 FROM tills_office_entry o
        WHERE o.organization_id = l.organization_id AND o.id = l.subject AND o.digest = l.digest
    )
"""


def office_faults(connection: Connection, organization: UUID | None) -> Iterator[tuple[UUID, str, UUID, str]]:
    """Whose, which document, its identifier, and what is wrong."""
    key = server_key().public_key()
    before: dict[UUID, tuple[int, str]] = {}
    closings = PeriodClosings(connection)
    for row in connection.execute(ENTRIES, [organization, organization]).fetchall():
        tenant, entry, sequence, kind, digest, content, signature, is_logged = row
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        assert isinstance(sequence, int)
        assert isinstance(digest, bytes)
        assert isinstance(content, bytes)
        assert isinstance(signature, bytes)
        last, previous = before.get(tenant, (0, EMPTY))
        found = []
        if office_digest(content) != digest:
            found.append("its bytes do not have the stored digest")
        if not is_signed(key, content, signature):
            found.append("its signature is not this server's")
        said = _said(content)
        if (said.get("organization"), said.get("sequence"), said.get("kind")) != (str(tenant), sequence, kind):
            found.append("it stands elsewhere than its bytes say")
        if sequence != last + 1 or said.get("previous") != previous:
            found.append("the entry before it, which it names, is missing or is another one")
        if not is_logged:
            found.append("neither log nor outbox knows it")
        if kind == KIND:
            found += closings.faults(tenant, content)
        before[tenant] = (sequence, digest.hex())
        for what in found:
            yield tenant, f"S-{sequence}", entry, what
    for tenant, entry, position in connection.execute(CUT, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        yield tenant, "office", entry, f"an entry that stands in the log at {position} is missing or is another one"


def _said(content: bytes) -> dict[str, object]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
