"""What is plugged into the device itself: a stand-in for the browser's device interfaces, over real virtual hardware.

No test can give a browser a USB, serial, Bluetooth or HID device: Chromium takes serial ports of real drivers only, USB
needs a gadget in the kernel, Bluetooth an adapter. So `plugs.js` stands in for `navigator.usb`, `.serial`, `.bluetooth`
and `.hid`: the browser's part, none of ours. Everything above is the real thing (settings, queue, the @point-of-sale
packages), and everything below, too: bytes go by a socket to the virtual printer, a process of its own.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

LOOPBACK = "127.0.0.1"
READ_SECONDS = 0.5
READER = "reader"


class Plugs:
    """A hand on the cables."""

    def __init__(self, printer_port: int) -> None:
        self._printer_port = printer_port
        self._lines: dict[str, socket.socket] = {}
        self._codes: Queue[bytes] = Queue()
        self._is_listened_to = Event()
        # How often somebody began to listen: what was asked before is not answered with what is read after.
        self._listening = 0
        self._left: int | None = None
        self.present = {"printer", "built-in", READER}
        # What the person takes from the browser's list; nothing: the list is closed again.
        self.offered: str | None = "printer"
        # How many times a page asked the person.
        self.lists_opened = 0

    def pull(self) -> None:
        """The printer's cable comes out (or it goes out of reach)."""
        self.present -= {"printer", "built-in"}
        for key in ("printer", "built-in"):
            self.close(key)

    def pull_after(self, count: int) -> None:
        """The same when so many more bytes have gone through."""
        self._left = count

    def put_back(self) -> None:
        self.present |= {"printer", "built-in"}

    def leave(self) -> None:
        """The page that listened to the reader goes away; the next one has to begin."""
        self._is_listened_to.clear()

    def scan(self, code: str) -> None:
        """The reader reads, once somebody listens."""
        assert self._is_listened_to.wait(timeout=20), "nobody listens to the reader"
        self._codes.put(code.encode() + b"\r")

    def open(self, key: str) -> bool:
        if key not in self.present:
            return False
        if key == READER:
            self._listening += 1
            self._is_listened_to.set()
            return True
        self.close(key)
        line = socket.create_connection((LOOPBACK, self._printer_port), timeout=READ_SECONDS)
        self._lines[key] = line
        return True

    def close(self, key: str) -> None:
        if line := self._lines.pop(key, None):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        if key == READER:
            self._is_listened_to.clear()

    def write(self, key: str, data: bytes) -> bool:
        line = self._lines.get(key)
        if line is None:
            return False
        if self._left is not None and len(data) > self._left:
            # The bytes that still go through are on paper.
            line.sendall(data[: self._left])
            self._left = None
            self.pull()
            return False
        line.sendall(data)
        if self._left is not None:
            self._left -= len(data)
        return True

    def read(self, key: str) -> bytes | None:
        """What came; nothing yet; or `None`, for nothing will."""
        if key == READER:
            asked = self._listening
            with suppress(Empty):
                code = self._codes.get(timeout=READ_SECONDS)
                if asked == self._listening:
                    return code
                self._codes.put(code)
            return b""
        line = self._lines.get(key)
        if line is None:
            return None
        try:
            return line.recv(4_096) or None
        except TimeoutError:
            return b""
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page hears."""

    status: HTTPStatus
    body: bytes = b""


DONE, GONE = Answer(HTTPStatus.NO_CONTENT), Answer(HTTPStatus.GONE)


def _answer(plugs: Plugs, wish: str, key: str, data: bytes) -> Answer:
    match wish:
        case "choose":
            plugs.lists_opened += 1
            if plugs.offered is None:
                return Answer(HTTPStatus.NOT_FOUND)
            return Answer(HTTPStatus.OK, plugs.offered.encode())
        case "present":
            return Answer(HTTPStatus.OK, json.dumps({"present": sorted(plugs.present)}).encode())
        case "open":
            return DONE if plugs.open(key) else GONE
        case "close":
            plugs.close(key)
            return DONE
        case "write":
            return DONE if plugs.write(key, data) else GONE
        case _:
            found = plugs.read(key)
            if found is None:
                return GONE
            return Answer(HTTPStatus.OK, found) if found else DONE


def _handler(plugs: Plugs) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            wish, _, key = self.path.strip("/").partition("/")
            answer = _answer(plugs, wish, key, data)
            self.send_response(answer.status)
            self.send_header("Access-Control-Allow-Origin", "*")
            if answer.status is not HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to tell."""

    return Handler


@contextmanager
def plugged_in(printer_port: int) -> Iterator[tuple[Plugs, str]]:
    """The plugs, and the script that gives them to a page."""
    plugs = Plugs(printer_port)
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(plugs))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        origin = f"http://{LOOPBACK}:{server.server_address[1]}"
        source = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
        yield plugs, source.replace("ORIGIN", origin)
    finally:
        server.shutdown()
        server.server_close()
