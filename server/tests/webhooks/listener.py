"""A program that listens: a server on loopback that keeps what it was told and answers as a test says."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Listener:
    """`status`: what it answers. 0: nothing, before it hangs up after `seconds`."""

    address: str
    heard: list[Heard] = field(default_factory=list)
    status: int = 204
    seconds: float = 0
    answer_headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def listening() -> Iterator[Listener]:
    """It listens until the end."""
    told: list[Listener] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as the standard library calls it
            program = told[0]
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            program.heard.append(Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if program.seconds:
                time.sleep(program.seconds)
            if not program.status:
                return
            self.send_response(program.status)
            for name, value in program.answer_headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.append(Listener(f"http://127.0.0.1:{server.server_port}/hook?of=shop"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
