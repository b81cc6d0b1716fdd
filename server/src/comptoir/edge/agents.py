"""A store's agents: they join with a one-time code, and report how they are."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from comptoir.edge.database import borrowed, in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, bearer, read_json, send_json
from comptoir.edge.problems import Problem, server_time
from comptoir.edge.services import Services, address
from comptoir.edge.tokens import TOKEN_LENGTH
from comptoir.tills.agent_certificates import CertifyAgent, certify_agent
from comptoir.tills.agents import Joined, join_store, note_agent
from comptoir.tills.commands import JoinStore, NoteAgent
from comptoir.tills.errors import CodeUnknown
from comptoir.tills.operations import hash_secret

# Chains of a store's tills that no longer count; what such a till asks, its agents refuse.
READ_REVOKED = """
    SELECT e.id FROM tills_enrolment e
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    WHERE e.organization_id = $1 AND t.store_id = $2 AND e.revoked_at IS NOT NULL
    ORDER BY e.id
"""
Text = Annotated[str, msgspec.Meta(max_length=400)]


@dataclass(frozen=True, slots=True)
class AgentSender:
    """An authenticated agent."""

    organization: UUID
    store: UUID
    agent: UUID
    is_revoked: bool


class JoinRequest(msgspec.Struct, frozen=True):
    """The code, the agent's key, and the proof that it holds it."""

    code: Text
    public_key: Text
    algorithm: Literal["ES256"]
    proof: Text
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    address: Text = ""
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""


class AgentReport(msgspec.Struct, frozen=True):
    """How an agent is."""

    kept_count: Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)]
    address: Text = ""
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""


class CertifyRequest(msgspec.Struct, frozen=True):
    """The public half of the agent's TLS key."""

    public_key: Text


_CERTIFY = msgspec.json.Decoder(CertifyRequest)
_JOIN = msgspec.json.Decoder(JoinRequest)
_REPORT = msgspec.json.Decoder(AgentReport)


async def authenticate(services: Services, scope: Scope) -> AgentSender:
    """The agent that asks, revoked or not. It asks seldom, so its token is looked up each time."""
    token = bearer(scope)
    row = None
    if len(token) == TOKEN_LENGTH:
        async with borrowed(services.pool) as connection:
            row = await connection.fetchrow("SELECT * FROM tills_agent_of_token($1)", sha256(token).digest())
    if row is None:
        if not (turn := await services.unknown.take(services.pool, address(scope))):
            raise Problem(429, "edge.too_fast", retry_after=turn.wait_seconds)
        raise Problem(401, "edge.token_unknown")
    return AgentSender(row["organization_id"], row["store_id"], row["agent_id"], row["revoked"])


async def admit(services: Services, scope: Scope) -> AgentSender:
    """The agent that asks, where it may: not revoked, and not too often."""
    agent = await authenticate(services, scope)
    if agent.is_revoked:
        raise Problem(403, "edge.revoked")
    if not services.requests.take(agent.agent):
        raise Problem(429, "edge.too_fast", retry_after=1)
    return agent


async def join(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Spend a code and register an agent. A wrong code, a spent one and an old one get one answer."""
    if not (turn := await services.enrolments.take(services.pool, address(scope))):
        raise Problem(429, "edge.too_fast", retry_after=turn.wait_seconds)
    request = await read_json(scope, receive, _JOIN)
    if "\0" in request.name + request.address + request.version:
        raise Problem(422, "edge.body_invalid")
    try:
        code_hash = hash_secret(request.code)
    except UnicodeEncodeError:
        raise CodeUnknown from None
    async with borrowed(services.pool) as connection:
        organization = await connection.fetchval("SELECT tills_organization_of_agent_code($1)", code_hash)
    if organization is None:
        raise CodeUnknown
    joined = await asyncio.to_thread(in_thread, lambda: _join(organization, request))
    await send_json(send, joined, status=201)


async def report(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Note how an agent is, and tell it which tills of its store it must refuse."""
    agent = await admit(services, scope)
    said = await read_json(scope, receive, _REPORT)
    if "\0" in said.address + said.version:
        raise Problem(422, "edge.body_invalid")
    await asyncio.to_thread(in_thread, lambda: _note(agent, said))
    async with reading(services.pool, agent.organization) as connection:
        revoked = await connection.fetch(READ_REVOKED, agent.organization, agent.store)
    await send_json(send, {"server_time": server_time(), "revoked_chains": [str(row["id"]) for row in revoked]})


async def certify(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Sign an agent's TLS key, for the name of its address: phones trust the shop's authority already."""
    agent = await admit(services, scope)
    wish = await read_json(scope, receive, _CERTIFY)
    command = CertifyAgent(agent.organization, agent.agent, wish.public_key, datetime.now(UTC))
    certificate = await asyncio.to_thread(in_thread, lambda: certify_agent(command))
    await send_json(send, {"certificate": certificate})


def _join(organization: UUID, request: JoinRequest) -> Joined:
    return join_store(
        JoinStore(
            organization=organization,
            code=request.code,
            public_key=request.public_key,
            proof=request.proof,
            name=request.name,
            address=request.address,
            version=request.version,
            now=datetime.now(UTC),
        )
    )


def _note(agent: AgentSender, said: AgentReport) -> None:
    note_agent(
        NoteAgent(
            organization=agent.organization,
            agent=agent.agent,
            address=said.address,
            kept_count=said.kept_count,
            version=said.version,
            now=datetime.now(UTC),
        )
    )
