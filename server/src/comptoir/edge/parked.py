"""Baskets that tills of a store put aside for each other. Of two tills that take one at once, one gets it."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_body, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.tills.commands import ParkedGoods, ShareParked
from comptoir.tills.parking import Shared, share_parked

# As many baskets as a busy store parks in a day, each within what an entry may hold.
BODY_BYTES_MAX = 4 * 1024 * 1024
BASKETS_MAX = 50
BASKET_BYTES_MAX = 131_072
# A till without a line takes up its own basket and sells it; back on the line its sale may come before word of that.
READ_SOLD = """
    SELECT s.parked FROM tills_parkedbasket b
    JOIN sales_parked_sale s ON s.organization_id = b.organization_id AND s.parked = b.id
    WHERE b.organization_id = $1 AND b.store_id = $2
    UNION SELECT s.parked FROM sales_parked_sale s WHERE s.organization_id = $1 AND s.parked = ANY($3)
"""


class Parked(msgspec.Struct, frozen=True):
    """A basket as a till put it aside. What it holds is the tills' own business; the server only keeps it."""

    id: UUID
    cashier: UUID
    label: Annotated[str, msgspec.Meta(max_length=200)]
    parked_at: datetime
    lines_count: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    gross: Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
    basket: msgspec.Raw


class Wish(msgspec.Struct, frozen=True):
    """What a till has put aside, what it has in hand again, and what it wants to take. A repeat changes nothing."""

    parked: Annotated[list[Parked], msgspec.Meta(max_length=BASKETS_MAX)] = []
    gone: Annotated[list[UUID], msgspec.Meta(max_length=1_000)] = []
    take: UUID | None = None


_WISH = msgspec.json.Decoder(Wish)


async def share(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Take in what this till parked, and answer what any till of its store may take."""
    sender = (await require_trusted(services, scope)).sender
    try:
        wish = _WISH.decode(await read_body(scope, receive, BODY_BYTES_MAX))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(422, "edge.body_invalid") from None
    if any(len(bytes(one.basket)) > BASKET_BYTES_MAX or b"\\u0000" in bytes(one.basket) for one in wish.parked):
        raise Problem(422, "edge.body_invalid")
    async with reading(services.pool, sender.organization) as connection:
        put = [one.id for one in wish.parked]
        sold = await connection.fetch(READ_SOLD, sender.organization, sender.store, put)
    command = ShareParked(
        organization=sender.organization,
        store=sender.store,
        till=sender.till,
        parked=tuple(
            ParkedGoods(
                one.id, one.cashier, one.label, one.parked_at, one.lines_count, one.gross, bytes(one.basket).decode()
            )
            for one in wish.parked
        ),
        gone=tuple(wish.gone),
        take=wish.take,
        sold=tuple(row["parked"] for row in sold),
    )
    answers: list[Shared] = []
    await asyncio.to_thread(in_thread, lambda: answers.append(share_parked(command)))
    await send_json(send, answers[0])
