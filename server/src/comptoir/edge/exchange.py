"""A device gives the server the public half of a key, so that both can make the same secret (ADR 0011)."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.edge.settings_document import SettingsDocument, read_settings
from comptoir.staff.public import exchange_public_key
from comptoir.tills.commands import RegisterExchangeKey
from comptoir.tills.operations import register_exchange_key

Text = Annotated[str, msgspec.Meta(max_length=200)]


class ExchangeRequest(msgspec.Struct, frozen=True):
    """A public key, and the chain's key's word for it."""

    key: Text
    proof: Text


class Exchanged(msgspec.Struct, frozen=True):
    """The server's half, and the settings with verifiers that fit."""

    server_key: str
    settings: SettingsDocument


_REQUEST = msgspec.json.Decoder(ExchangeRequest)


async def exchange(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Register the key. A repeat with another key replaces the one before: the device has lost it."""
    sender = (await require_trusted(services, scope)).sender
    request = await read_json(scope, receive, _REQUEST)
    await asyncio.to_thread(in_thread, lambda: _register(sender.organization, sender.chain, request))
    async with reading(services.pool, sender.organization) as connection:
        document = await read_settings(connection, sender)
    await send_json(send, Exchanged(exchange_public_key(), document))


def _register(organization: UUID, chain: UUID, request: ExchangeRequest) -> None:
    register_exchange_key(
        RegisterExchangeKey(organization=organization, chain=chain, key=request.key, proof=request.proof)
    )
