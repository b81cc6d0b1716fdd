"""The server process: uvicorn with the dispatcher of `comptoir.config.asgi`, as the supervisor starts it.

python -m comptoir.config.serving <host> <port> [<certificate> <key>]

Several of them share a port where the supervisor was asked for several (SO_REUSEPORT).
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import resource
import socket
import sys
import threading
from typing import TYPE_CHECKING, cast

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from comptoir.config.doors import PAGES
from comptoir.config.lineage import GATE, die_with_parent
from comptoir.config.whole_answer import WholeAnswers

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

    from comptoir.config.dispatcher import Dispatcher

BACKLOG = 8_192
FILES = 65_536
FILES_FEW = 4_096
STOP_SECONDS = 10
KEEP_ALIVE_SECONDS = 75
HEAD_BYTES_MAX = 64 * 1024
HEAD_SECONDS = 30.0
# So many more objects made than freed, so many young and middle collections, before older ones are walked through.
COLLECTED_AFTER = (10_000, 20, 50)


class Conversation(HttpToolsProtocol):
    """One connection. A request's head has a size and a time, or a stranger could fill memory and files with them."""

    _head_bytes = 0
    _too_slow: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", WholeAnswers(transport, self.loop))
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._too_slow is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._too_slow is not None and self._head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._too_slow is None:
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._too_slow = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _end_head(self) -> None:
        if self._too_slow is not None:
            self._too_slow.cancel()
            self._too_slow = None


class Server(uvicorn.Server):
    """Ends the streams first: it waits for open requests, and a stream would never end by itself."""

    def __init__(self, application: Dispatcher, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._application = application

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        threading.Thread(target=load_pages, name="pages", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._application.end_streams()
        await super().shutdown(sockets)


def wait_for_gate() -> None:
    """At the first start the supervisor lets us load while it looks after the schema, and opens the gate then.

    A gate that closes without a word means that the supervisor is gone.
    """
    gate = os.environ.pop(GATE, "")
    if gate and os.read(int(gate), 1) != b"1":
        sys.exit(1)


def allow_many_files() -> None:
    """Each device that listens is an open file; most systems allow a process 1,024 until it asks, and some no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if wanted < FILES_FEW:
        print(f"This system lets a process open {wanted} files, so fewer tills than that can listen.", file=sys.stderr)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def look_past_the_program() -> None:
    """What is loaded now lives as long as the process: the collector need not walk through it every few sales.

    A delivery leaves hardly a cycle behind, so it also looks less often; it took up to a fifth of the time of a sale.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def load_pages() -> None:
    """Tills are served meanwhile; who asks for the first page or proof does not wait until all of them are loaded."""
    importlib.import_module(PAGES)
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """The port, which the supervisor keeps for us and other server processes may share."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind((host, port))
    return listening


def behind(application: Dispatcher, proxies: str) -> ASGI3Application:
    """Let requests of these proxies (addresses or networks) say from whom they come; nobody else is believed."""
    named = proxies.replace(",", " ").split()
    served = cast("ASGI3Application", application)
    return ProxyHeadersMiddleware(served, trusted_hosts=named) if named else served


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM."""
    die_with_parent()
    allow_many_files()
    host, port, *tls = arguments
    from comptoir.config.asgi import application

    look_past_the_program()
    wait_for_gate()
    config = uvicorn.Config(
        behind(application, os.environ.get("COMPTOIR_PROXIES", "")),
        loop="uvloop",
        http=Conversation,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        log_level="warning",
        access_log=False,
        # `behind` believes them, of proxies that are named.
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        # Python's own defaults: TLS 1.2 and newer, 1.2 for the older Android tablets that shops give to their tills.
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
    )
    Server(application, config).run([listen(host, int(port))])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
