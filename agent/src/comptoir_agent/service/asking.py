"""How every endpoint hears a question and gives an answer, and what they all use."""

import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from comptoir_agent.printing.jobs import Jobs
from comptoir_agent.printing.presses import Presses
from comptoir_agent.screens import Screens
from comptoir_agent.service.pairs import CLOCK_OFF, NotTrusted, Pairs, question
from comptoir_agent.settings import Settings

if TYPE_CHECKING:
    from comptoir_agent.service.hardware import Hardware
    from comptoir_agent.service.paying import Paying
    from comptoir_agent.service.relaying import Relay

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
QUESTION = re.compile(r"([A-Za-z0-9_-]{22})\.(\d{13})")


@dataclass(slots=True)
class Service:
    """What every endpoint uses."""

    settings: Settings
    pairs: Pairs
    jobs: Jobs
    presses: Presses
    hardware: "Hardware"
    paying: "Paying"
    screens: Screens
    # What an agent can do that has joined a shop.
    relay: "Relay | None"


SERVICE: web.AppKey[Service] = web.AppKey("service", Service)


class ClockOff(Exception):
    """A paired till asks, by a clock that is not ours."""

    def __init__(self, nonce: str) -> None:
        super().__init__(CLOCK_OFF)
        self.nonce = nonce


class Refused(Exception):
    """A refusal with a code that the till translates."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


async def trusted(request: web.Request) -> tuple[str, bytes]:
    """The nonce and the body of a question by a paired till."""
    body = await request.read()
    asked = QUESTION.fullmatch(request.headers.get("Comptoir-Question", ""))
    if asked is None:
        raise NotTrusted("agent.not_signed")
    nonce, at_ms = asked[1], int(asked[2])
    relay = request.app[SERVICE].relay
    if relay is not None:
        request.app[SERVICE].pairs.let_out(relay.forwarder.revoked)
    try:
        request.app[SERVICE].pairs.check(
            request.headers.get("Comptoir-Till", ""),
            question=question(request.method, request.path_qs, nonce, at_ms, body),
            signature=request.headers.get("Comptoir-Signature", ""),
            nonce=nonce,
            at_ms=at_ms,
        )
    except NotTrusted as refused:
        if refused.code == CLOCK_OFF:
            raise ClockOff(nonce) from None
        raise
    return nonce, body


def tell_time(request: web.Request, nonce: str) -> web.Response:
    """The refusal of a question from another time, with ours, signed: the till asks again by this clock.

    Only the holder of our key can move a till's clock so; a time invented by somebody in between would let him keep
    questions for later.
    """
    document = {"type": "about:blank", "status": 401, "code": CLOCK_OFF, "now_ms": int(time.time() * 1_000)}
    return signed(request, nonce, document, status=401)


def signed(request: web.Request, nonce: str, document: object, *, status: int = 200) -> web.Response:
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {"Comptoir-Answer": request.app[SERVICE].pairs.answer(nonce, body), "Cache-Control": "no-store"}
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)
