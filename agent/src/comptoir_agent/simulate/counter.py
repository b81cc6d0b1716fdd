"""A whole virtual counter in one process: printers, scale, display, reader, card terminal, and a page with hands.

The page is for a person who tries the shop without hardware: it puts goods on the scale, scans codes, takes the paper
out, refuses a card, and shows what customers would read and what comes out of the printer. It listens on loopback only.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiohttp import web

from comptoir_agent.simulate.card_ledger import Ledger
from comptoir_agent.simulate.card_terminal import VirtualCardTerminal
from comptoir_agent.simulate.display import VirtualDisplay
from comptoir_agent.simulate.labels import VirtualLabelPrinter
from comptoir_agent.simulate.printer import VirtualPrinter
from comptoir_agent.simulate.reader import VirtualReader
from comptoir_agent.simulate.scale import VirtualScale
from comptoir_agent.simulate.terminal import LOOPBACK, Say, SerialDevice, serve

PAGES_SHOWN = 3
PULSE_SECONDS = 10.0
PAGE_NAME = re.compile(r"[0-9]{4,}\.png")
HOSTS = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
HAND_BYTES_MAX = 2_000
# A person wants to see that the till waits for the customer.
CUSTOMER_SECONDS = 1.5
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
PARTS = {"/": "counter.html", "/counter.js": "counter.js", "/counter.css": "counter.css", "/words.json": "words.json"}
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts that are no serial lines listen."""

    printer: int
    labels: int
    page: int
    terminal: int


@dataclass(slots=True)
class Board:
    """What a person sees of the counter. `revision` grows with each change."""

    codes: list[dict[str, str]]
    display: list[str] = field(default_factory=lambda: ["", ""])
    pages: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    grams: int = 0
    # What the card terminal shows: a word, and the amount in the currency's smallest units.
    card: dict[str, object] = field(default_factory=lambda: {"word": "idle", "amount": 0})
    revision: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.revision += 1
        self.changed.set()
        self.changed = asyncio.Event()

    async def after(self, revision: int) -> None:
        if self.revision > revision:
            return
        try:
            async with asyncio.timeout(PULSE_SECONDS):
                await self.changed.wait()
        except TimeoutError:
            return


class VirtualCounter:
    """Every device, and the board that shows them."""

    def __init__(self, folder: Path, codes: list[dict[str, str]], say: Say) -> None:
        self._folder = folder
        self._say = say
        self.board = Board(codes)
        self.printer = VirtualPrinter(folder / "printed", width_mm=80, report=self._hear)
        self.labels = VirtualLabelPrinter(folder / "labels", self._hear)
        self.scale = VirtualScale("dialog06", self._hear)
        self.display = VirtualDisplay(self._hear)
        self.reader = VirtualReader()
        self.terminal = VirtualCardTerminal(self._hear, Ledger(folder / "card-payments.jsonl"))
        self.terminal.customer_seconds = CUSTOMER_SECONDS

    async def serve(self, ports: Ports) -> None:
        """Everything, until cancelled."""
        serial: dict[str, SerialDevice] = {"scale": self.scale, "display": self.display, "reader": self.reader}
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self.printer.serve(ports.printer, 0))
            parts.create_task(self.labels.serve(ports.labels, 0))
            parts.create_task(self.terminal.serve(ports.terminal, 0))
            for name, device in serial.items():
                parts.create_task(serve(device, 0, self._hear, link=self._folder / name))
            parts.create_task(self._page(ports.page))

    def document(self) -> dict[str, object]:
        state, board, mood = self.printer.state, self.board, self.terminal.mood
        return {
            "display": board.display,
            "pages": board.pages,
            "label": board.label,
            "grams": board.grams,
            "codes": board.codes,
            "printer": {"paper": state.paper, "cover": state.cover, "mute": state.is_mute},
            "card": board.card,
            "next": {
                "refuse": mood.answer == "decline",
                "wait": mood.waits,
                "lose": mood.loses,
                "silent": mood.is_mute,
                "tip": mood.tip > 0,
            },
            "drawer": {"open": state.is_drawer_open, "stuck": state.is_drawer_stuck},
        }

    def obey(self, device: str, words: list[str]) -> bool:
        """A hand does something; False when there is no such thing to do."""
        match device:
            case "scale":
                is_known = self.scale.obey(words)
                self.board.grams = int(words[1]) if is_known and words[0] == "put" else 0
            case "reader":
                is_known = self.reader.obey(words)
            case "printer":
                is_known = self.printer.state.say(" ".join(words))
            case "terminal":
                is_known = self.terminal.obey(words)
            case _:
                is_known = False
        if is_known:
            self.board.tell()
        return is_known

    def _hear(self, event: dict[str, object]) -> None:
        match event:
            case {"event": "shown", "lines": [str(upper), str(lower)]}:
                self.board.display = [upper, lower]
            case {"event": "page", "file": str(file)}:
                self.board.pages = [Path(file).name, *self.board.pages][:PAGES_SHOWN]
            case {"event": "label", "file": str(file)}:
                self.board.label = re.findall(r"\^FD(.*?)\^FS", Path(file).read_text(encoding="utf-8"))
            case {"event": "waiting"}:
                self.board.card = {"word": "waiting", "amount": 0}
            case {"event": ("taken" | "declined") as word, "amount": int(amount)}:
                self.board.card = {"word": word, "amount": amount}
            case _:
                pass
        self.board.tell()
        self._say(event)

    async def _page(self, port: int) -> None:
        app = web.Application(client_max_size=HAND_BYTES_MAX, middlewares=[_only_here])
        for path, name in PARTS.items():
            app.router.add_get(path, _part(name))
        app.router.add_get("/printed/{name}", self._printed)
        app.router.add_get("/state", self._state)
        app.router.add_post("/hand", self._hand)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, LOOPBACK, port)
            await site.start()
            self._say({"event": "page_ready", "address": f"http://localhost:{runner.addresses[0][1]}"})
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _printed(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = self._folder / "printed" / name
        if not PAGE_NAME.fullmatch(name) or not path.exists():
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type="image/png", headers=HEADERS)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        """The board, at once and whenever it changes."""
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        try:
            while True:
                revision = self.board.revision
                await stream.write(f"data: {json.dumps(self.document(), ensure_ascii=False)}\n\n".encode())
                await self.board.after(revision)
        except ConnectionError:
            return stream

    async def _hand(self, request: web.Request) -> web.StreamResponse:
        """JSON only: a page of somebody else can't send it without being asked first, which nobody answers."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            wish: Any = await request.json()
            device, words = str(wish["device"]), str(wish["words"]).split()
        except (ValueError, KeyError, TypeError):
            raise web.HTTPUnprocessableEntity from None
        if not self.obey(device, words):
            raise web.HTTPUnprocessableEntity
        return web.Response(status=204, headers=HEADERS)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _only_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A name that somebody's DNS leads to this machine is not this machine's name."""
    if not HOSTS.fullmatch(request.headers.get("Host", "")):
        raise web.HTTPForbidden
    return await handler(request)


def _part(name: str) -> Handler:
    text = (files("comptoir_agent.simulate") / "page" / name).read_text(encoding="utf-8")
    kind = KINDS[Path(name).suffix]

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind, headers=HEADERS)

    return answer
