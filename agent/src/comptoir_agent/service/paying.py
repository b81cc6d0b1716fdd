"""Card terminals, as tills ask for them: begin an attempt, hear what becomes of it, stop it, say what a person saw."""

import asyncio
import json
from typing import Any

from aiohttp import web

from comptoir_agent.paying.attempts import Attempt, Attempts, Differs, State
from comptoir_agent.paying.desk import Desk
from comptoir_agent.paying.drivers import DRIVERS
from comptoir_agent.paying.terminals import NAMED, Kind, Wish
from comptoir_agent.service.asking import IDENTIFIER, SERVICE, Refused, signed, trusted
from comptoir_agent.settings import Settings

NEWS_SECONDS = 5.0
AMOUNT_MAX = 99_999_999
RECEIPT_DIGITS = 8


class Paying:
    """Every card terminal of the settings, and all attempts at them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.attempts = Attempts(settings.state / "attempts")
        self.desks = {
            one.id: Desk(
                one.id,
                DRIVERS[one.driver].make(one),
                self.attempts,
                allows_tips=one.allows_tips,
                hold_days=one.hold_days,
            )
            for one in settings.terminals
        }

    def start(self) -> None:
        for desk in self.desks.values():
            desk.start()

    async def stop(self) -> None:
        await asyncio.gather(*(desk.stop() for desk in self.desks.values()))


def add_routes(app: web.Application) -> None:
    """The addresses of this module."""
    app.router.add_post("/v1/terminals/{terminal}/attempts/{attempt}", _begin)
    app.router.add_post("/v1/terminals/{terminal}/attempts/{attempt}/void", _void)
    app.router.add_get("/v1/attempts/{attempt}", _attempt)
    app.router.add_post("/v1/attempts/{attempt}/cancel", _cancel)
    app.router.add_post("/v1/attempts/{attempt}/query", _query)
    app.router.add_post("/v1/attempts/{attempt}/decide", _decide)


async def terminal_documents(paying: Paying) -> list[dict[str, str]]:
    """Every terminal, and whether it can be reached."""
    listed = paying.settings.terminals
    answers = await asyncio.gather(*(paying.desks[one.id].terminal.is_there() for one in listed))
    return [
        {
            "id": one.id,
            "name": one.name,
            "driver": one.driver,
            "label": DRIVERS[one.driver].label,
            "trouble": "" if is_there else "no_answer",
        }
        for one, is_there in zip(listed, answers, strict=True)
    ]


async def _begin(request: web.Request) -> web.Response:
    """Take an attempt. The id is the till's: a repeat moves no money and is told how the first one stands."""
    nonce, body = await trusted(request)
    desk, name, wish = _asked(request, body)
    try:
        attempt = desk.begin(name, wish)
    except Differs:
        raise Refused(409, "agent.attempt_differs") from None
    return signed(request, nonce, _document(desk, attempt), status=202)


async def _void(request: web.Request) -> web.Response:
    """The till gave up before it knew whether we had heard of it: whenever its question still comes, it moves no money.

    One that has begun is asked to stop, as by `cancel`.
    """
    nonce, body = await trusted(request)
    desk, name, wish = _asked(request, body)
    try:
        attempt = desk.void(name, wish)
    except Differs:
        raise Refused(409, "agent.attempt_differs") from None
    return signed(request, nonce, _document(desk, attempt))


def _asked(request: web.Request, body: bytes) -> tuple[Desk, str, Wish]:
    desk = request.app[SERVICE].paying.desks.get(request.match_info["terminal"])
    if desk is None:
        raise Refused(404, "agent.terminal_unknown")
    name, wish = request.match_info["attempt"], _wish(_read(body))
    if not IDENTIFIER.fullmatch(name):
        raise Refused(422, "agent.body_invalid")
    return desk, name, wish


async def _attempt(request: web.Request) -> web.Response:
    """How it stands; with `after` and `step`, as soon as it stands otherwise than so."""
    nonce, _ = await trusted(request)
    desk, attempt = _find(request)
    after = request.query.get("after", "")
    if after.isdigit():
        await desk.after(attempt.id, int(after), request.query.get("step", ""), NEWS_SECONDS)
    return signed(request, nonce, _document(desk, _find(request)[1]))


async def _cancel(request: web.Request) -> web.Response:
    """The cashier gives up. What the terminal answers counts: it may say yes all the same."""
    nonce, _ = await trusted(request)
    desk, attempt = _find(request)
    desk.cancel(attempt)
    return signed(request, nonce, _document(desk, attempt))


async def _query(request: web.Request) -> web.Response:
    """Ask the terminal now what became of it."""
    nonce, _ = await trusted(request)
    desk, attempt = _find(request)
    desk.ask_again(attempt)
    return signed(request, nonce, _document(desk, attempt))


async def _decide(request: web.Request) -> web.Response:
    """A person has looked at the terminal, which could not say it by itself."""
    nonce, body = await trusted(request)
    desk, attempt = _find(request)
    is_paid = _read(body).get("is_paid")
    if not isinstance(is_paid, bool):
        raise Refused(422, "agent.body_invalid")
    return signed(request, nonce, _document(desk, desk.decide(attempt, is_paid=is_paid)))


def _find(request: web.Request) -> tuple[Desk, Attempt]:
    paying = request.app[SERVICE].paying
    attempt = paying.attempts.find(request.match_info["attempt"])
    desk = paying.desks.get(attempt.terminal) if attempt is not None else None
    if attempt is None or desk is None:
        raise Refused(404, "agent.attempt_unknown")
    return desk, attempt


def _read(body: bytes) -> dict[str, Any]:
    try:
        wish = json.loads(body or b"{}")
    except ValueError:
        raise Refused(422, "agent.body_invalid") from None
    if not isinstance(wish, dict):
        raise Refused(422, "agent.body_invalid")
    return wish


def _wish(said: dict[str, Any]) -> Wish:
    kind, amount, currency = said.get("kind"), said.get("amount", 0), said.get("currency")
    receipt, takes_less = said.get("receipt", ""), said.get("takes_less", False)
    may_be_offline = said.get("may_be_offline", False)
    if kind not in tuple(Kind) or type(amount) is not int or type(currency) is not int or not isinstance(receipt, str):
        raise Refused(422, "agent.body_invalid")
    flags = (takes_less, may_be_offline)
    if not all(isinstance(one, bool) for one in flags) or (any(flags) and kind != Kind.PAYMENT):
        raise Refused(422, "agent.body_invalid")
    least = 0 if kind == Kind.RECONCILE else 1
    is_number = receipt.isascii() and receipt.isdecimal() and len(receipt) <= RECEIPT_DIGITS
    is_receipt = is_number if kind in NAMED else receipt == ""
    if not least <= amount <= AMOUNT_MAX or not 0 < currency < 1_000 or not is_receipt:
        raise Refused(422, "agent.body_invalid")
    return Wish(Kind(kind), amount, currency, receipt, takes_less, may_be_offline)


def _document(desk: Desk, attempt: Attempt) -> dict[str, object]:
    result = attempt.result
    return {
        "id": attempt.id,
        "terminal": attempt.terminal,
        "kind": attempt.wish.kind.value,
        "amount": attempt.wish.amount,
        "currency": attempt.wish.currency,
        "state": attempt.state.value,
        "trouble": attempt.trouble,
        "step": desk.step_of(attempt),
        "needs_person": attempt.needs_person,
        "count": len(attempt.events),
        "tip": attempt.tip,
        "approved": result.amount if attempt.state is State.APPROVED else 0,
        "total": _total(attempt),
        "expires_ms": desk.expires_ms(attempt),
        "result": {
            "trace": result.trace,
            "receipt": result.receipt,
            "authorization": result.authorization,
            "brand": result.brand,
            "last_four": result.last_four,
            "terminal": result.terminal,
            "is_offline": result.is_offline,
        },
        "events": [
            {"at_ms": one.at_ms, "state": one.state.value, "source": one.source, "trouble": one.trouble}
            for one in attempt.events
        ],
    }


def _total(attempt: Attempt) -> int | None:
    """Of an end of day, what the terminal says that it took; none where it says no figures."""
    is_day = attempt.wish.kind is Kind.RECONCILE and attempt.state is State.APPROVED
    return attempt.result.amount if is_day and attempt.result.currency == attempt.wish.currency else None
