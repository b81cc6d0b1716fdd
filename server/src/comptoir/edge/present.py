"""A till whose token nobody knows shows the certificate that this server once signed for it."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from django.db import close_old_connections

from comptoir.edge.enrol import DeviceDescription
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, address
from comptoir.tills.commands import PresentCertificate
from comptoir.tills.presenting import organization_of, present_certificate


class PresentRequest(msgspec.Struct, frozen=True):
    """The certificate, the token to be known by, the key's word for both, and the device."""

    certificate: Annotated[str, msgspec.Meta(max_length=4_000)]
    token: Annotated[str, msgspec.Meta(max_length=100)]
    proof: Annotated[str, msgspec.Meta(max_length=100)]
    device: DeviceDescription


class Presented(msgspec.Struct, frozen=True):
    """Whether the chain had been forgotten."""

    is_new: bool


_REQUEST = msgspec.json.Decoder(PresentRequest)


async def present(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Know a till again after a restore. As often as one may enrol, by its network address."""
    if not services.enrolments.take(address(scope)):
        raise Problem(429, "edge.too_fast", retry_after=1)
    request = await read_json(scope, receive, _REQUEST)
    if "\0" in request.device.label + request.device.app_version + request.device.user_agent:
        raise Problem(422, "edge.body_invalid")
    is_new = await asyncio.to_thread(_present, request)
    await send_json(send, Presented(is_new), status=201 if is_new else 200)


def _present(request: PresentRequest) -> bool:
    organization: UUID = organization_of(request.certificate)
    close_old_connections()
    try:
        return present_certificate(
            PresentCertificate(
                organization=organization,
                certificate=request.certificate,
                token=request.token,
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
