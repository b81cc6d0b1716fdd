"""A simulated till's line to the door: plain HTTP as any till speaks it, one kept connection."""

import http.client
import json
import ssl
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
TRIES = 3
AGAIN_SECONDS = 1.0
AWAY_SECONDS_MAX = 120.0


class DoorRefused(Exception):
    """The door answered something that a till of ours does not expect; the text is for the person who started it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry."""

    digest: str
    status: str
    code: str


class Line:
    """One connection. A cut is tried again: entries are recognized by the ledger."""

    def __init__(self, base_url: str, *, certificate_authority: str = "") -> None:
        parts = urlsplit(base_url)
        assert parts.hostname is not None
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=certificate_authority or None)
            self._connection = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def deliver(self, token: str, lines: list[bytes]) -> list[Answer]:
        """Send up to 500 sealed entries; again while the database is away, as tills do: what it holds is recognized."""
        until = time.monotonic() + AWAY_SECONDS_MAX
        status, body = 503, b""
        while status == 503 and time.monotonic() < until:
            status, body = self._post("/edge/v1/entries", b"".join(lines), "text/plain; charset=utf-8", token=token)
            if status == 503:
                time.sleep(AGAIN_SECONDS)
        if status != 200:
            raise DoorRefused(f"The door did not take the demo's entries: {status} {body[:200]!r}")
        return [
            Answer(answer["digest"], answer["status"], answer.get("code", "")) for answer in json.loads(body)["answers"]
        ]

    def report(self, token: str, *, app_version: str) -> None:
        """Say how the till is, as the shop's list of tills shows it."""
        told = {"unsent_count": 0, "storage_persistent": True, "app_version": app_version}
        status, body = self._post("/edge/v1/status", json.dumps(told).encode(), "application/json", token=token)
        if status != 200:
            raise DoorRefused(f"The door did not take a till's status: {status} {body[:200]!r}")

    def _post(self, path: str, body: bytes, content_type: str, *, token: str) -> tuple[int, bytes]:
        headers = {"Content-Type": content_type}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        for attempt in range(1, TRIES + 1):
            try:
                self._connection.request("POST", path, body=body, headers=headers)
                response = self._connection.getresponse()
                return response.status, response.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")
