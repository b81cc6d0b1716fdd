"""HTTP to a provider: one request, one answer, no redirect, no retry, and never a word of either in a log.

Whether a request may have arrived decides what a payment becomes; so what failed before the first byte is told from
what failed behind it, which the common clients do not.
"""

import json
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from comptoir.payments.providers.contract import Lost, NotSent

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
ANSWER_BYTES_MAX = 2_000_000
# What Adyen says instead of JSON.
PLAIN = (b"ok",)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_CODE = re.compile(r"[^a-z_]")
# Of a request: method, path and body, and its further headers. Of an answer: path, headers and body, and whether the
# provider signed it.
Sign = Callable[[str, str, str], Mapping[str, str]]
IsSigned = Callable[[str, Mapping[str, str], str], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `said` is empty where it was no JSON object, `listed` where it was no list of them."""

    status: int
    said: Mapping[str, Any]
    listed: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def part(self, *path: str) -> Mapping[str, Any]:
        """A nested object; empty where there is none."""
        found: Any = self.said
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Client:
    """One provider's address and the headers of its credentials."""

    address: str
    headers: Mapping[str, str]
    sign: Sign | None = None
    is_signed: IsSigned | None = None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        asked = f"{path}?{urlencode(query)}" if query else path
        return self._ask("GET", asked, b"", {})

    def patch(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._ask("PATCH", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def delete(self, path: str, *, key: str = "") -> Answer:
        return self._ask("DELETE", path, b"", _idempotency(key))

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> Answer:
        """JSON."""
        return self.post_text(path, json.dumps(body) if body is not None else "", key=key)

    def post_text(self, path: str, body: str, *, key: str = "") -> Answer:
        """JSON as it was written: with amounts that are no binary fractions."""
        return self._ask("POST", path, body.encode(), {"Content-Type": "application/json", **_idempotency(key)})

    def post_form(self, path: str, body: Mapping[str, str], *, key: str = "") -> Answer:
        content = urlencode(body).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **_idempotency(key)}
        return self._ask("POST", path, content, headers)

    def _ask(self, method: str, path: str, body: bytes, extra: Mapping[str, str]) -> Answer:
        signed = self.sign(method, path, body.decode()) if self.sign is not None else {}
        line = self._connect()
        try:
            # From here on bytes may have arrived.
            headers = {"Accept": "application/json", **self.headers, **extra, **signed}
            line.request(method, path, body or None, headers)
            return self._heard(path, line.getresponse())
        except (OSError, HTTPException):
            raise Lost("no_answer") from None
        finally:
            line.close()

    def _heard(self, path: str, response: HTTPResponse) -> Answer:
        content = response.read(ANSWER_BYTES_MAX + 1)
        if self.is_signed is not None and 200 <= response.status < 300:
            headers = {name.lower(): value for name, value in response.getheaders()}
            if not self.is_signed(path, headers, content.decode("utf-8", "replace")):
                # Whoever stands between us and the provider says nothing that counts.
                raise Lost("answer_forged")
        return _read(response.status, content)

    def _connect(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        host = parts.hostname or ""
        line: HTTPConnection
        if parts.scheme == "https":
            line = HTTPSConnection(host, parts.port or 443, timeout=CONNECT_SECONDS, context=_trust())
        else:
            assert host in LOOPBACK, "plain HTTP leads to this computer only"
            line = HTTPConnection(host, parts.port or 80, timeout=CONNECT_SECONDS)
        try:
            line.connect()
        except (OSError, HTTPException):
            raise NotSent("provider_away") from None
        assert isinstance(line.sock, socket.socket)
        line.sock.settimeout(ANSWER_SECONDS)
        return line


def refuse(answer: Answer, *, code: str = "") -> None:
    """What a refusal means before anything was moved. Of one that may mean anything, nothing is known."""
    if answer.is_good:
        return
    if answer.status in (401, 403):
        raise NotSent("credentials_refused")
    if answer.status == 429:
        raise NotSent("provider_busy")
    if 400 <= answer.status < 500:
        raise NotSent(code or "provider_refused")
    raise Lost(f"status_{answer.status}")


def before_it_leaves(ask: Callable[[], Answer]) -> Answer:
    """A question before the wish itself: whatever comes of it, nothing was moved."""
    try:
        answer = ask()
    except Lost:
        raise NotSent("provider_away") from None
    if answer.status >= 500:
        raise NotSent("provider_away")
    refuse(answer, code="not_found" if answer.status == 404 else "")
    return answer


def plain_code(said: object) -> str:
    """A provider's code, of letters only: a number could be a card's."""
    return _CODE.sub("", said.lower())[:32] if isinstance(said, str) else ""


def whole(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) else None


def words(said: object, longest: int = 80) -> str:
    return said[:longest] if isinstance(said, str) else ""


def _idempotency(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}


def _read(status: int, content: bytes) -> Answer:
    said: Any = {}
    try:
        said = json.loads(content, parse_float=Decimal) if content and content not in PLAIN else {}
    except ValueError:
        if 200 <= status < 300:
            # Half an answer is none.
            raise Lost("answer_broken") from None
    listed = tuple(one for one in said if isinstance(one, dict)) if isinstance(said, list) else ()
    return Answer(status, said if isinstance(said, dict) else {}, listed)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
