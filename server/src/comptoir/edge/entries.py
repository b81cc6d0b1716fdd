"""Sealed entries come in: the path that must be fast."""

import asyncio

import msgspec

from comptoir.edge.http import Receive, Scope, Send, header, read_body, send_json
from comptoir.edge.limits import BODY_BYTES_MAX, LINES_MAX
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, authenticate
from comptoir.sales.entries import Answer, Received, Sender, check_seals
from comptoir.sales.entries import receive as receive_entry

# Reading and verifying so many entries takes the process about 1.5 ms; then other requests have their turn.
READ_AT_ONCE = 16
# In the address of a till that sends older entries again when it hears that they are missing (`edge/chains.py`).
RESEND = b"resend"


class Answers(msgspec.Struct, frozen=True):
    """One answer a line, in order."""

    answers: list[Answer]
    catalog_position: int
    revoked: bool


async def deliver(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Take 1..500 lines and answer when they are on disk.

    A revoked device may still deliver: its entries are kept in quarantine.
    """
    device = await authenticate(services, scope)
    sender = device.sender
    if not services.deliveries.take(sender.chain):
        raise Problem(429, "edge.too_fast", retry_after=1)
    if not _is_text(scope):
        raise Problem(415, "edge.media_type")
    body = await read_body(scope, receive, BODY_BYTES_MAX)
    lines = body.removesuffix(b"\n").split(b"\n")
    if len(lines) > LINES_MAX:
        raise Problem(422, "edge.too_many")
    if lines == [b""]:
        raise Problem(422, "edge.empty")
    entries = await _read(sender, lines)
    if RESEND in scope.get("query_string", b""):
        for entry in entries:
            entry.can_resend = True
    answers = await services.writer.submit(entries)
    position = await services.news.position(sender.organization)
    await send_json(send, Answers(answers, position, device.is_revoked))


def _is_text(scope: Scope) -> bool:
    """Whether lines can be read as they came; packed, or of another kind, each would end in quarantine as garbage."""
    kind = header(scope, b"content-type")
    packed = header(scope, b"content-encoding")
    return (not kind or kind[:10].lower() == b"text/plain") and packed in (b"", b"identity")


async def _read(sender: Sender, lines: list[bytes]) -> list[Received]:
    """Read and verify what came, here and not in the writer: the database meanwhile writes what came before.

    Entries of another chain of this till are left to the ledger, which asks for that chain's key.
    """
    entries: list[Received] = []
    for first in range(0, len(lines), READ_AT_ONCE):
        if first:
            await asyncio.sleep(0)
        read = [receive_entry(sender, line) for line in lines[first : first + READ_AT_ONCE]]
        check_seals([entry for entry in read if not entry.is_of_another_chain])
        entries += read
    return entries
