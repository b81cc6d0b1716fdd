"""Entries that an agent has kept for tills of its store while the server was out of reach.

The seals say whose entries they are; the agent only carries them. So a revoked agent may still deliver, and what is not
genuinely sealed is refused here and not kept: nobody can say which till it would be of. An entry whose predecessor has
not arrived is told to wait, because that may be on its way through another agent or the till itself.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from comptoir.edge.agents import AgentSender, authenticate
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_body, send_json
from comptoir.edge.limits import BODY_BYTES_MAX, LINES_MAX
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services
from comptoir.journal import EntryTooDeep, EntryTooLarge, EntryUnreadable, digest, parse_envelope
from comptoir.sales.entries import receive as receive_entry
from comptoir.sales.entries import sender_of
from comptoir.sales.relayed import Line, Reached, RelayAnswer, place

# The enrolments of the agent's own store that lines name, with the heads of their chains.
READ_CHAINS = """
    SELECT e.organization_id, e.id AS chain_id, e.till_id, t.store_id, e.device_id, e.public_key, e.issued_at,
        h.sequence, h.digest
    FROM tills_enrolment e
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN tills_chain_head h ON h.organization_id = e.organization_id AND h.chain_id = e.id
    WHERE e.organization_id = $1 AND t.store_id = $2 AND e.id = ANY($3::uuid[])
"""
# Quarantined bytes that an entry names as the one before it: the hole is known, nothing needs to be waited for.
READ_HELD = """
    SELECT q.digest FROM sales_quarantine q WHERE q.organization_id = $1 AND q.digest = ANY($2::bytea[])
"""


class RelayAnswers(msgspec.Struct, frozen=True):
    """One answer a line, in order."""

    answers: list[RelayAnswer]


async def deliver(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Take 1..500 lines of several tills and answer when what can be written is on disk."""
    agent = await authenticate(services, scope)
    if not services.deliveries.take(agent.agent):
        raise Problem(429, "edge.too_fast", retry_after=1)
    body = await read_body(scope, receive, BODY_BYTES_MAX)
    parts = body.removesuffix(b"\n").split(b"\n")
    if len(parts) > LINES_MAX:
        raise Problem(422, "edge.too_many")
    if parts == [b""]:
        raise Problem(422, "edge.empty")
    lines = [_read(part) for part in parts]
    chains, held = await _look_up(services, agent, lines)
    for line in lines:
        place(line, chains, held)
    ready = [line for line in lines if line.answer is None]
    received = [line.received for line in ready if line.received is not None]
    answers = await services.writer.submit(received) if received else []
    for line, answer in zip(ready, answers, strict=True):
        line.answer = RelayAnswer(answer.digest, answer.status, answer.sequence, answer.code)
    await send_json(send, RelayAnswers([line.answer for line in lines if line.answer is not None]))


def _read(part: bytes) -> Line:
    """Which chain a line is of; unreadable bytes are of none."""
    content = part.partition(b" ")[2]
    line = Line(part, digest(content))
    try:
        line.chain = UUID(parse_envelope(content).chain)
    except (EntryTooLarge, EntryTooDeep, EntryUnreadable, ValueError):
        line.answer = RelayAnswer(line.digest, "refused", code="unreadable")
    return line


async def _look_up(
    services: Services, agent: AgentSender, lines: Sequence[Line]
) -> tuple[dict[UUID, Reached], set[str]]:
    wanted = {line.chain for line in lines if line.chain is not None}
    async with reading(services.pool, agent.organization) as connection:
        rows: list[asyncpg.Record] = await connection.fetch(READ_CHAINS, agent.organization, agent.store, list(wanted))
        chains = {row["chain_id"]: Reached(sender_of(row), row["sequence"]) for row in rows}
        for line in lines:
            if line.chain in chains:
                line.received = receive_entry(chains[line.chain].sender, line.content)
        named = [
            bytes.fromhex(line.received.envelope.previous)
            for line in lines
            if line.received is not None and line.received.envelope is not None
        ]
        held = await connection.fetch(READ_HELD, agent.organization, named) if named else []
    return chains, {row["digest"].hex() for row in held}
