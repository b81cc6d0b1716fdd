"""The least that a store asked for articles of late: what goods without a receipt are worth."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.catalog.prices import PriceAt, lowest_price
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.statements import READ_PRICES

READ_DAYS = """
    SELECT s.returns_days FROM platform_store s WHERE s.organization_id = $1 AND s.id = $2
"""
ITEMS_MAX = 1_000
# No position is newer: what the server knows now.
NOW = 9_007_199_254_740_991


class Asked(msgspec.Struct, frozen=True):
    """The articles on the counter."""

    items: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=ITEMS_MAX)]


class LowestPrice(msgspec.Struct, frozen=True):
    """One article; one that the catalogue does not know is absent."""

    item: UUID
    unit_price: int


class LowestPrices(msgspec.Struct, frozen=True):
    """Of the last so many days."""

    days: int
    prices: list[LowestPrice]


_ASKED = msgspec.json.Decoder(Asked)


async def find(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """The till takes the lower of this and of what it knows itself."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    items = list(dict.fromkeys(asked.items))
    async with reading(services.pool, sender.organization) as connection:
        days: int = await connection.fetchval(READ_DAYS, sender.organization, sender.store)
        rows = await connection.fetch(READ_PRICES, [sender.organization] * len(items), items)
    histories: dict[UUID, list[PriceAt]] = {}
    for _organization, item, *price in rows:
        if price[0] is not None:
            histories.setdefault(item, []).append(PriceAt(*price))
    since = datetime.now(UTC) - timedelta(days=days)
    found = [
        LowestPrice(item, lowest)
        for item, history in histories.items()
        if (lowest := lowest_price(history, store=sender.store, position=NOW, since=since)) is not None
    ]
    await send_json(send, LowestPrices(days, found))
