"""What every simulated provider is: an HTTP server on the loopback, a mood for what comes next, and a ledger.

The hand: `POST /_peer/mood` with a JSON object of `Mood`'s fields, `POST /_peer/card` (the customer who was waited
for), `GET /_peer/ledger` (what was really taken and given back), `POST /_peer/reset`.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
BODY_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that moved; below zero it went back. `reference` is what the shop named it by."""

    kind: str
    reference: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Mood:
    """What the next payments meet. `fault` meets requests whose `METHOD path` holds `at`, `times` times.

    `lose`: done, and the line is cut before a word of it; `refuse`: cut before it is done; `break`: cut amid the
    answer; `error`: 500.
    """

    answer: str = "approve"
    waits: bool = False
    customer_ms: int = 30
    tip: int = 0
    lacks: int = 0
    is_stubborn: bool = False
    fault: str = ""
    at: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A request."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    # The body's own bytes, and path and query as they were asked.
    raw: str = ""
    address: str = ""

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """`said` null: an empty body; bytes: plain text; `page`: what people look at, instead; `place`: where they go."""

    status: int
    said: Any = None
    page: str = ""
    place: str = ""


@dataclass(slots=True)
class Peer:
    """A provider. Subclasses answer their own paths in `serve`, under the lock."""

    mood: Mood = field(default_factory=Mood)
    ledger: list[Taken] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    has_card: bool = False
    _kept: dict[str, tuple[str, Reply]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    # Its own address, for what it leads people to.
    place: str = ""

    def serve(self, call: Call) -> Reply:
        raise NotImplementedError

    def headers_of(self, call: Call, content: str) -> Mapping[str, str]:
        """By which the provider signs what it answers."""
        return {}

    def clear(self) -> None:
        """As on the first day."""
        self.mood, self.has_card = Mood(), False
        self.ledger.clear()
        self.calls.clear()
        self._kept.clear()

    def take(self, kind: str, reference: str, amount: int, currency: str) -> None:
        self.ledger.append(Taken(kind, reference, amount, currency))

    def is_ready(self, began: float) -> bool:
        """Whether the customer has held out a card by now."""
        if self.mood.waits:
            return self.has_card
        return time.monotonic() - began >= self.mood.customer_ms * 0.001

    def once(self, call: Call, work: Callable[[], Reply], *, conflict: Reply, key: str = "") -> Reply:
        """What was answered under this key, again; the same key for something else is refused."""
        key = key or call.key
        if not key:
            return work()
        print_ = json.dumps([call.method, call.path, call.body], sort_keys=True)
        known = self._kept.get(key)
        if known is not None:
            return known[1] if known[0] == print_ else conflict
        reply = work()
        if reply.status < 500:
            self._kept[key] = (print_, reply)
        return reply

    def hand(self, call: Call) -> Reply:
        """Of whoever tests it."""
        match call.method, call.path:
            case "POST", "/_peer/mood":
                self.mood = replace(Mood(), **call.body)
                self.has_card = False
            case "POST", "/_peer/card":
                self.has_card = True
            case "POST", "/_peer/reset":
                self.clear()
            case "GET", "/_peer/ledger":
                return Reply(200, {"taken": [asdict(one) for one in self.ledger], "calls": self.calls})
            case _:
                return Reply(404, {})
        return Reply(200, {})

    def fault_at(self, call: Call) -> str:
        mood = self.mood
        if not mood.fault or mood.times < 1 or mood.at not in f"{call.method} {call.path}":
            return ""
        self.mood = replace(mood, times=mood.times - 1)
        return mood.fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    peer: Peer

    def _answer(self) -> None:
        call = self._call()
        peer = self.peer
        if call.path.startswith("/_peer/"):
            with peer.lock:
                reply = peer.hand(call)
            self._write(reply)
            return
        with peer.lock:
            fault = peer.fault_at(call)
            if fault == "refuse":
                self._cut()
                return
            peer.calls.append(f"{call.method} {call.path}")
            reply = Reply(500, {}) if fault == "error" else peer.serve(call)
        if fault == "lose":
            self._cut()
        else:
            self._write(reply, call, is_broken=fault == "break")

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def _call(self) -> Call:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("content-length", "0") or 0), BODY_BYTES_MAX)
        content = self.rfile.read(length).decode()
        if self.headers.get("content-type", "").startswith("application/json"):
            body = json.loads(content) if content else {}
        else:
            body = dict(parse_qsl(content))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Call(self.command, parts.path, dict(parse_qsl(parts.query)), body, headers, content, self.path)

    def _write(self, reply: Reply, call: Call | None = None, *, is_broken: bool = False) -> None:
        content, kind = _content(reply)
        more = self.peer.headers_of(call, content.decode()) if call is not None else {}
        with suppress(OSError):
            self.send_response(reply.status)
            if content:
                self.send_header("Content-Type", kind)
            for header, value in more.items():
                self.send_header(header, value)
            if reply.place:
                self.send_header("Location", reply.place)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if is_broken else content)
        if is_broken:
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(2)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is asked here may name a test key."""


def _content(reply: Reply) -> tuple[bytes, str]:
    if reply.page:
        return reply.page.encode(), "text/html; charset=utf-8"
    if isinstance(reply.said, bytes):
        return reply.said, "text/plain"
    return b"" if reply.said is None else json.dumps(reply.said).encode(), "application/json"


def listen(peer: Peer, port: int = 0) -> ThreadingHTTPServer:
    """A server for it, not serving yet; port 0 takes a free one."""
    handler = type("Handler", (_Handler,), {"peer": peer})
    server = ThreadingHTTPServer((LOOPBACK, port), handler)
    server.daemon_threads = True
    return server
