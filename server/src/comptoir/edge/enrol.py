"""A device with a one-time code becomes a till."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.db import close_old_connections

from comptoir.edge.database import borrowed
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, address
from comptoir.tills.commands import RegisterKey
from comptoir.tills.errors import CodeUnknown
from comptoir.tills.operations import Registered, hash_secret, register_key

Text = Annotated[str, msgspec.Meta(max_length=400)]


class DeviceDescription(msgspec.Struct, frozen=True):
    """How a device presents itself; it chose its id."""

    id: UUID
    label: Text
    app_version: Text
    user_agent: Text


class EnrolRequest(msgspec.Struct, frozen=True):
    """The code, the new key, and the proof that the device holds it."""

    code: Text
    public_key: Text
    algorithm: Literal["ES256"]
    device: DeviceDescription
    proof: Text


class PreviousHead(msgspec.Struct, frozen=True):
    """The newest entry of the till's chain before."""

    sequence: int
    digest: str


class Enrolled(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything a new till needs to begin."""

    token: str
    certificate: str
    organization: UUID
    legal_entity: UUID
    store: UUID
    till: UUID
    till_code: str
    chain: UUID
    enrolment: int
    server_key: str
    previous_chain: UUID | None = None
    previous_head: PreviousHead | None = None


_REQUEST = msgspec.json.Decoder(EnrolRequest)


async def enrol(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Spend a code and register a key. A wrong code, a spent one and an old one get one answer."""
    if not services.enrolments.take(address(scope)):
        raise Problem(429, "edge.too_fast", retry_after=1)
    request = await read_json(scope, receive, _REQUEST)
    if "\0" in request.device.label + request.device.app_version + request.device.user_agent:
        raise Problem(422, "edge.body_invalid")
    code_hash = _hash(request.code)
    async with borrowed(services.pool) as connection:
        organization = await connection.fetchval("SELECT tills_organization_of_code($1)", code_hash)
    if organization is None:
        raise CodeUnknown
    registered = await asyncio.to_thread(_register, organization, request)
    await send_json(send, answer_of(registered), status=201)


def _hash(code: str) -> bytes:
    try:
        return hash_secret(code)
    except UnicodeEncodeError:
        raise CodeUnknown from None


def _register(organization: UUID, request: EnrolRequest) -> Registered:
    close_old_connections()
    try:
        return register_key(
            RegisterKey(
                organization=organization,
                code=request.code,
                public_key=request.public_key,
                proof=request.proof,
                device=request.device.id,
                label=request.device.label,
                app_version=request.device.app_version,
                user_agent=request.device.user_agent,
                now=datetime.now(UTC),
            )
        )
    finally:
        close_old_connections()


def answer_of(registered: Registered) -> Enrolled:
    """What the device is told."""
    has_previous = registered.previous_chain is not None
    return Enrolled(
        token=registered.token,
        certificate=registered.certificate,
        organization=registered.organization,
        legal_entity=registered.legal_entity,
        store=registered.store,
        till=registered.till,
        till_code=registered.till_code,
        chain=registered.chain,
        enrolment=registered.enrolment,
        server_key=registered.server_key,
        previous_chain=registered.previous_chain,
        previous_head=(
            PreviousHead(registered.previous_sequence, registered.previous_digest) if has_previous else None
        ),
    )
