"""The least that a store asked and charged for articles of late: what goods without a receipt are worth."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.catalog.prices import PriceAt, lowest_price
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.charged import READ_REDUCED, lowest_charged
from comptoir.sales.statements import READ_PRICES

READ_DAYS = """
    SELECT s.returns_days FROM platform_store s WHERE s.organization_id = $1 AND s.id = $2
"""
ITEMS_MAX = 1_000
# A till's clock may run ahead of ours: what it sold was sold.
CLOCKS_APART = timedelta(days=1)
# No position is newer: what the server knows now.
NOW = 9_007_199_254_740_991


class Asked(msgspec.Struct, frozen=True):
    """The articles on the counter; none: all that a list or a promotion priced, for the time without a line."""

    items: Annotated[list[UUID], msgspec.Meta(max_length=ITEMS_MAX)]


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
    now = datetime.now(UTC)
    async with reading(services.pool, sender.organization) as connection:
        days: int = await connection.fetchval(READ_DAYS, sender.organization, sender.store)
        since = now - timedelta(days=days)
        if not items:
            rows = await connection.fetch(READ_REDUCED, sender.organization, sender.store, since)
            await send_json(send, LowestPrices(days, [LowestPrice(*row) for row in rows]))
            return
        rows = await connection.fetch(READ_PRICES, [sender.organization] * len(items), items)
        charged = await lowest_charged(
            connection, sender.organization, sender.store, items, since=since, until=now + CLOCKS_APART
        )
    histories: dict[UUID, list[PriceAt]] = {}
    for _organization, item, *price in rows:
        if price[0] is not None:
            histories.setdefault(item, []).append(PriceAt(*price))
    lowest = dict(_asked_by_catalog(histories, sender.store, since))
    for (item, _till), least in charged.items():
        lowest[item] = min(least, lowest.get(item, least))
    await send_json(send, LowestPrices(days, [LowestPrice(*known) for known in lowest.items()]))


def _asked_by_catalog(
    histories: Mapping[UUID, Sequence[PriceAt]], store: UUID, since: datetime
) -> Iterator[tuple[UUID, int]]:
    for item, history in histories.items():
        price = lowest_price(history, store=store, position=NOW, since=since)
        if price is not None:
            yield item, price
