"""One port, two doors: devices and built pages are answered here, everything else by Django."""

import asyncio
import time
from pathlib import Path

from comptoir.config.doors import API
from comptoir.config.observing import ADDRESSES, Observing
from comptoir.config.web_files import WebFiles
from comptoir.config.wsgi_adapter import WsgiAdapter, WsgiApplication
from comptoir.edge.door import Door
from comptoir.edge.http import Message, Receive, Scope, Send
from comptoir.platform.metrics import count_request

# Apps whose addresses the till's shell may open directly; each has its own `index.html`.
EVENTS = "/edge/v1/events"
PAGES = {"/till/": "till", "/r/": "r"}


class Dispatcher:
    """The ASGI application of `comptoir serve`."""

    def __init__(self, *, dsn: str, web: Path, pages: WsgiApplication, observing: Observing) -> None:
        self._door = Door(dsn)
        self._observing = observing
        self._pages = WsgiAdapter(pages)
        self._static = WebFiles(web / "static", prefix="/static/", fallback=None)
        self._apps = {
            prefix: WebFiles(web / folder, prefix=prefix, fallback="index.html") for prefix, folder in PAGES.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        path: str = scope["path"]
        if scope.get("scheme") == "https":
            send = _by_tls_only(send)
        if path in ADDRESSES:
            await self._observing(scope, send)
            return
        began, status = time.monotonic(), 0

        async def counted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._answer(path, scope, receive, counted)
        finally:
            # A stream lasts as long as its till is open, and who goes away before an answer had none.
            if status and path != EVENTS:
                count_request(_door(path), status, time.monotonic() - began)

    async def _answer(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        if path.startswith("/edge/"):
            await self._door(scope, receive, send)
        elif path.startswith("/static/"):
            await self._static(scope, send)
        elif path.startswith(("/till/", "/r/")):
            prefix = "/till/" if path.startswith("/till/") else "/r/"
            await self._apps[prefix](scope, send)
        elif path in ("/till", "/r"):
            await _redirect(send, f"{path}/")
        else:
            await self._pages(scope, receive, send)

    def end_streams(self) -> None:
        """The server stops: what would go on for ever ends now, everything else may come to its end."""
        self._door.end_streams()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start before the first request, stop after the last: what has arrived is written before the end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._door.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._door.stop()
                await asyncio.to_thread(self._pages.close)
                await send({"type": "lifespan.shutdown.complete"})
                return


def _door(path: str) -> str:
    """By which door a request came, for counting."""
    if path.startswith("/edge/"):
        return "edge"
    if path.startswith(("/static/", "/till", "/r/")):
        return "files"
    return "api" if path.startswith(API) else "pages"


def _by_tls_only(send: Send) -> Send:
    """Who came by TLS comes by nothing else for a year (RFC 6797). Other hosts of the domain are not ours."""

    async def said(message: Message) -> None:
        if message["type"] == "http.response.start":
            tls_only = (b"strict-transport-security", b"max-age=31536000")
            message = {**message, "headers": [*message["headers"], tls_only]}
        await send(message)

    return said


async def _redirect(send: Send, to: str) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
