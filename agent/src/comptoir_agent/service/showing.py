"""The customers' screens over HTTP: tills say by signed questions what they show, screens hear a stream of events."""

import json

from aiohttp import web

from comptoir_agent.screens import CodeUnknown, Stage, TooManyScreens
from comptoir_agent.service.asking import SERVICE, Refused, signed, trusted
from comptoir_agent.service.pairs import NotTrusted

# A line that is dead is found out when something is written to it.
PULSE_SECONDS = 10.0
VIEW_BYTES_MAX = 200_000
WATCHING_MAX = 20


def add_routes(app: web.Application) -> None:
    """The addresses of this module."""
    app.router.add_get("/v1/screens", _count)
    app.router.add_post("/v1/screens", _invite)
    app.router.add_post("/v1/screens/view", _show)
    app.router.add_post("/v1/screens/clear", _clear)
    app.router.add_post("/v1/screens/join", _join)
    app.router.add_get("/v1/screens/events", _events)


async def _count(request: web.Request) -> web.Response:
    """How many screens this till has, and how many of them look now."""
    nonce, _ = await trusted(request)
    return signed(request, nonce, _document(request))


async def _invite(request: web.Request) -> web.Response:
    """A code for one more screen, which the till shows as a QR."""
    nonce, _ = await trusted(request)
    code = request.app[SERVICE].screens.open_code(_till(request))
    return signed(request, nonce, {"code": code}, status=201)


async def _show(request: web.Request) -> web.Response:
    """What the till shows from now on. Said again, it says that the till is still there."""
    nonce, body = await trusted(request)
    if len(body) > VIEW_BYTES_MAX:
        raise Refused(413, "agent.too_large")
    try:
        view = json.loads(body)
    except ValueError:
        raise Refused(422, "agent.body_invalid") from None
    if not isinstance(view, dict):
        raise Refused(422, "agent.body_invalid")
    # One line: an event's data ends where its line ends.
    request.app[SERVICE].screens.stage(_till(request)).show(json.dumps(view, ensure_ascii=False))
    return signed(request, nonce, _document(request))


async def _clear(request: web.Request) -> web.Response:
    nonce, _ = await trusted(request)
    request.app[SERVICE].screens.clear(_till(request))
    return signed(request, nonce, _document(request))


async def _join(request: web.Request) -> web.Response:
    """A screen comes with the code that it read off its till."""
    service = request.app[SERVICE]
    try:
        code = json.loads(await request.read())["code"]
    except (ValueError, KeyError, TypeError):
        raise Refused(422, "agent.body_invalid") from None
    try:
        token = service.screens.join(str(code))
    except CodeUnknown:
        raise NotTrusted("agent.code_unknown") from None
    except TooManyScreens:
        raise Refused(503, "agent.too_many") from None
    return web.json_response({"token": token, "name": service.settings.name}, status=201)


async def _events(request: web.Request) -> web.StreamResponse:
    """`view` with what the till shows, at once and whenever it changes; `away` when it shows nothing any more."""
    screens, token = request.app[SERVICE].screens, _token(request)
    stage = _stage(request, token)
    if stage.watching >= WATCHING_MAX:
        raise Refused(503, "agent.too_many")
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    stage.watching += 1
    try:
        await stream.prepare(request)
        said = ""
        while not screens.is_over and screens.till_of(token) is not None:
            revision = stage.revision
            event = f"event: view\ndata: {stage.view}\n\n" if stage.is_shown else "event: away\ndata:\n\n"
            await stream.write((event if event != said else ":\n\n").encode())
            said = event
            await stage.after(revision, seconds=PULSE_SECONDS)
    except ConnectionError:
        return stream
    finally:
        stage.watching -= 1
    return stream


def _stage(request: web.Request, token: str) -> Stage:
    """What the till of this screen shows. A till that is no longer let in shows nothing to anybody."""
    service = request.app[SERVICE]
    till = service.screens.till_of(token)
    if till is None or not service.pairs.knows(till):
        raise NotTrusted("agent.screen_unknown")
    return service.screens.stage(till)


def _token(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else ""


def _till(request: web.Request) -> str:
    """The key of the till that asked, once it is trusted."""
    return request.headers["Comptoir-Till"]


def _document(request: web.Request) -> dict[str, int]:
    screens, till = request.app[SERVICE].screens, _till(request)
    return {"screens": screens.count(till), "watching": screens.stage(till).watching}
