"""What goods are that a store does not carry: somebody holds them in their hand, and may sell them."""

from typing import Annotated

import msgspec

from comptoir.catalog.documents import Placeholders, document, documents_sql
from comptoir.edge.articles import READ_POSITION, Made
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.kernel import is_gtin, normalize_gtin

READ_ITEM = "SELECT item_id FROM catalog_barcode WHERE organization_id = $1 AND code = $2"
READ_DOCUMENT = documents_sql(Placeholders("$1", "$2", "$3", "$4", is_any_range=True))


class Scanned(msgspec.Struct, frozen=True):
    """A code that the till's catalogue does not hold."""

    code: Annotated[str, msgspec.Meta(max_length=64)]


_REQUEST = msgspec.json.Decoder(Scanned)


async def scanned(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """The article with this code, whatever the store carries, as the till would know it."""
    sender = (await require_trusted(services, scope)).sender
    code = (await read_json(scope, receive, _REQUEST)).code.strip()
    kept = normalize_gtin(code) if is_gtin(code) else code
    async with reading(services.pool, sender.organization) as connection:
        position = await connection.fetchval(READ_POSITION, sender.organization)
        item = await connection.fetchval(READ_ITEM, sender.organization, kept)
        row = None
        if item is not None:
            row = await connection.fetchrow(READ_DOCUMENT, sender.organization, sender.store, position, [item])
    if row is None:
        raise Problem(404, "catalog.product_unknown")
    await send_json(send, Made(position, document(tuple(row))))
