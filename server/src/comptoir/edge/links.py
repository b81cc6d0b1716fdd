"""Payment links of a till: made for the goods before it, watched, and their money taken into a sale (docs/adr/0048).

While a till looks on, the providers are asked here; otherwise the worker asks, slower, and whenever a provider calls.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import DatabaseError

from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.links.public import (
    CancelLink,
    LineView,
    LinkView,
    SaveTillLink,
    SendLink,
    TakeLink,
    at_tills,
    link_of,
    look_at_store,
    save_till_link,
    send_link,
    settle_link,
    take_link,
    withdraw_link,
)
from comptoir.messaging.public import channels
from comptoir.platform.tenancy import reading as reading_in_thread
from comptoir.sales.entries import Sender

log = logging.getLogger(__name__)

LINKS = "/edge/v1/links/"
# Within the time that a till gives its door.
NEWS_SECONDS = 3.0
LOOK_SECONDS = 0.1
# Between two questions to providers while a till looks on: a guest who just went there is asked about each time, one
# who dawdles at each tenth.
STEP_SECONDS = 0.3
JUST_WENT = timedelta(minutes=2)
DAWDLES = timedelta(minutes=35)
ALL_EACH = 10
READ_MARK = """
    SELECT count(*) AS count, coalesce(sum(step), 0) AS steps FROM links_link
    WHERE organization_id = $1 AND store_id = $2
"""
_THREADS = ThreadPoolExecutor(max_workers=12, thread_name_prefix="links")
T = TypeVar("T")


@dataclass(slots=True)
class _Looks:
    """Who looks on at a store's links, and until when."""

    until: dict[UUID, float] = field(default_factory=dict)
    running: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)


_looks = _Looks()


class Known(msgspec.Struct, frozen=True):
    """How the store's links stood when the till last heard of them."""

    after: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Line(msgspec.Struct, frozen=True):
    """What the guest reads of a line."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    quantity_milli: Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)]
    amount: Annotated[int, msgspec.Meta(ge=-(10**11), le=10**11)]


class Wish(msgspec.Struct, frozen=True):
    """A link as the goods before the till stand."""

    account: UUID
    amount: Annotated[int, msgspec.Meta(ge=1, le=99_999_999)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]
    lines: Annotated[list[Line], msgspec.Meta(max_length=300)] = []
    parked: UUID | None = None
    allows_parts: bool = True
    allows_tips: bool = False
    is_held: bool = False


class Address(msgspec.Struct, frozen=True):
    """Where a link goes."""

    channel: Literal["email", "sms"]
    address: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")] = "en"
    # As the till reads its own address, where the server was not told one.
    origin: Annotated[str, msgspec.Meta(pattern="^https?://[^/ ]+$", max_length=200)] = ""


_KNOWN = msgspec.json.Decoder(Known)
_WISH = msgspec.json.Decoder(Wish)
_ADDRESS = msgspec.json.Decoder(Address)


async def follow(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Those of the store. With `after`, wait until there is news, or the time is up."""
    sender = (await require_trusted(services, scope)).sender
    known = await read_json(scope, receive, _KNOWN)
    _look_on(services, sender)
    until = asyncio.get_running_loop().time() + NEWS_SECONDS
    mark = await _mark(services, sender)
    while mark == known.after and asyncio.get_running_loop().time() < until and not services.closing.is_set():
        await asyncio.sleep(LOOK_SECONDS)
        mark = await _mark(services, sender)
    found = await _away(lambda: _found(sender))
    listed = [document(one, sender.till) for one in found]
    await send_json(send, {"mark": mark, "channels": channels(), "links": listed})


async def at_link(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """`{link}` makes or changes one; `/take`, `/settle`, `/withdraw` and `/send` are what their names say."""
    name, _, verb = scope["path"].removeprefix(LINKS).partition("/")
    if verb not in ("", "take", "settle", "withdraw", "send"):
        raise Problem(404, "edge.not_found")
    if scope["method"] != "POST":
        raise Problem(405, "edge.method")
    sender = (await require_trusted(services, scope)).sender
    link = _uuid(name)
    take = TakeLink(
        organization=sender.organization, store=sender.store, till=sender.till, link=link, now=_now()
    )  # fmt: skip
    if verb == "take":
        await send_json(send, document(await _away(lambda: take_link(take)), sender.till))
        return
    if verb == "settle":
        await _away(lambda: settle_link(take))
    elif verb == "withdraw":
        await _away(lambda: _withdraw(sender, link))
    elif verb == "send":
        to = await read_json(scope, receive, _ADDRESS)
        await _away(lambda: send_link(_sending(sender, link, to)))
    else:
        wish = await read_json(scope, receive, _WISH)
        await _away(lambda: save_till_link(_saved(sender, link, wish)))
    await send_json(send, document(await _away(lambda: _one(sender, link)), sender.till))


def document(link: LinkView, till: UUID) -> dict[str, object]:
    """As tills read it. `address` is empty where nobody told the server its own."""
    path = f"/pay/{link.token}"
    return {
        "id": str(link.id), "path": path, "address": f"{settings.PUBLIC_ADDRESS}{path}" if _is_told() else "",
        "account": str(link.account), "account_name": link.account_name, "amount": link.amount,
        "currency": link.currency, "text": link.text, "paid": link.paid, "tips": link.tips,
        "under_way": link.under_way, "too_much": link.too_much, "state": link.state, "is_held": link.is_held,
        "is_ours": link.till == till, "parked": str(link.parked) if link.parked else None,
        "taken": "" if link.taken_by is None else "here" if link.taken_by == till else "elsewhere",
        "made_ms": int(link.made_at.timestamp()) * 1_000,
        "tries": [
            {"id": str(one.id), "amount": one.amount, "tip": one.tip, "state": one.state, "name": one.name}
            for one in link.tries
            # What went back is nobody's to take.
            if one.state != "ended" and (one.is_sold or one.back < one.whole)
        ],
    }  # fmt: skip


def _is_told() -> bool:
    return bool(settings.PUBLIC_ADDRESS)


def _look_on(services: Services, sender: Sender) -> None:
    """Ask the providers about whoever is under way, as long as a till of the store looks on."""
    _looks.until[sender.store] = asyncio.get_running_loop().time() + 2 * NEWS_SECONDS
    if sender.store not in _looks.running:
        task = asyncio.create_task(_look(services, sender))
        _looks.running[sender.store] = task
        task.add_done_callback(lambda _: _looks.running.pop(sender.store, None))


async def _look(services: Services, sender: Sender) -> None:
    rounds = 0
    while asyncio.get_running_loop().time() < _looks.until[sender.store] and not services.closing.is_set():
        age = DAWDLES if rounds % ALL_EACH == 0 else JUST_WENT
        rounds += 1
        try:
            await _away(partial(look_at_store, sender.organization, sender.store, younger_than=age))
        except DatabaseError as error:
            log.warning("payment links are left to the worker: %r", error)
            return
        await asyncio.sleep(STEP_SECONDS)


async def _mark(services: Services, sender: Sender) -> str:
    async with reading(services.pool, sender.organization) as connection:
        row = await connection.fetchrow(READ_MARK, sender.organization, sender.store)
    assert row is not None
    return f"{row['count']}.{row['steps']}"


def _found(sender: Sender) -> list[LinkView]:
    with reading_in_thread(sender.organization):
        return at_tills(sender.store, sender.till, _now())


def _one(sender: Sender, link: UUID) -> LinkView:
    with reading_in_thread(sender.organization):
        found = link_of(_now(), key=link)
    if found is None or found.store != sender.store:
        raise Problem(404, "links.link_unknown")
    return found


def _saved(sender: Sender, link: UUID, wish: Wish) -> SaveTillLink:
    return SaveTillLink(
        organization=sender.organization, store=sender.store, till=sender.till, id=link, account=wish.account,
        amount=wish.amount, text=wish.text, parked=wish.parked, allows_parts=wish.allows_parts,
        lines=tuple(LineView(line.name, line.quantity_milli, line.amount) for line in wish.lines),
        allows_tips=wish.allows_tips, is_held=wish.is_held, now=_now(),
    )  # fmt: skip


def _sending(sender: Sender, link: UUID, to: Address) -> SendLink:
    return SendLink(
        organization=sender.organization, store=sender.store, link=link, channel=to.channel, address=to.address,
        language=to.language, origin=settings.PUBLIC_ADDRESS or to.origin, now=_now(),
    )  # fmt: skip


def _withdraw(sender: Sender, link: UUID) -> None:
    _one(sender, link)
    withdraw_link(CancelLink(organization=sender.organization, person=None, link=link, now=_now()))


async def _away(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, lambda: in_thread(work))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem(404, "edge.not_found") from None


def _now() -> datetime:
    return datetime.now(UTC)
