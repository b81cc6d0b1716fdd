"""Devices that no token names: one with a one-time code becomes a till, one that the database forgot shows what this
server once signed for it (ADR 0059).
"""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict, TypeVar
from uuid import UUID

import msgspec

from comptoir.edge.database import borrowed, in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, address
from comptoir.tills.commands import PresentCertificate, RegisterKey
from comptoir.tills.errors import CodeUnknown
from comptoir.tills.operations import Registered, hash_secret, register_key
from comptoir.tills.presenting import organization_of, present_certificate

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


class PresentRequest(msgspec.Struct, frozen=True):
    """The certificate, the token to be known by, the key's word for both, and the device."""

    certificate: Annotated[str, msgspec.Meta(max_length=4_000)]
    token: Annotated[str, msgspec.Meta(max_length=100)]
    proof: Annotated[str, msgspec.Meta(max_length=100)]
    device: DeviceDescription


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


class Presented(msgspec.Struct, frozen=True):
    """Whether the chain had been forgotten."""

    is_new: bool


class _Said(TypedDict):
    """What both commands hear of the device."""

    device: UUID
    label: str
    app_version: str
    user_agent: str
    now: datetime


Request = TypeVar("Request", EnrolRequest, PresentRequest)
_ENROL = msgspec.json.Decoder(EnrolRequest)
_PRESENT = msgspec.json.Decoder(PresentRequest)


async def enrol(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Spend a code and register a key. A wrong code, a spent one and an old one get one answer."""
    request = await _admitted(services, scope, receive, _ENROL)
    code_hash = _hash(request.code)
    async with borrowed(services.pool) as connection:
        organization = await connection.fetchval("SELECT tills_organization_of_code($1)", code_hash)
    if organization is None:
        raise CodeUnknown
    command = RegisterKey(
        organization=organization, code=request.code, public_key=request.public_key, proof=request.proof,
        **_said(request.device),
    )  # fmt: skip
    registered = await asyncio.to_thread(in_thread, lambda: register_key(command))
    await send_json(send, answer_of(registered), status=201)


async def present(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Know a till again after a restore."""
    request = await _admitted(services, scope, receive, _PRESENT)

    def known_again() -> bool:
        return present_certificate(
            PresentCertificate(
                organization=organization_of(request.certificate), certificate=request.certificate,
                token=request.token, proof=request.proof, **_said(request.device),
            )
        )  # fmt: skip

    is_new = await asyncio.to_thread(in_thread, known_again)
    await send_json(send, Presented(is_new), status=201 if is_new else 200)


async def _admitted(
    services: Services, scope: Scope, receive: Receive, decoder: "msgspec.json.Decoder[Request]"
) -> Request:
    """What a stranger says, no more often from one network address than one may enrol."""
    if not (turn := await services.enrolments.take(services.pool, address(scope))):
        raise Problem(429, "edge.too_fast", retry_after=turn.wait_seconds)
    request = await read_json(scope, receive, decoder)
    if "\0" in request.device.label + request.device.app_version + request.device.user_agent:
        raise Problem(422, "edge.body_invalid")
    return request


def _said(device: DeviceDescription) -> _Said:
    return {
        "device": device.id, "label": device.label, "app_version": device.app_version,
        "user_agent": device.user_agent, "now": datetime.now(UTC),
    }  # fmt: skip


def _hash(code: str) -> bytes:
    try:
        return hash_secret(code)
    except UnicodeEncodeError:
        raise CodeUnknown from None


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
