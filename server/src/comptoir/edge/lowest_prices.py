"""The least that a store asked and charged for articles of late: what goods without a receipt are worth."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.catalog.prices import PriceAt, lowest_price, price_at
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.charged import READ_REDUCED, Connection, lowest_charged
from comptoir.sales.statements import READ_PRICES

READ_DAYS = """
    SELECT s.returns_days FROM platform_store s WHERE s.organization_id = $1 AND s.id = $2
"""
# Articles whose price changed of late and that had one before, the newest change first. So many changes are looked
# through, so that a catalogue that was just brought in costs a till's question no more than any other day.
READ_CHANGED = """
    SELECT DISTINCT changed.item_id
    FROM (
        SELECT item_id, position FROM catalog_price WHERE organization_id = $1 AND changed_at > $2
        ORDER BY changed_at DESC LIMIT 5000
    ) changed
    CROSS JOIN LATERAL (
        SELECT 1 FROM catalog_price
        WHERE organization_id = $1 AND item_id = changed.item_id AND position < changed.position
        ORDER BY position DESC LIMIT 1
    ) before
"""
ITEMS_MAX = 1_000
# A till's clock may run ahead of ours: what it sold was sold.
CLOCKS_APART = timedelta(days=1)
# No position is newer: what the server knows now.
NOW = 9_007_199_254_740_991


class Asked(msgspec.Struct, frozen=True):
    """The articles on the counter; none: what was worth less of late than it costs now, for the time without a line."""

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
        if items:
            histories = await _histories(connection, sender.organization, items)
            lowest = dict(_asked_by_catalog(histories, sender.store, since))
            found = await lowest_charged(
                connection, sender.organization, sender.store, items, since=since, until=now + CLOCKS_APART
            )
            charged = [(item, least) for (item, _till), least in found.items()]
        else:
            changed = [row[0] for row in await connection.fetch(READ_CHANGED, sender.organization, since)]
            histories = await _histories(connection, sender.organization, changed)
            lowest = dict(_raised(histories, sender.store, since))
            charged = [
                tuple(row) for row in await connection.fetch(READ_REDUCED, sender.organization, sender.store, since)
            ]
    for item, least in charged:
        lowest[item] = min(least, lowest.get(item, least))
    await send_json(send, LowestPrices(days, [LowestPrice(*known) for known in lowest.items()]))


async def _histories(connection: Connection, organization: UUID, items: Sequence[UUID]) -> dict[UUID, list[PriceAt]]:
    histories: dict[UUID, list[PriceAt]] = {}
    for _organization, item, *price in await connection.fetch(READ_PRICES, [organization] * len(items), items):
        if price[0] is not None:
            histories.setdefault(item, []).append(PriceAt(*price))
    return histories


def _asked_by_catalog(
    histories: Mapping[UUID, Sequence[PriceAt]], store: UUID, since: datetime
) -> Iterator[tuple[UUID, int]]:
    for item, history in histories.items():
        price = lowest_price(history, store=store, position=NOW, since=since)
        if price is not None:
            yield item, price


def _raised(histories: Mapping[UUID, Sequence[PriceAt]], store: UUID, since: datetime) -> Iterator[tuple[UUID, int]]:
    """What cost less of late than it does now: of the rest a till knows the price by itself."""
    for item, lowest in _asked_by_catalog(histories, store, since):
        now = price_at(histories[item], store=store, position=NOW)
        if now is not None and lowest < now.unit_price:
            yield item, lowest
