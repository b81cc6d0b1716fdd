"""A shop whose sealed sale can be given to people, and the ways out as small servers of this process."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from comptoir.journal import Essentials, build_essentials
from comptoir.kernel import new_uuid7
from comptoir.papers.commands import RequestDelivery
from comptoir.papers.operations import request_delivery
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.databases import TestDatabase
from tests.sales.shop import Counter, Shop, new_till, open_shop

NOW_TEXT = "2026-11-22T12:00:00.000+01:00"


@dataclass(frozen=True, slots=True)
class Sold:
    """A shop, its till, and one stored sale of a bread and a wine with the essentials of its code."""

    shop: Shop
    till: SimulatedTill
    sale: Sealed
    essentials: str


def sell(database: TestDatabase, country: str = "FR") -> Sold:
    shop = open_shop(country)
    till = new_till(shop)
    entries = [till.start_chain(), till.open(0), till.sell([shop.bread, shop.wine], country=country)]
    store(database, till, entries)
    return Sold(shop, till, entries[2], essentials_of(till, entries[2]))


def store(database: TestDatabase, till: SimulatedTill, entries: list[Sealed]) -> None:
    async def send() -> None:
        connection = await asyncpg.connect(database.app)
        await Counter(connection).submit(till, list(entries))
        await connection.close()

    asyncio.run(send())


def essentials_of(till: SimulatedTill, entry: Sealed) -> str:
    gross = entry.body["gross"]
    assert isinstance(gross, int)
    claim = Essentials(
        chain=str(till.identity.chain),
        sequence=entry.sequence,
        gross=gross,
        currency="EUR",
        unix_seconds=int(till.now.timestamp()),
        digest=entry.digest,
    )
    return build_essentials(till.key, claim)


def wish(sold: Sold, **changes: object) -> RequestDelivery:
    """What the till asks for."""
    now = datetime.now(UTC)
    wanted: dict[str, object] = {
        "organization": sold.shop.organization,
        "id": new_uuid7(),
        "chain": sold.till.identity.chain,
        "sequence": sold.sale.sequence,
        "digest": sold.sale.digest,
        "channel": "email",
        "address": "claire@example.fr",
        "language": "fr",
        "essentials": sold.essentials,
        "cashier": None,
        "consented_at": now,
        "now": now,
        "till": sold.till.identity.till,
        **changes,
    }
    return RequestDelivery(**wanted)  # type: ignore[arg-type]  # a test changes one member at a time


def ask(sold: Sold, **changes: object) -> UUID:
    command = wish(sold, **changes)
    assert request_delivery(command)
    return command.id
