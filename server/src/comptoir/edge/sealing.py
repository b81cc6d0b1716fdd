"""A country's sealing device that hangs at this server, asked for a till: start and end of a transaction, or a look.

The till keeps the time and sells on without an answer; what it never heard it asks for again by the same identifier.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.fiscal.public import Draft, Failed, Sealed, Unknown, plugin_of
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import reading
from comptoir.sales.entries import Sender

# A device that does not answer holds a thread for its budget: not one of those that sales need.
_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="sealing")


class Wish(msgspec.Struct, frozen=True):
    """What a till wants sealed. `is_known`: it was asked before, and only what became of it is wanted."""

    id: UUID
    process_data: Annotated[str, msgspec.Meta(max_length=2_000)]
    is_known: bool = False


_WISH = msgspec.json.Decoder(Wish)


async def seal(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers `sealed` with its members, `failed` or `unknown` with a code; never anything that stops a sale."""
    sender = (await require_trusted(services, scope)).sender
    wish = await read_json(scope, receive, _WISH)
    loop = asyncio.get_running_loop()
    await send_json(send, await loop.run_in_executor(_THREADS, lambda: in_thread(lambda: _ask(sender, wish))))


def _ask(sender: Sender, wish: Wish) -> dict[str, Any]:
    with reading(sender.organization):
        plugin = plugin_of(organization_view().country)
        sealer = plugin.sealer(sender.till) if plugin is not None and plugin.sealer is not None else None
    if sealer is None:
        return {"outcome": "failed", "code": "no_device"}
    draft = Draft(wish.id, "receipt", str(sender.till), {"process_data": wish.process_data})
    match sealer.find(draft) if wish.is_known else sealer.seal(draft):
        case Sealed(members):
            return {"outcome": "sealed", "members": dict(members)}
        case Failed(code):
            return {"outcome": "failed", "code": code}
        case Unknown(code):
            return {"outcome": "unknown", "code": code}
