"""What people at a till say about the shelf: sold out, available again, the favorites in another order."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.catalog.commands import ArrangeFavorites, MarkSoldOut
from comptoir.catalog.operations import arrange_favorites, mark_sold_out
from comptoir.edge.articles import READ_POSITION, require_right
from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.entries import Sender

MARKS_MAX = 200


class Mark(msgspec.Struct, frozen=True):
    """An article that there is none left of, or some again."""

    item: UUID
    is_sold_out: bool


class ShelfNews(msgspec.Struct, frozen=True):
    """All that a till wants to say at once; a repeat changes nothing. Favorites are the whole page."""

    cashier: UUID
    sold_out: Annotated[list[Mark], msgspec.Meta(max_length=MARKS_MAX)] = []
    favorites: Annotated[list[UUID], msgspec.Meta(max_length=1_000)] | None = None


class Taken(msgspec.Struct, frozen=True):
    """From where in the feed everybody knows it."""

    position: int


_NEWS = msgspec.json.Decoder(ShelfNews)


async def take(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Sold out is for everybody to say; the favorites are laid out by who may make articles."""
    sender = (await require_trusted(services, scope)).sender
    news = await read_json(scope, receive, _NEWS)
    async with reading(services.pool, sender.organization) as connection:
        await require_right(connection, sender, news.cashier, is_needed=news.favorites is not None)
    await asyncio.to_thread(in_thread, lambda: _take(sender, news))
    async with reading(services.pool, sender.organization) as connection:
        position = await connection.fetchval(READ_POSITION, sender.organization)
    await send_json(send, Taken(position))


def _take(sender: Sender, news: ShelfNews) -> None:
    for mark in news.sold_out:
        mark_sold_out(
            MarkSoldOut(
                organization=sender.organization,
                person=news.cashier,
                store=sender.store,
                item=mark.item,
                is_sold_out=mark.is_sold_out,
            )
        )
    if news.favorites is not None:
        arrange_favorites(
            ArrangeFavorites(
                organization=sender.organization,
                person=news.cashier,
                store=sender.store,
                items=tuple(news.favorites),
            )
        )
