"""Agents join a store and are revoked. A till trusts the agents of its store because the server names them."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from comptoir.catalog.public import settings_changed
from comptoir.journal import KeyInvalid, from_base64url, load_public_key, verify_hash
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.tills.commands import IssueAgentCode, JoinStore, NoteAgent, RevokeAgent
from comptoir.tills.errors import (
    AgentAddressInvalid,
    AgentUnknown,
    CodeUnknown,
    EnrolmentKeyInvalid,
    ProofInvalid,
    StoreUnknown,
)
from comptoir.tills.models import Agent, AgentCode
from comptoir.tills.operations import CODE_VALID, IssuedCode, hash_secret
from comptoir.tills.server_key import server_public_key

PROOF_TAG = b"comptoir-agent-join-v1\n"
HERE = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Joined:
    """What the device door answers to a new agent. `token` is shown once and kept as its hash."""

    agent: UUID
    token: str
    organization: UUID
    store: UUID
    server_key: str


@operation
def issue_agent_code(command: IssueAgentCode) -> IssuedCode:
    """Make a one-time code for a store: ten minutes, spent when an agent's key registers."""
    if command.store not in [store.id for store in stores()]:
        raise StoreUnknown(store=str(command.store))
    code = secrets.token_urlsafe(18)
    expires_at = command.now + CODE_VALID
    AgentCode.objects.create(
        organization_id=command.organization,
        store_id=command.store,
        code_hash=hash_secret(code),
        person=command.person,
        expires_at=expires_at,
    )
    audit.record("agent.code_issued", person=command.person, subject=str(command.store))
    return IssuedCode(code, expires_at)


@operation
def join_store(command: JoinStore) -> Joined:
    """Register an agent's key; the code is spent. The update of its row is what two agents with one code race for."""
    spent = AgentCode.objects.filter(
        organization_id=command.organization,
        code_hash=hash_secret(command.code),
        spent_at__isnull=True,
        expires_at__gt=command.now,
    )
    known = spent.first()
    if known is None or not spent.filter(id=known.id).update(spent_at=command.now):
        raise CodeUnknown
    _check(command)
    token, agent = secrets.token_urlsafe(32), new_uuid7()
    Agent.objects.create(
        organization_id=command.organization,
        id=agent,
        store_id=known.store_id,
        name=command.name,
        address=command.address,
        public_key=from_base64url(command.public_key, 65),
        token_hash=hash_secret(token),
        version=command.version,
        joined_at=command.now,
        last_seen_at=command.now,
    )
    audit.record("agent.joined", person=known.person, subject=str(agent), name=command.name)
    settings_changed()
    return Joined(agent, token, command.organization, known.store_id, server_public_key())


@operation
def revoke_agent(command: RevokeAgent) -> bool:
    """Revoke an agent. Answers whether it was trusted until now; tills hear of it with their settings."""
    agents = Agent.objects.filter(organization_id=command.organization, id=command.agent)
    if not agents.exists():
        raise AgentUnknown(agent=str(command.agent))
    if not agents.filter(revoked_at__isnull=True).update(revoked_at=command.now, revoked_by=command.person):
        return False
    audit.record("agent.revoked", person=command.person, subject=str(command.agent))
    settings_changed()
    return True


@operation
def note_agent(command: NoteAgent) -> None:
    """Keep what an agent reports of itself. Tills are told when its address is another one."""
    check_address(command.address)
    known = Agent.objects.filter(organization_id=command.organization, id=command.agent)
    moved = known.exclude(address=command.address).exists()
    known.update(
        address=command.address, kept_count=command.kept_count, version=command.version, last_seen_at=command.now
    )
    if moved:
        settings_changed()


def check_address(address: str) -> None:
    """An origin that a page served by TLS may ask. Raises `AgentAddressInvalid`."""
    try:
        parts = urlsplit(address)
        is_origin = (parts.path, parts.query, parts.fragment, parts.username) == ("", "", "", None) and bool(parts.port)
    except ValueError:
        raise AgentAddressInvalid(address=address) from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if address and not (is_origin and is_safe and parts.hostname):
        raise AgentAddressInvalid(address=address)


def _check(command: JoinStore) -> None:
    check_address(command.address)
    try:
        public_key = load_public_key(command.public_key)
    except KeyInvalid:
        raise EnrolmentKeyInvalid from None
    proof = from_base64url(command.proof, 64)
    signed = sha256(PROOF_TAG + command.code.encode("utf-8")).digest()
    if proof is None or not verify_hash(public_key, signed, proof):
        raise ProofInvalid
