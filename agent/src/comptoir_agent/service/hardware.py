"""Hardware other than receipt printers, as tills ask for it: scales, displays, readers, labels, discovery."""

import asyncio
import json
from typing import Any

from aiohttp import web

from comptoir_agent.discovery import discover
from comptoir_agent.displays import PoleDisplay, pair
from comptoir_agent.labels import COPIES_MAX, Label, compose
from comptoir_agent.printing.jobs import TooMany
from comptoir_agent.printing.network_printer import PrinterFault
from comptoir_agent.printing.presses import device_of
from comptoir_agent.readers import CodeReader
from comptoir_agent.service.asking import IDENTIFIER, SERVICE, Refused, signed, trusted
from comptoir_agent.service.paying import terminal_documents
from comptoir_agent.settings import PrinterSettings, ScaleSettings, Settings
from comptoir_agent.weighing.cas import Cas
from comptoir_agent.weighing.dialog06 import Dialog06
from comptoir_agent.weighing.reading import PRICE_MAX, TARE_MAX, Dialect, Mark, Wish
from comptoir_agent.weighing.scale import Scale, Weighing

# A till waits for news so long at most; its own patience is eight seconds.
NEWS_SECONDS = 5.0
TEXT_MAX = 200


class Hardware:
    """Every scale, display and reader of the settings, and the tasks that serve them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.displays = {one.id: PoleDisplay(one.line, one.dialect, one.code_page) for one in settings.displays}
        self.scales = {one.id: Scale(one.line, _dialect(one)) for one in settings.scales}
        self.readers = {one.id: CodeReader(one.line) for one in settings.readers}
        self._shows: set[asyncio.Task[None]] = set()
        self._discovery = asyncio.Lock()
        # What a till may add: nothing that this agent did not find itself.
        self.found_addresses: set[str] = set()

    def start(self) -> None:
        for display in self.displays.values():
            display.start()
        for reader in self.readers.values():
            reader.start()

    async def stop(self) -> None:
        for task in self._shows:
            task.cancel()
        await asyncio.gather(
            *(display.stop() for display in self.displays.values()),
            *(reader.stop() for reader in self.readers.values()),
            *(scale.stop() for scale in self.scales.values()),
        )

    def let_go(self) -> None:
        """Answer every till that waits for news: it asks again when somebody is there."""
        for reader in self.readers.values():
            reader.let_go()
        for scale in self.scales.values():
            scale.let_go()

    def find_weighing(self, name: str) -> Weighing | None:
        return next((found for scale in self.scales.values() if (found := scale.find(name)) is not None), None)

    def show(self, scale: str, weighing: Weighing, price: str) -> None:
        """What the customer must see while goods are weighed: the price a kilogram, the tare, the net weight."""
        settings = next(one for one in self.settings.scales if one.id == scale)
        if settings.display:
            task = asyncio.create_task(_follow(self.displays[settings.display], weighing, price))
            self._shows.add(task)
            task.add_done_callback(self._shows.discard)

    async def discover(self, *, knock: bool) -> list[dict[str, str]]:
        """One search at a time: tills that ask meanwhile wait for their own."""
        async with self._discovery:
            everything = await discover(knock=knock)
            self.found_addresses |= {found.address for found in everything}
            return [{"kind": found.kind.value, "address": found.address, "name": found.name} for found in everything]


async def _follow(display: PoleDisplay, weighing: Weighing, price: str) -> None:
    tare = f"T {kilograms(weighing.wish.tare_g)}" if weighing.wish.tare_g else ""
    while True:
        reading = weighing.reading
        is_weight = reading.mark is Mark.DONE
        display.show(pair(tare, price), pair("", f"{kilograms(reading.net_g)} kg") if is_weight else "- - -")
        if weighing.is_over:
            return
        await weighing.after(weighing.revision, seconds=NEWS_SECONDS)


def kilograms(grams: int) -> str:
    """`0,450`: as the scales of Europe write it."""
    return f"{grams // 1000},{grams % 1000:03d}"


def _dialect(scale: ScaleSettings) -> Dialect:
    return Cas() if scale.dialect == "cas" else Dialog06(scale.checksums)


def add_routes(app: web.Application) -> None:
    """The addresses of this module."""
    app.router.add_get("/v1/devices", _devices)
    app.router.add_post("/v1/scales/{scale}/weighings/{weighing}", _weigh)
    app.router.add_get("/v1/weighings/{weighing}", _weighing)
    app.router.add_post("/v1/weighings/{weighing}/cancel", _cancel)
    app.router.add_post("/v1/displays/{display}", _show)
    app.router.add_get("/v1/readers/{reader}", _codes)
    app.router.add_post("/v1/printers/{printer}/labels/{job}", _label)
    app.router.add_post("/v1/discover", _discover)


async def _devices(request: web.Request) -> web.Response:
    """All that is not a receipt printer, and whether it answers."""
    nonce, _ = await trusted(request)
    service = request.app[SERVICE]
    hardware, settings = service.hardware, service.settings
    answers = await asyncio.gather(*(hardware.scales[scale.id].is_there() for scale in settings.scales))
    labels = [printer for printer in settings.printers if printer.language == "zpl"]
    troubles = await asyncio.gather(*(_trouble(printer) for printer in labels))
    terminals = await terminal_documents(service.paying)
    document = {
        "scales": [
            {
                "id": scale.id,
                "name": scale.name,
                "is_approved": scale.is_approved,
                "address": str(scale.line),
                "trouble": "" if is_there else "no_answer",
            }
            for scale, is_there in zip(settings.scales, answers, strict=True)
        ],
        "displays": [
            {"id": one.id, "name": one.name, "trouble": "" if hardware.displays[one.id].is_there else "no_answer"}
            for one in settings.displays
        ],
        "readers": [
            {"id": one.id, "name": one.name, "trouble": "" if hardware.readers[one.id].is_there else "no_answer"}
            for one in settings.readers
        ],
        "label_printers": [
            {"id": printer.id, "name": printer.name, "address": printer.place, "trouble": trouble}
            for printer, trouble in zip(labels, troubles, strict=True)
        ],
        "terminals": terminals,
    }
    return signed(request, nonce, document)


async def _trouble(printer: PrinterSettings) -> str:
    try:
        found = await device_of(printer).trouble()
    except PrinterFault as fault:
        return fault.trouble.value
    return found.value if found else ""


async def _weigh(request: web.Request) -> web.Response:
    """Begin to weigh. `price` is how customers read the price a kilogram, for the display."""
    nonce, body = await trusted(request)
    hardware = request.app[SERVICE].hardware
    name, place = request.match_info["weighing"], request.match_info["scale"]
    scale = hardware.scales.get(place)
    if scale is None:
        raise Refused(404, "agent.scale_unknown")
    wish = _read(body)
    unit_price, tare_g = _number(wish, "unit_price", 1, PRICE_MAX), _number(wish, "tare_g", 0, TARE_MAX)
    if not IDENTIFIER.fullmatch(name):
        raise Refused(422, "agent.body_invalid")
    is_new = hardware.find_weighing(name) is None
    weighing = scale.weigh(name, Wish(unit_price, tare_g))
    if is_new:
        hardware.show(place, weighing, _text(wish, "price"))
    return signed(request, nonce, _weighed(weighing), status=202)


async def _weighing(request: web.Request) -> web.Response:
    """How it stands; with `after`, as soon as it stands otherwise than at that revision."""
    nonce, _ = await trusted(request)
    weighing = _find(request)
    after = request.query.get("after", "")
    if after.isdigit():
        await weighing.after(int(after), seconds=NEWS_SECONDS)
    return signed(request, nonce, _weighed(weighing))


async def _cancel(request: web.Request) -> web.Response:
    """The goods are not wanted any more; the scale is free."""
    nonce, _ = await trusted(request)
    weighing = _find(request)
    for scale in request.app[SERVICE].hardware.scales.values():
        scale.cancel(weighing.id)
    return signed(request, nonce, _weighed(weighing))


def _find(request: web.Request) -> Weighing:
    found = request.app[SERVICE].hardware.find_weighing(request.match_info["weighing"])
    if found is None:
        raise Refused(404, "agent.weighing_unknown")
    return found


def _weighed(weighing: Weighing) -> dict[str, object]:
    reading, wish = weighing.reading, weighing.wish
    return {
        "id": weighing.id,
        "revision": weighing.revision,
        "is_over": weighing.is_over,
        "mark": reading.mark.value,
        "net_g": reading.net_g,
        "tare_g": wish.tare_g,
        "unit_price": wish.unit_price,
        "amount": reading.amount,
    }


async def _show(request: web.Request) -> web.Response:
    nonce, body = await trusted(request)
    display = request.app[SERVICE].hardware.displays.get(request.match_info["display"])
    if display is None:
        raise Refused(404, "agent.display_unknown")
    wish = _read(body)
    upper, lower = _text(wish, "upper"), _text(wish, "lower")
    # An amount stands at the right end of its line, and is never cut.
    display.show(
        pair(upper, _text(wish, "upper_right")) if wish.get("upper_right") else upper,
        pair(lower, _text(wish, "lower_right")) if wish.get("lower_right") else lower,
    )
    return signed(request, nonce, {"trouble": "" if display.is_there else "no_answer"})


async def _codes(request: web.Request) -> web.Response:
    """Codes after the one that the till has seen last; waits for one. Without `after`: which one is the newest."""
    nonce, _ = await trusted(request)
    reader = request.app[SERVICE].hardware.readers.get(request.match_info["reader"])
    if reader is None:
        raise Refused(404, "agent.reader_unknown")
    after = request.query.get("after", "")
    codes = await reader.after(int(after), seconds=NEWS_SECONDS) if after.isdigit() else []
    document = {"newest": reader.count, "codes": [{"number": code.number, "text": code.text} for code in codes]}
    return signed(request, nonce, document)


async def _label(request: web.Request) -> web.Response:
    """A label job: composed here, then printed like any other job, once."""
    nonce, body = await trusted(request)
    service = request.app[SERVICE]
    printer, name = service.settings.printer(request.match_info["printer"]), request.match_info["job"]
    if printer is None or printer.language != "zpl":
        raise Refused(404, "agent.printer_unknown")
    wish = _read(body)
    label = Label(
        _text(wish, "name"), _text(wish, "price"), _text(wish, "note"), _text(wish, "code"),
        _number(wish, "copies", 1, COPIES_MAX),
    )  # fmt: skip
    if not IDENTIFIER.fullmatch(name):
        raise Refused(422, "agent.body_invalid")
    try:
        data = compose(label, width_mm=printer.width_mm, height_mm=printer.height_mm)
        job = service.jobs.add(name, printer.id, data)
    except TooMany:
        raise Refused(503, "agent.too_many") from None
    service.presses.wake(job.printer)
    document = {"id": job.id, "printer": job.printer, "state": job.state.value, "trouble": job.trouble}
    return signed(request, nonce, document, status=202)


async def _discover(request: web.Request) -> web.Response:
    """Look for hardware. `knock` also tries port 9100 of the neighbors, which only a person should ask for."""
    nonce, body = await trusted(request)
    found = await request.app[SERVICE].hardware.discover(knock=_read(body).get("knock") is True)
    return signed(request, nonce, {"found": found})


def _read(body: bytes) -> dict[str, Any]:
    try:
        wish = json.loads(body or b"{}")
    except ValueError:
        raise Refused(422, "agent.body_invalid") from None
    if not isinstance(wish, dict):
        raise Refused(422, "agent.body_invalid")
    return wish


def _text(wish: dict[str, Any], name: str) -> str:
    found = wish.get(name, "")
    if not isinstance(found, str) or len(found) > TEXT_MAX:
        raise Refused(422, "agent.body_invalid")
    return found


def _number(wish: dict[str, Any], name: str, least: int, most: int) -> int:
    found = wish.get(name, least)
    if type(found) is not int or not least <= found <= most:
        raise Refused(422, "agent.body_invalid")
    return found
