"""Django's synchronous pages inside the ASGI process: a small buffered adapter on a thread pool.

Django's own ASGI handler opens threads for each request and costs eight times as much (research/stack.md §2).
The adapter buffers both ways: an upload spools to disk, an answer is complete before it is sent. Only an answer that
says that it streams (an export) goes out part by part, and holds a thread while a part is made, not while it is sent.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeAlias, cast

from comptoir.edge.http import Message, Receive, Scope, Send, header

UPLOAD_BYTES_MAX = 64 * 1024 * 1024
SPOOL_BYTES = 512 * 1024
THREADS = 8

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Callable[[bytes], object]]
WsgiApplication: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]


class UploadTooLarge(Exception):
    """More than the server takes in one request."""


@dataclass(slots=True)
class Reply:
    """What the WSGI application said."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    parts: Iterator[bytes] | None = None  # of an answer that streams
    close: Callable[[], object] = field(default=lambda: None)


class WsgiAdapter:
    """Runs a WSGI application as an ASGI one. `close` waits for the requests that are running."""

    def __init__(self, application: WsgiApplication, *, threads: int = THREADS) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="comptoir-page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
            body = cast("BinaryIO", spool)
            try:
                size = await self._take_body(scope, receive, body)
            except UploadTooLarge:
                await _send(send, Reply(413, [(b"content-type", b"text/plain; charset=utf-8")], b"Too large.\n"))
                return
            if size is None:
                return
            environ = build_environ(scope, body, size)
            reply = await asyncio.get_running_loop().run_in_executor(self._pool, self._run, environ)
        if reply.parts is None:
            await _send(send, reply, is_head=scope["method"] == "HEAD")
        else:
            await self._stream(reply, reply.parts, receive, send, is_head=scope["method"] == "HEAD")

    async def _stream(
        self, reply: Reply, parts: Iterator[bytes], receive: Receive, send: Send, *, is_head: bool
    ) -> None:
        """Send part by part, as fast as the client takes them; it cancels by going away.

        A part that fails lets the exception fly: the server then breaks the connection off, so that a file which is
        not whole never looks whole.
        """
        loop = asyncio.get_running_loop()
        gone = asyncio.create_task(_wait_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
            while not is_head and not gone.done():
                part = await loop.run_in_executor(self._pool, next, parts, None)
                if part is None:
                    break
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            await loop.run_in_executor(self._pool, reply.close)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _take_body(self, scope: Scope, receive: Receive, body: BinaryIO) -> int | None:
        """Spool the upload; None when the client went away. Writing to disk does not hold up the other door."""
        declared = header(scope, b"content-length")
        if declared.isdigit() and int(declared) > UPLOAD_BYTES_MAX:
            raise UploadTooLarge
        size = 0
        while True:
            message: Message = await receive()
            if message["type"] != "http.request":
                return None
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > UPLOAD_BYTES_MAX:
                raise UploadTooLarge
            if size > SPOOL_BYTES:
                await asyncio.get_running_loop().run_in_executor(self._pool, body.write, part)
            else:
                body.write(part)
            if not message.get("more_body", False):
                body.seek(0)
                return size

    def _run(self, environ: Environ) -> Reply:
        reply = Reply()

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            reply.status = int(status.split(" ", 1)[0])
            reply.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            return None

        parts = self._application(environ, start_response)
        if getattr(parts, "streaming", False):  # Django's StreamingHttpResponse
            reply.parts = iter(parts)
            reply.close = getattr(parts, "close", reply.close)
            return reply
        try:
            reply.body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return reply


def build_environ(scope: Scope, body: BinaryIO, size: int) -> Environ:
    """The WSGI environment of a request (PEP 3333: text is bytes in latin-1)."""
    server = scope.get("server") or ("127.0.0.1", 80)
    client = scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # `X_Real` and `X-Real` would become the same key: a client must not imitate a proxy's header.
        if "_" in name or name == "content-length":
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        if key in environ:
            value = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}"
        environ[key] = value
    return environ


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, reply: Reply, *, is_head: bool = False) -> None:
    headers = reply.headers
    if not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(reply.body)).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else reply.body})
