"""Somebody at a till changes their own PIN: the digits come by TLS, as they do from the back office."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.articles import require_right
from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.edge.settings_document import SettingsDocument, read_settings
from comptoir.staff.public import ChangeOwnPin, change_own_pin

Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,12}$")]


class PinChange(msgspec.Struct, frozen=True):
    """Who, the PIN that proves it, and the one that holds from now on."""

    cashier: UUID
    pin: Digits
    new_pin: Digits


class Changed(msgspec.Struct, frozen=True):
    """The settings with a verifier for the new PIN, made for this device."""

    settings: SettingsDocument


_REQUEST = msgspec.json.Decoder(PinChange)


async def change(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Change it for every till. The person must stand at this one; tries are counted here as they are at the till."""
    sender = (await require_trusted(services, scope)).sender
    wish = await read_json(scope, receive, _REQUEST)
    async with reading(services.pool, sender.organization) as connection:
        await require_right(connection, sender, wish.cashier, is_needed=False)
    command = ChangeOwnPin(
        organization=sender.organization,
        employee=wish.cashier,
        pin=wish.pin,
        new_pin=wish.new_pin,
        now=datetime.now(UTC),
    )
    await asyncio.to_thread(in_thread, lambda: change_own_pin(command))
    async with reading(services.pool, sender.organization) as connection:
        document = await read_settings(connection, sender)
    await send_json(send, Changed(document))
