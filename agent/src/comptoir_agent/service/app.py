"""The agent's HTTP door. Each question of a till is signed, and so is each answer (see `pairs.py`)."""

import asyncio
import datetime
import json
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from aiohttp import web

from comptoir_agent.announce import Announcer
from comptoir_agent.printing.jobs import DATA_BYTES_MAX, Job, Jobs, TooMany
from comptoir_agent.printing.network_printer import PrinterFault
from comptoir_agent.printing.presses import Presses, device_of
from comptoir_agent.relay.certificate import Renewal, TlsFiles
from comptoir_agent.relay.forward import Forwarder
from comptoir_agent.relay.keep import Keep
from comptoir_agent.relay.label_prints import LabelPrints
from comptoir_agent.relay.shop import Shop, load_shop
from comptoir_agent.screens import Screens
from comptoir_agent.service import adding, hardware, paying, relaying, showing
from comptoir_agent.service.adding import with_added
from comptoir_agent.service.asking import IDENTIFIER, SERVICE, ClockOff, Refused, Service, signed, tell_time, trusted
from comptoir_agent.service.hardware import Hardware
from comptoir_agent.service.pairs import NotTrusted, Pairs
from comptoir_agent.service.paying import Paying
from comptoir_agent.service.relaying import Relay
from comptoir_agent.settings import PrinterSettings, Settings

log = logging.getLogger(__name__)

VERSION = "0.1.0"
HEADERS = "comptoir-till, comptoir-question, comptoir-signature, content-type, authorization"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Part(Protocol):
    """What runs as long as the application."""

    def start(self) -> None: ...

    async def stop(self) -> None: ...


def make_app(settings: Settings, *, tls: ssl.SSLContext | None = None) -> web.Application:
    """The application; its presses start and stop with it. `tls` is the context that it serves by, renewed in place."""
    settings = with_added(settings)
    jobs = Jobs(settings.state / "jobs")
    shop = load_shop(settings.state)
    relay = _relay(settings, shop)
    # Without TLS no other device may ask.
    announcer = Announcer(settings.address if tls else "")
    renewal = Renewal(settings.state, shop, tls, now=_now) if shop and tls and settings.wants_certificate else None
    service = Service(
        settings,
        Pairs(settings.state),
        jobs,
        Presses(settings, jobs),
        Hardware(settings),
        Paying(settings),
        Screens(settings.state),
        relay,
    )
    prints = LabelPrints(settings.state, shop, settings, jobs, service.presses) if shop else None
    app = web.Application(middlewares=[_open_to_pages, _say_refusals], client_max_size=DATA_BYTES_MAX)
    app[SERVICE] = service
    _add_routes(app)
    for part in (adding, hardware, paying, relaying, showing):
        part.add_routes(app)

    late = (relay.forwarder if relay is not None else None, prints, renewal)
    parts: list[_Part] = [service.presses, service.hardware, service.paying, *(one for one in late if one is not None)]

    async def run(_: web.Application) -> AsyncIterator[None]:
        for one in parts:
            one.start()
        await announcer.start()
        yield
        await announcer.stop()
        for one in reversed(parts):
            await one.stop()

    async def let_go(_: web.Application) -> None:
        service.hardware.let_go()
        service.screens.let_go()

    app.cleanup_ctx.append(run)
    app.on_shutdown.append(let_go)
    app.on_response_prepare.append(_say_who_may_read)
    return app


def _add_routes(app: web.Application) -> None:
    """The addresses of this module."""
    app.router.add_get("/v1/agent", _agent)
    app.router.add_post("/v1/pair", _pair)
    app.router.add_get("/v1/printers", _printers)
    app.router.add_post("/v1/printers/{printer}/jobs/{job}", _add_job)
    app.router.add_get("/v1/jobs/{job}", _job)
    app.router.add_post("/v1/jobs/{job}/take-back", _take_back)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _relay(settings: Settings, shop: Shop | None) -> Relay | None:
    """What was kept before is brought to the server also after a restart."""
    if shop is None:
        return None
    keep = Keep(settings.state / "relay")
    return Relay(shop, keep, Forwarder(settings.state, shop, keep, address=settings.address, version=VERSION))


class NoCertificate(Exception):
    """Other devices are to reach it, and nothing proves who it is; the text says what to do."""


def tls(settings: Settings) -> ssl.SSLContext | None:
    """The settings' certificate, or the one from the shop's authority; on loopback none is needed."""
    if settings.wants_certificate:
        files = TlsFiles(settings.state)
        if not files.certificate.exists():
            raise NoCertificate("There is no certificate yet: invite the agent in the back office and let it join.")
        return files.context()
    if settings.certificate is None or settings.key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.certificate, settings.key)
    return context


@web.middleware
async def _open_to_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A browser asks first whether the page at hand may ask."""
    if request.method == "OPTIONS":
        return web.Response(status=204 if _may_ask(request) else 403)
    return await handler(request)


def _may_ask(request: web.Request) -> bool:
    origin = request.headers.get("Origin", "")
    allowed = request.app[SERVICE].settings.origins
    return bool(origin) and (not allowed or origin in allowed)


async def _say_who_may_read(request: web.Request, answer: web.StreamResponse) -> None:
    """A till's page comes from another origin, and often from a public one to this private address."""
    if _may_ask(request):
        answer.headers.update(
            {
                "Access-Control-Allow-Origin": request.headers["Origin"],
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": HEADERS,
                "Access-Control-Expose-Headers": "comptoir-answer",
                "Access-Control-Allow-Private-Network": "true",
                "Access-Control-Max-Age": "600",
                "Vary": "Origin",
            }
        )


@web.middleware
async def _say_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return _problem(refused.status, refused.code)
    except ClockOff as refused:
        return tell_time(request, refused.nonce)
    except NotTrusted as refused:
        return _problem(401, refused.code)
    except web.HTTPRequestEntityTooLarge:
        return _problem(413, "agent.too_large")
    except web.HTTPNotFound:
        return _problem(404, "agent.not_found")


def _problem(status: int, code: str) -> web.Response:
    body = json.dumps({"type": "about:blank", "status": status, "code": code})
    return web.Response(status=status, text=body, content_type="application/problem+json")


async def _agent(request: web.Request) -> web.Response:
    """Who listens here: for a person who types an address."""
    return web.json_response({"name": request.app[SERVICE].settings.name, "version": VERSION})


async def _pair(request: web.Request) -> web.Response:
    """A till comes with the one-time code; both sides keep the other's key."""
    service = request.app[SERVICE]
    try:
        wish = json.loads(await request.read())
        code, public_key, name = str(wish["code"]), str(wish["public_key"]), str(wish["name"])[:80]
    except (ValueError, KeyError, TypeError):
        raise Refused(422, "agent.body_invalid") from None
    service.pairs.pair(code, public_key, name)
    log.info("paired with %s", name)
    return web.json_response({"name": service.settings.name, "public_key": service.pairs.public_key}, status=201)


async def _printers(request: web.Request) -> web.Response:
    """Every receipt printer, and what a person should see to."""
    nonce, _ = await trusted(request)
    printers = [printer for printer in request.app[SERVICE].settings.printers if printer.language == "escpos"]
    troubles = await asyncio.gather(*(_trouble(printer) for printer in printers))
    documents = [
        {
            "id": printer.id,
            "name": printer.name,
            "width_mm": printer.width_mm,
            "has_drawer": printer.has_drawer,
            "address": printer.place,
            "trouble": trouble,
        }
        for printer, trouble in zip(printers, troubles, strict=True)
    ]
    return signed(request, nonce, {"printers": documents})


async def _trouble(printer: PrinterSettings) -> str:
    try:
        found = await device_of(printer).trouble()
    except PrinterFault as fault:
        return fault.trouble.value
    return found.value if found else ""


async def _add_job(request: web.Request) -> web.Response:
    """Take bytes for a printer. The id is the till's: a repeat prints nothing and is told how the job stands.

    `?drawer` says that they open the drawer: whether it did is told with the job.
    """
    nonce, body = await trusted(request)
    service = request.app[SERVICE]
    printer, name = request.match_info["printer"], request.match_info["job"]
    if service.settings.printer(printer) is None:
        raise Refused(404, "agent.printer_unknown")
    if not IDENTIFIER.fullmatch(name) or not body:
        raise Refused(422, "agent.body_invalid")
    try:
        job = service.jobs.add(name, printer, body, opens_drawer="drawer" in request.query)
    except TooMany:
        raise Refused(503, "agent.too_many") from None
    service.presses.wake(job.printer)
    return signed(request, nonce, _document(service.jobs, job), status=202)


async def _job(request: web.Request) -> web.Response:
    nonce, _ = await trusted(request)
    job = request.app[SERVICE].jobs.find(request.match_info["job"])
    if job is None:
        raise Refused(404, "agent.job_unknown")
    return signed(request, nonce, _document(request.app[SERVICE].jobs, job))


async def _take_back(request: web.Request) -> web.Response:
    """Another printer is to have it. One that has begun goes on, and the till is told so."""
    nonce, _ = await trusted(request)
    job = request.app[SERVICE].jobs.take_back(request.match_info["job"])
    if job is None:
        raise Refused(404, "agent.job_unknown")
    return signed(request, nonce, _document(request.app[SERVICE].jobs, job))


def _document(jobs: Jobs, job: Job) -> dict[str, str]:
    return {"id": job.id, "printer": job.printer, "state": job.state.value, "trouble": jobs.trouble_of(job)}
