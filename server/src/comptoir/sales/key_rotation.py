"""Follows a change of keys in what is stored: the old key's word, and where the new chain says that the old ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from comptoir.journal import EntryTooDeep, EntryTooLarge, EntryUnreadable, Envelope, parse_envelope
from comptoir.platform.tenancy import operation
from comptoir.sales.bodies import BodyNotUnderstood, decode_body
from comptoir.sales.models import Entry
from comptoir.tills.rotating import Rotation, end_chain, put_in_force, rotation_from

# A till seals the word at once; what it sells until that is acknowledged stands behind it.
LOOKED_BACK = 5_000


class Step(StrEnum):
    """How far a change of keys is."""

    NONE = "none"
    WAITING = "waiting"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FollowRotation:
    """Look at what is stored of the change that a chain takes part in."""

    organization: UUID
    chain: UUID
    now: datetime


class Word(msgspec.Struct, frozen=True):
    """What the old key says of the new one."""

    event: str = ""
    chain: UUID | None = None
    public_key: str = ""
    certificate: str = ""


class _Head(msgspec.Struct, frozen=True):
    sequence: int = 0
    digest: str = ""


class _Began(msgspec.Struct, frozen=True):
    event: str = ""
    previous_chain: UUID | None = None
    previous_head: _Head = _Head()


_WORD, _BEGAN = msgspec.json.Decoder(Word), msgspec.json.Decoder(_Began)


@operation
def follow_rotation(command: FollowRotation) -> Step:
    """Take the next step if what is stored allows it; a repeat finds it taken."""
    rotation = rotation_from(command.chain)
    if rotation is None:
        return Step.NONE
    if rotation.is_waiting:
        word = _word_for(command.organization, rotation)
        if word is None:
            return Step.WAITING
        put_in_force(rotation, sequence=word.sequence, digest=bytes(word.digest).hex(), now=command.now)
    if rotation.is_ended:
        return Step.ENDED
    began = _began(command.organization, rotation)
    if began is None:
        return Step.IN_FORCE
    end_chain(rotation, sequence=began)
    return Step.ENDED


def _word_for(organization: UUID, rotation: Rotation) -> Entry | None:
    """The entry of the old chain that names exactly this key, chain and certificate."""
    events = Entry.objects.filter(
        organization_id=organization, chain_id=rotation.previous, kind="technical_event", branch=0
    ).order_by("-sequence")
    for entry in events[:LOOKED_BACK]:
        envelope = _read(bytes(entry.content))
        word = _decoded(envelope)
        said = (word.event, word.chain, word.public_key, word.certificate) if word else None
        if said == ("key_rotated", rotation.chain, rotation.public_key, rotation.certificate):
            return entry
    return None


def _began(organization: UUID, rotation: Rotation) -> int | None:
    """Where the first entry of the new chain says that the old one ends, if that entry is stored there."""
    first = Entry.objects.filter(organization_id=organization, chain_id=rotation.chain, sequence=1, branch=0).first()
    envelope = None if first is None else _read(bytes(first.content))
    if envelope is None:
        return None
    try:
        began = decode_body(_BEGAN, envelope.body)
    except BodyNotUnderstood:
        return None
    head = began.previous_head
    if began.previous_chain != rotation.previous or len(head.digest) != 64:
        return None
    is_there = Entry.objects.filter(
        organization_id=organization, chain_id=rotation.previous, sequence=head.sequence,
        digest=bytes.fromhex(head.digest),
    ).exists()  # fmt: skip
    return head.sequence if is_there else None


def _decoded(envelope: Envelope | None) -> Word | None:
    try:
        return None if envelope is None else decode_body(_WORD, envelope.body)
    except BodyNotUnderstood:
        return None


def _read(content: bytes) -> Envelope | None:
    try:
        return parse_envelope(content)
    except (EntryUnreadable, EntryTooLarge, EntryTooDeep):
        return None
