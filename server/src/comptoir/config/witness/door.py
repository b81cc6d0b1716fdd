"""The witness's HTTP door: `add-checkpoint` for logs, the newest cosigned heads for whoever looks them up.

    POST /add-checkpoint          C2SP tlog-witness
    GET  /                        its name and key, for people
    GET  /checkpoint/<digest>     the newest cosigned head of the log whose name has this SHA-256, in hex

Nobody signs in: a head proves by its signature whose it is, and whoever can name a log may see its head. There is no
list, since the name of a log is what its readers share.
"""

from __future__ import annotations

import re
import socket
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal.witnessing import (
    SIZE_TYPE,
    STATUS,
    SUBMISSION_BYTES_MAX,
    SubmissionUnreadable,
    Verdict,
    read_submission,
)

PLAIN = "text/plain; charset=utf-8"
SILENCE_SECONDS = 15
AT_ONCE = 64
_CHECKPOINT = re.compile(r"/checkpoint/([0-9a-f]{64})")
_TOLD = {
    Verdict.STRANGER: "No signature is by a key that is trusted for this log.",
    Verdict.SHRUNK: "The old size is larger than the head.",
    Verdict.FORKED: "Another head of this size was cosigned.",
    Verdict.UNCONNECTED: "The proof does not lead from the head that was cosigned to this one.",
}


class Handler(BaseHTTPRequestHandler):
    """One connection; kept open between requests, as logs like it."""

    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "comptoir-witness"
    sys_version = ""
    timeout = SILENCE_SECONDS

    def do_POST(self) -> None:
        """A log's newest head."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self.close_connection = True
            self._answer(404, "There is nothing here.\n")
        elif not length.isascii() or not length.isdigit() or int(length) > SUBMISSION_BYTES_MAX:
            self.close_connection = True
            self._answer(413 if length.isdigit() else 411, "Say how long it is, and no longer than 64 KiB.\n")
        else:
            self._add(self.rfile.read(int(length)))

    def do_GET(self) -> None:
        """Who this is, or the newest cosigned head of one log."""
        witness = self.server.witness
        if self.path == "/":
            self._answer(200, f"{witness.name}\n{witness.verifier}\n")
            return
        found = _CHECKPOINT.fullmatch(self.path)
        note = witness.cosigned(found[1]) if found else ""
        self._answer(200 if note else 404, note or "There is nothing here.\n")

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not told: what matters is in the folder."""

    def _add(self, body: bytes) -> None:
        try:
            submission = read_submission(body)
        except SubmissionUnreadable:
            self._answer(400, "This is no head with its proof.\n")
            return
        answer = self.server.witness.add_checkpoint(submission, int(time.time()))
        if answer.verdict is None:
            self._answer(404, "This log is not known here.\n")
        elif answer.verdict is Verdict.COSIGN:
            self._answer(200, answer.cosignature)
        elif answer.verdict is Verdict.BEHIND:
            self._answer(STATUS[answer.verdict], f"{answer.size}\n", kind=SIZE_TYPE)
        else:
            self._answer(STATUS[answer.verdict], _TOLD[answer.verdict] + "\n")

    def _answer(self, status: int, text: str, *, kind: str = PLAIN) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


class WitnessServer(ThreadingHTTPServer):
    """So many conversations at once and no more: the others wait until one ends or is silent for too long."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, witness: WitnessFolder, host: str, port: int, *, certificate: Path | None = None, key: Path | None = None
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.witness = witness
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(certificate, key)
        super().__init__((host, port), Handler)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Wait for a place first."""
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Shake hands in the conversation's own thread: a silent caller holds nobody else up."""
        try:
            if self._tls is not None:
                assert isinstance(request, socket.socket)
                request.settimeout(SILENCE_SECONDS)
                request = self._tls.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)
        except OSError:
            self.shutdown_request(request)
        finally:
            self._places.release()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """A caller that hangs up is weather; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
