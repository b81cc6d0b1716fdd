"""Terminals that this server drives, for tills: the same documents as an agent's (agent: `service/paying.py`).

A till begins an attempt, hears what becomes of it, stops it, says what a person saw. What leaves for the provider
leaves from here as long as somebody looks on; after that, and after a crash, the worker asks.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from django.db import DatabaseError

from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.links.public import GiveBackPaid, give_back_paid
from comptoir.payments.accounts import TerminalView, terminals_of_till
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import (
    AttemptView,
    BeginAttempt,
    DecideAttempt,
    OneAttempt,
    begin_attempt,
    decide,
    find_attempt,
    give_up,
    wake,
)
from comptoir.payments.terminal_desk import advance, leap_of
from comptoir.platform.tenancy import reading as reading_in_thread
from comptoir.sales.entries import Sender

log = logging.getLogger(__name__)

TERMINALS = "/edge/v1/terminals/"
ATTEMPTS = "/edge/v1/attempts/"
# In place of a terminal: what was paid by a link goes back by its provider.
PAGE = "link"
# Where a provider's app comes back to (payments: `come_back`).
RETURN = "/app-return"
# Within the time that a till gives its door.
NEWS_SECONDS = 3.0
LOOK_SECONDS = 0.2
# Between two questions to the provider while a customer stands at the terminal.
STEP_SECONDS = 0.6
# After that the worker asks alone, and slower.
FOLLOWED_SECONDS = 300.0
READ_STANDING = """
    SELECT jsonb_array_length(events) AS count, step, state FROM payments_terminal_attempt
    WHERE organization_id = $1 AND id = $2 AND till_id = $3
"""
# A provider that does not answer holds a thread: not one of those that sales need.
_THREADS = ThreadPoolExecutor(max_workers=24, thread_name_prefix="payments")
_running: dict[UUID, asyncio.Task[None]] = {}
T = TypeVar("T")


class Wish(msgspec.Struct, frozen=True):
    """What a till asks of a terminal."""

    kind: Literal["payment", "reversal", "refund", "reserve", "increase", "capture", "release"]
    amount: Annotated[int, msgspec.Meta(ge=1, le=99_999_999)]
    currency: Annotated[int, msgspec.Meta(ge=1, le=999)]
    receipt: Annotated[str, msgspec.Meta(max_length=8)] = ""
    reverses: UUID | None = None
    # What the customer's phone shows, read by the till. It is handed on, and written down nowhere.
    code: Annotated[str, msgspec.Meta(pattern="^(?:[0-9]{16,24})?$")] = ""


class Decision(msgspec.Struct, frozen=True):
    """What a person saw at the terminal."""

    is_paid: bool


class Opening(msgspec.Struct, frozen=True):
    """A till is about to leave for a provider's app. `origin`: where the app shall return to."""

    origin: Annotated[str, msgspec.Meta(pattern=r"^https?://[^/?#\s]{1,200}$")]
    is_ios: bool = False


class Known(msgspec.Struct, frozen=True):
    """How it stood when the till last heard of it."""

    after: Annotated[int, msgspec.Meta(ge=0, le=99_999)] | None = None
    step: Annotated[str, msgspec.Meta(max_length=40)] = ""


_KNOWN = msgspec.json.Decoder(Known)
_WISH = msgspec.json.Decoder(Wish)
_DECISION = msgspec.json.Decoder(Decision)
_OPENING = msgspec.json.Decoder(Opening)


async def terminals(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Those that this till may choose. Wallets stand beside its other tenders instead."""
    sender = (await require_trusted(services, scope)).sender

    def find() -> list[TerminalView]:
        with reading_in_thread(sender.organization):
            return terminals_of_till(sender.store, sender.till)

    found = await _away(find)
    listed = [
        {"id": str(one.id), "name": one.name, "driver": one.driver, "trouble": ""} for one in found if not one.scans
    ]
    await send_json(send, {"terminals": listed})


async def at_terminal(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """`{terminal}/attempts/{attempt}`, and the same with `/void`; a till asks by the other verbs here, too."""
    parts = scope["path"].removeprefix(TERMINALS).split("/")
    verb = parts[3] if len(parts) == 4 else ""
    if len(parts) not in (3, 4) or parts[1] != "attempts":
        raise Problem(404, "edge.not_found")
    if verb not in ("", "void"):
        await _at(services, scope, receive, send, name=parts[2], verb=verb)
        return
    is_void = verb == "void"
    if scope["method"] != "POST":
        raise Problem(405, "edge.method")
    sender = (await require_trusted(services, scope)).sender
    wish = await read_json(scope, receive, _WISH)
    if parts[0] == PAGE:
        view = await _away(lambda: give_back_paid(_back(sender, _uuid(parts[2]), wish, is_void=is_void)))
        _follow(services, sender, view)
        await send_json(send, document(view), status=200 if is_void else 202)
        return
    command = BeginAttempt(
        organization=sender.organization, store=sender.store, till=sender.till, terminal=_uuid(parts[0]),
        id=_uuid(parts[2]), kind=Kind(wish.kind), amount=wish.amount, currency=wish.currency, reverses=wish.reverses,
        now=_now(), is_void=is_void,
    )  # fmt: skip
    view = await _away(lambda: begin_attempt(command))
    _follow(services, sender, view, wish.code)
    await send_json(send, document(view), status=200 if is_void else 202)


def _back(sender: Sender, key: UUID, wish: Wish, *, is_void: bool) -> GiveBackPaid:
    """Of what was paid by a link: it names the payment, and no terminal."""
    if wish.reverses is None or wish.kind not in ("reversal", "refund"):
        raise Problem(422, "agent.body_invalid")
    return GiveBackPaid(
        organization=sender.organization, store=sender.store, till=sender.till, person=None, id=key,
        payment=wish.reverses, kind=Kind(wish.kind), amount=wish.amount, currency=wish.currency, now=_now(),
        is_void=is_void,
    )  # fmt: skip


async def at_attempt(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """`{attempt}`, and the same with `/cancel`, `/query`, `/decide`."""
    name, _, verb = scope["path"].removeprefix(ATTEMPTS).partition("/")
    await _at(services, scope, receive, send, name=name, verb=verb)


async def _at(services: Services, scope: Scope, receive: Receive, send: Send, *, name: str, verb: str) -> None:
    if verb not in ("", "follow", "cancel", "query", "decide", "open"):
        raise Problem(404, "edge.not_found")
    if scope["method"] != ("POST" if verb else "GET"):
        raise Problem(405, "edge.method")
    sender = (await require_trusted(services, scope)).sender
    attempt = _uuid(name)
    facts: dict[str, Any] = {"organization": sender.organization, "id": attempt, "now": _now(), "till": sender.till}
    if verb == "open":
        opening = await read_json(scope, receive, _OPENING)
        back = f"{opening.origin}{RETURN}"
        leap = await _away(lambda: leap_of(OneAttempt(**facts), back=back, is_ios=opening.is_ios))
        await send_json(send, {"address": leap})
        return
    if verb == "cancel":
        view = await _away(lambda: give_up(OneAttempt(**facts)))
    elif verb == "query":
        view = await _away(lambda: wake(OneAttempt(**facts)))
    elif verb == "decide":
        said = await read_json(scope, receive, _DECISION)
        view = await _away(lambda: decide(DecideAttempt(**facts, is_paid=said.is_paid)))
    else:
        known = await read_json(scope, receive, _KNOWN) if verb else _known_of(scope)
        await _until_news(services, sender, attempt, known)
        view = await _away(lambda: _find(sender, attempt))
    _follow(services, sender, view)
    await send_json(send, document(view))


def document(view: AttemptView) -> dict[str, object]:
    """As an agent says it."""
    result = view.result
    names = ("trace", "receipt", "authorization", "brand", "last_four", "terminal")
    return {
        "id": str(view.id), "terminal": str(view.terminal), "kind": view.kind, "amount": view.amount,
        "currency": view.currency, "state": view.state, "trouble": view.trouble, "step": view.step,
        "needs_person": view.needs_person, "count": len(view.events), "tip": view.tip,
        "approved": view.amount + view.tip if view.state == "approved" else 0,
        "expires_ms": view.expires_ms, "code": view.code,
        "result": {name: result.get(name, "") for name in names}, "events": list(view.events),
    }  # fmt: skip


def _known_of(scope: Scope) -> Known:
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    after, step = query.get("after", [""])[0], query.get("step", [""])[0]
    return Known(int(after) if after.isascii() and after.isdigit() and len(after) < 6 else None, step)


async def _until_news(services: Services, sender: Sender, attempt: UUID, known: Known) -> None:
    """With `after` and `step`, wait until it stands otherwise than so, or the time is up."""
    if known.after is None:
        return
    until = asyncio.get_running_loop().time() + NEWS_SECONDS
    while asyncio.get_running_loop().time() < until and not services.closing.is_set():
        async with reading(services.pool, sender.organization) as connection:
            row = await connection.fetchrow(READ_STANDING, sender.organization, attempt, sender.till)
        shown = row["step"] if row is not None and row["state"] == "pending" else ""
        if row is None or row["count"] != known.after or shown != known.step:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _follow(services: Services, sender: Sender, view: AttemptView, code: str = "") -> None:
    """Work on it in the background; one that is followed already is asked again by itself."""
    if view.is_open and view.id not in _running:
        task = asyncio.create_task(_work(services, sender.organization, view.id, code))
        _running[view.id] = task
        task.add_done_callback(lambda _: _running.pop(view.id, None))


async def _work(services: Services, organization: UUID, attempt: UUID, code: str) -> None:
    until = asyncio.get_running_loop().time() + FOLLOWED_SECONDS
    while asyncio.get_running_loop().time() < until and not services.closing.is_set():
        try:
            view = await _away(lambda: advance(organization, attempt, code))
        except DatabaseError as error:
            log.warning("a card payment is left to the worker: %r", error)
            return
        if not view.is_open or view.needs_person:
            return
        await asyncio.sleep(STEP_SECONDS)


def _find(sender: Sender, attempt: UUID) -> AttemptView:
    with reading_in_thread(sender.organization):
        return find_attempt(sender.organization, attempt, sender.till)


async def _away(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, lambda: in_thread(work))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem(404, "edge.not_found") from None


def _now() -> datetime:
    return datetime.now(UTC)
