"""Does a stranger's phone reach the receipt page? We ask our own public address as a stranger would."""

import hmac
import ipaddress
import secrets
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

TIMEOUT_SECONDS = 10
ANSWER_BYTES_MAX = 4_096
SALT = "comptoir.papers.reachability"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look brought; `code` is empty when all is well."""

    is_reachable: bool
    code: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever sends us elsewhere is not this server."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def proof_of(nonce: str) -> str:
    """What only this installation answers to a nonce."""
    return salted_hmac(SALT, nonce, algorithm="sha256").hexdigest()


def is_outside(address: str) -> bool:
    """Whether packets to an address leave this network at all."""
    return ipaddress.ip_address(address.split("%")[0]).is_global


def look(address: str, *, accepts: Callable[[str], bool] = is_outside, context: ssl.SSLContext | None = None) -> Look:
    """Ask `address` for a proof, and for the page. Slow: never inside a transaction.

    A name that leads to a private network answers us and nobody else: that is no public page.
    """
    if not address:
        return Look(is_reachable=False, code="no_address")
    parts = urlsplit(address)
    if parts.scheme != "https":
        return Look(is_reachable=False, code="not_https")
    try:
        found = socket.getaddrinfo(parts.hostname or "", parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return Look(is_reachable=False, code="name_unknown")
    if not any(accepts(str(place[4][0])) for place in found):
        return Look(is_reachable=False, code="private_address")
    nonce = secrets.token_urlsafe(24)
    base = address.rstrip("/")
    try:
        answer = _fetch(f"{base}/api/v1/reachable/{nonce}", context)
        if not hmac.compare_digest(answer.strip(), proof_of(nonce).encode()):
            return Look(is_reachable=False, code="other_answer")
        if b'id="receipt"' not in _fetch(f"{base}/r/", context):
            return Look(is_reachable=False, code="page_missing")
    except urllib.error.HTTPError:
        return Look(is_reachable=False, code="other_answer")
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        is_certificate = isinstance(reason, ssl.SSLError)
        return Look(is_reachable=False, code="bad_certificate" if is_certificate else "no_connection")
    return Look(is_reachable=True, code="")


def _fetch(address: str, context: ssl.SSLContext | None) -> bytes:
    # No proxy of this machine: a phone has none.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), _NoRedirect
    )
    with opener.open(address, timeout=TIMEOUT_SECONDS) as answer:
        content: bytes = answer.read(ANSWER_BYTES_MAX)
    return content
