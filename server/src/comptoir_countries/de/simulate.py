"""A simulated sealing device as a process of its own: `python comptoir_countries/de/simulate.py --state FILE`.

It signs with a key that it makes at its first start, numbers transactions, counts signatures and keeps all of it in a
file, so that it can be killed and started again. `POST /simulate {"mode": …}` makes it slow, broken, or lose a reply:
it signs then, and says nothing. It is no device that any law knows, and says so in its serial number.
"""

import argparse
import json
import os
import re
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SERIAL = "SIMULATED-" + "0" * 54
_TX = re.compile(r"/tss/(?P<tss>[^/]+)/tx/(?P<tx>[^/?]+)(?:\?tx_revision=(?P<revision>\d+))?")


class Device:
    """The state behind the calls; one at a time, as a chip does."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.lock = threading.Lock()
        self.mode: Mapping[str, Any] = {"mode": "ok"}
        if file.exists():
            kept = json.loads(file.read_text("utf-8"))
        else:
            key = ec.generate_private_key(ec.SECP256R1())
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
            kept = {"key": pem, "number": 0, "counter": 0, "transactions": {}}
        self.kept: dict[str, Any] = kept
        loaded = load_pem_private_key(kept["key"].encode(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        self._key = loaded
        self._keep()

    def put(self, tx: str, revision: int, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Start or finish. The same revision again answers what it answered; a later one must follow."""
        known = self.kept["transactions"].get(tx)
        if known is not None and known["revision"] >= revision:
            return 200, known
        if revision != (known["revision"] + 1 if known else 1):
            return 400, {"code": "E_TX_REVISION"}
        if known is not None and known["state"] == "FINISHED":
            return 400, {"code": "E_TX_FINISHED"}
        now = int(time.time())
        if known is None:
            self.kept["number"] += 1
            known = {"_id": tx, "number": self.kept["number"], "time_start": now, "tss_serial_number": SERIAL}
        self.kept["counter"] += 1
        raw = body["schema"]["raw"]
        known = {
            **known, "revision": revision, "state": body["state"], "client_id": body["client_id"],
            "log": {"timestamp": now, "timestamp_format": "unixTime", "operation": _operation(body["state"], revision)},
        }  # fmt: skip
        message = json.dumps(
            [known["number"], self.kept["counter"], now, known["log"]["operation"], raw["process_type"],
             raw["process_data"], body["client_id"], SERIAL]
        )  # fmt: skip
        known["signature"] = {
            "value": b64encode(self._key.sign(message.encode(), ec.ECDSA(SHA256()))).decode(),
            "counter": str(self.kept["counter"]), "algorithm": "ecdsa-plain-SHA256",
            "public_key": b64encode(
                self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            ).decode(),
        }  # fmt: skip
        known["process_data"] = b64decode(raw["process_data"]).decode()
        self.kept["transactions"][tx] = known
        self._keep()
        return 200, known

    def _keep(self) -> None:
        """On the disk before anybody hears of it."""
        draft = self._file.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as stream:
            json.dump(self.kept, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._file)


def _operation(state: str, revision: int) -> str:
    if state == "FINISHED":
        return "FinishTransaction"
    return "StartTransaction" if revision == 1 else "UpdateTransaction"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    device: Device

    def do_PUT(self) -> None:  # as the library calls it
        self._transaction("PUT")

    def do_GET(self) -> None:
        self._transaction("GET")

    def do_POST(self) -> None:
        self.device.mode = self._body()
        self._answer(200, {})

    def _transaction(self, method: str) -> None:
        body = self._body() if method == "PUT" else {}
        mode = dict(self.device.mode)
        if mode["mode"] == "failed":
            self._answer(400, {"code": "E_DEVICE"})
            return
        if mode["mode"] == "slow":
            time.sleep(int(mode["ms"]) * 0.001)
        found = _TX.search(self.path)
        if found is None:
            self._answer(404, {"code": "E_PATH"})
            return
        with self.device.lock:
            if method == "GET":
                known = self.device.kept["transactions"].get(found["tx"])
                status, told = (200, known) if known else (404, {"code": "E_TX_NOT_FOUND"})
            else:
                status, told = self.device.put(found["tx"], int(found["revision"] or 1), body)
        if mode["mode"] == "lost_reply" and method == "PUT" and told.get("state") == mode.get("state", "FINISHED"):
            self.close_connection = True
            self.connection.close()
            return
        self._answer(status, told)

    def _body(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}"))

    def _answer(self, status: int, told: Mapping[str, Any]) -> None:
        content = json.dumps(told).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # who asked has hung up, as a till does whose patience is over

    def log_message(self, format: str, *args: object) -> None:  # as the library names it
        """Says nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(description="A simulated sealing device, to try and to test.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    chosen = parser.parse_args()
    handler = type("Handler", (_Handler,), {"device": Device(chosen.state)})
    server = ThreadingHTTPServer(("127.0.0.1", chosen.port), handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
