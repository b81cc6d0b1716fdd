"""Keys that were renewed: each by the old key's word, and nothing of the old key behind its end (ADR 0067)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec
import psycopg

from comptoir.config.verification_chain import Enrolled, Enrolments
from comptoir.journal import JournalError, certificate_digest, parse_envelope, receipt_number

Connection = psycopg.Connection[tuple[object, ...]]
NAMED_MAX = 1_000

WORDS: Final[LiteralString] = """
    SELECT organization_id, id, chain_id, sequence, content FROM sales_entry
    WHERE (%s::uuid IS NULL OR organization_id = %s) AND kind = 'technical_event' AND branch = 0
        AND position('"event":"key_rotated"'::bytea IN content) > 0
    ORDER BY organization_id, chain_id, sequence
"""
BEGUN: Final[LiteralString] = """
    SELECT e.organization_id, e.id, e.chain_id, e.content, n.rotated_from FROM sales_entry e
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    WHERE (%s::uuid IS NULL OR e.organization_id = %s) AND e.sequence = 1 AND e.branch = 0
        AND (n.rotated_from IS NOT NULL OR position('"word":'::bytea IN e.content) > 0)
    ORDER BY e.organization_id, e.chain_id
"""
BEHIND: Final[LiteralString] = """
    SELECT sequence, id FROM sales_entry
    WHERE organization_id = %s AND chain_id = %s AND sequence > %s AND branch = 0 ORDER BY sequence LIMIT %s
"""
Fault = tuple[UUID, str, UUID, str]


class Word(msgspec.Struct, frozen=True):
    """What the old key says."""

    event: str = ""
    chain: str = ""
    public_key: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A chain that began by a renewal, or says that it did."""

    organization: UUID
    entry: UUID
    chain: UUID
    previous: UUID | None
    word: int
    ended: int


_DECODER = msgspec.json.Decoder(Word)


def rotation_faults(connection: Connection, organization: UUID | None, enrolments: Enrolments) -> Iterator[Fault]:
    """Whose, which document, its identifier, and what is wrong."""
    words: dict[tuple[UUID, UUID, int], Word] = {}
    for tenant, entry, chain, sequence, content in connection.execute(WORDS, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        assert isinstance(chain, UUID)
        assert isinstance(sequence, int)
        word = _word(content)
        if word is None:
            continue
        words[tenant, chain, sequence] = word
        if not _fits(word, _enrolled(enrolments, tenant, word.chain)):
            what = "it names a key that the chain which it names does not have"
            yield tenant, _document(enrolments, tenant, chain, sequence), entry, what
    for row in connection.execute(BEGUN, [organization, organization]).fetchall():
        yield from _begun_faults(connection, enrolments, words, _begun(row))


def _begun_faults(
    connection: Connection, enrolments: Enrolments, words: dict[tuple[UUID, UUID, int], Word], begun: _Begun
) -> Iterator[Fault]:
    tenant, previous = begun.organization, begun.previous
    word = None if previous is None else words.get((tenant, previous, begun.word))
    if previous is None or word is None or word.chain != str(begun.chain):
        document = _document(enrolments, tenant, begun.chain, 1)
        yield tenant, document, begun.entry, "its key follows another one without that key's word"
        return
    for sequence, entry in connection.execute(BEHIND, [tenant, previous, begun.ended, NAMED_MAX]).fetchall():
        assert isinstance(sequence, int)
        assert isinstance(entry, UUID)
        what = f"it stands behind the end of its chain: the key was renewed at {begun.ended}"
        yield tenant, _document(enrolments, tenant, previous, sequence), entry, what


def _begun(row: Any) -> _Begun:
    tenant, entry, chain, content, rotated_from = row
    try:
        body = dict(parse_envelope(content).parse_body())
    except JournalError:
        body = {}
    previous = _uuid(body.get("previous_chain")) or rotated_from
    head = body.get("previous_head")
    ended = head.get("sequence", 0) if isinstance(head, dict) else 0
    word = body.get("word", 0)
    return _Begun(
        tenant, entry, chain, previous, word if isinstance(word, int) else 0, ended if isinstance(ended, int) else 0
    )


def _word(content: object) -> Word | None:
    assert isinstance(content, bytes)
    try:
        word = _DECODER.decode(parse_envelope(content).body)
    except (JournalError, msgspec.DecodeError):
        return None
    return word if word.event == "key_rotated" else None


def _fits(word: Word, enrolled: Enrolled | None) -> bool:
    if enrolled is None:
        return False
    return (word.public_key, word.certificate) == (enrolled.key, certificate_digest(enrolled.certificate))


def _enrolled(enrolments: Enrolments, organization: UUID, chain: str) -> Enrolled | None:
    found = _uuid(chain)
    return None if found is None else enrolments.of(organization, found)


def _document(enrolments: Enrolments, organization: UUID, chain: UUID, sequence: int) -> str:
    enrolled = enrolments.of(organization, chain)
    return receipt_number(enrolled.code, enrolled.number, sequence) if enrolled else receipt_number("?", 0, sequence)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
