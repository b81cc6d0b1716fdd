"""A sealing device (TSE) behind the frame's sealer, spoken to over HTTP.

The shape is that of a published cloud interface (SIGN DE: `PUT /tss/{tss}/tx/{tx}?tx_revision=n`, ACTIVE, then
FINISHED), because whoever calls chooses the transaction's identifier there: after a lost reply the same call, or a
look, finds it and starts no second one. Devices that number by themselves (BSI TR-03151: `startTransaction` answers
the number) need an index beside them; that is their adapter's work. Spoken with our simulator alone, with no real one.
"""

import json
import time
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from comptoir.fiscal.public import Answer, Draft, Failed, Sealed, Unknown
from comptoir_countries.de.receipt import PROCESS_TYPE

MEMBERS = ("number", "counter", "start", "log_time", "serial", "algorithm", "time_format", "signature", "public_key")


class Silent(Exception):
    """No answer came in time, or it broke off: nobody knows what the device did."""


class Refused(Exception):
    """The device, or the way to it, said no before anything happened."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class TseSealer:
    """`client` is the till as the device knows it. Its budget holds for a whole seal, both calls together."""

    address: str
    tss: str
    client: str
    budget_ms: int = 3_000

    def seal(self, draft: Draft) -> Answer:
        until = time.monotonic() + self.budget_ms * 0.001
        try:
            self._put(draft, 1, "ACTIVE", until)
            return Sealed(_members(self._put(draft, 2, "FINISHED", until)))
        except Refused as refusal:
            return Failed(refusal.code)
        except Silent as silence:
            return Unknown(str(silence))

    def find(self, draft: Draft) -> Answer:
        """One that was only started is ended: its receipt stands in the journal either way."""
        until = time.monotonic() + self.budget_ms * 0.001
        try:
            known = self._ask("GET", draft, "", None, until)
            if known["state"] == "ACTIVE":
                known = self._put(draft, 2, "FINISHED", until)
            return Sealed(_members(known), found=True)
        except Refused as refusal:
            return Failed(refusal.code)
        except Silent as silence:
            return Unknown(str(silence))

    def _put(self, draft: Draft, revision: int, state: str, until: float) -> dict[str, Any]:
        body = {
            "state": state,
            "client_id": self.client,
            "schema": {
                "raw": {
                    "process_type": PROCESS_TYPE if state == "FINISHED" else "",
                    "process_data": b64encode(str(draft.body.get("process_data", "")).encode()).decode()
                    if state == "FINISHED"
                    else "",
                }
            },
        }
        return self._ask("PUT", draft, f"?tx_revision={revision}", body, until)

    def _ask(self, method: str, draft: Draft, query: str, body: object, until: float) -> dict[str, Any]:
        left = until - time.monotonic()
        if left <= 0:
            raise Silent("timeout")
        parts = urlsplit(self.address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=left)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise Refused("unreachable") from error
            path = f"{parts.path}/tss/{self.tss}/tx/{draft.id}{query}"
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            raw = answer.read()
        except TimeoutError as error:
            raise Silent("timeout") from error
        except (OSError, HTTPException) as error:
            raise Silent("broken_off") from error
        finally:
            connection.close()
        return _read(answer.status, raw)


def _read(status: int, raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise Silent("unreadable") from error
    if status == 404:
        raise Refused("not_there")
    if status >= 500:
        raise Silent(str(told.get("code", status)))
    if status >= 400:
        raise Refused(str(told.get("code", status)))
    return dict(told)


def _members(told: dict[str, Any]) -> dict[str, int | str]:
    """What stands in the entry and on the receipt."""
    signature, log = told["signature"], told["log"]
    found = {
        "number": told["number"], "counter": int(signature["counter"]), "start": told["time_start"],
        "log_time": log["timestamp"], "serial": told["tss_serial_number"], "algorithm": signature["algorithm"],
        "time_format": log["timestamp_format"], "signature": signature["value"],
        "public_key": signature["public_key"],
    }  # fmt: skip
    return {name: found[name] for name in MEMBERS}
