"""Texts of notes, which no entry holds: a till brings them after their sale, and hears which were erased."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.journal import SALT_BYTES, from_base64url
from comptoir.kernel import DomainError
from comptoir.kernel.card_numbers import holds_card_number
from comptoir.papers.public import KeepNote, erased_among, keep_note
from comptoir.platform.tenancy import reading
from comptoir.sales.entries import Sender

TEXT_MAX = 500
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class GivenNote(msgspec.Struct, frozen=True):
    """A note of a line, (line 0) of the whole sale, or (-1) what proves that the customer owes no tax."""

    chain: UUID
    sequence: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
    digest: Digest
    commitment: Digest
    salt: Annotated[str, msgspec.Meta(max_length=64)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]
    line: Annotated[int, msgspec.Meta(ge=-1, le=100_000)] = 0


class Notes(msgspec.Struct, frozen=True):
    """What is new, and what this till still holds."""

    notes: Annotated[list[GivenNote], msgspec.Meta(max_length=50)] = []
    holding: Annotated[list[Digest], msgspec.Meta(max_length=500)] = []


class NotesAnswer(msgspec.Struct, frozen=True):
    """By their commitments: what needs not be sent again, and what the till must forget."""

    taken: list[str]
    erased: list[str]


_NOTES = msgspec.json.Decoder(Notes)


async def take(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep them. What its entry did not promise is let go; a sale that has not arrived is asked for again."""
    sender = (await require_trusted(services, scope)).sender
    given = await read_json(scope, receive, _NOTES, may_hold_numbers=True)
    if any("\0" in note.text for note in given.notes):
        raise Problem(422, "edge.body_invalid")
    answers: list[NotesAnswer] = []
    await asyncio.to_thread(in_thread, lambda: answers.append(_take(sender, given)))
    await send_json(send, answers[0])


def _take(sender: Sender, given: Notes) -> NotesAnswer:
    # A card's number is kept nowhere: the till forgets it too.
    refused = [note.commitment for note in given.notes if holds_card_number(note.text)]
    taken = [note.commitment for note in given.notes if note.commitment in refused or _is_settled(sender, note)]
    with reading(sender.organization):
        return NotesAnswer(taken, [*refused, *erased_among([*given.holding, *taken])])


def _is_settled(sender: Sender, note: GivenNote) -> bool:
    """Whether there is nothing more to wait for."""
    salt = from_base64url(note.salt, SALT_BYTES)
    if salt is None:
        return True
    command = KeepNote(
        organization=sender.organization,
        till=sender.till,
        chain=note.chain,
        sequence=note.sequence,
        digest=note.digest,
        line=note.line,
        salt=salt,
        text=note.text,
    )
    try:
        keep_note(command)
    except DomainError as refusal:
        return refusal.code != "papers.sale_unknown"
    return True
