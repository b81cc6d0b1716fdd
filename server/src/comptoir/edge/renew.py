"""A till renews its key: it brings the new one, and asks how far the change is (ADR 0067)."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from django.db import close_old_connections

from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.key_rotation import FollowRotation, Step, follow_rotation
from comptoir.tills.commands import RenewKey
from comptoir.tills.rotating import Renewed, renew_key

Text = Annotated[str, msgspec.Meta(max_length=200)]


class RenewRequest(msgspec.Struct, frozen=True):
    """The new key and token with both keys' words; empty to ask how far the change is that this chain is in."""

    public_key: Text = ""
    token: Text = ""
    proof: Text = ""
    vouched: Text = ""


class RenewAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The chain that the new key begins (where one was brought), and the step: `waiting` until the old key's word is
    stored, `in_force` until the new chain began, then `ended`.
    """

    step: Step
    chain: UUID | None = None
    enrolment: int = 0
    certificate: str = ""
    server_key: str = ""


_REQUEST = msgspec.json.Decoder(RenewRequest)


async def renew(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Both may be repeated: the same key is answered as before."""
    sender = (await require_trusted(services, scope)).sender
    request = await read_json(scope, receive, _REQUEST)
    answer = await asyncio.to_thread(_renew, sender.organization, sender.chain, request)
    await send_json(send, answer)


def _renew(organization: UUID, chain: UUID, request: RenewRequest) -> RenewAnswer:
    close_old_connections()
    now = datetime.now(UTC)
    try:
        renewed = None if not request.public_key else _bring(organization, chain, request, now)
        step = follow_rotation(FollowRotation(organization, chain, now))
    finally:
        close_old_connections()
    if renewed is None:
        return RenewAnswer(step)
    return RenewAnswer(step, renewed.chain, renewed.enrolment, renewed.certificate, renewed.server_key)


def _bring(organization: UUID, chain: UUID, request: RenewRequest, now: datetime) -> Renewed:
    return renew_key(
        RenewKey(
            organization=organization, chain=chain, public_key=request.public_key, token=request.token,
            proof=request.proof, vouched=request.vouched, now=now,
        )
    )  # fmt: skip
