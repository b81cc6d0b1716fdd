"""SMS by a thin interface of our own: text, number, and what the provider answers.

`COMPTOIR_SMS_URL` says which driver: `https://token@host/path` (generic), `twilio://sid:token@+33700000000`,
`file:///path/to/file`. `?api=` of twilio names another address that speaks the same.
"""

import base64
import http.client
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from comptoir.messaging.errors import TryLater, Undeliverable

TIMEOUT_SECONDS = 20
TWILIO = "https://api.twilio.com"
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
# Their codes for a number that is none, can't get SMS, or asked not to be written to.
TWILIO_PERMANENT = frozenset({21211, 21214, 21217, 21408, 21610, 21612, 21614})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One text to one number. `id` is equal for each try."""

    to: str
    text: str
    id: str


class Driver(Protocol):
    """Sends, or raises `Undeliverable` or `TryLater`. Slow: never inside a transaction."""

    def send(self, sms: Sms) -> None: ...


@dataclass(frozen=True, slots=True)
class HttpDriver:
    """`POST {"to", "text", "id"}` with a bearer token; any 2xx is taken."""

    address: str
    token: str

    def send(self, sms: Sms) -> None:
        body = json.dumps({"to": sms.to, "text": sms.text, "id": sms.id}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        post(urllib.request.Request(self.address, data=body, headers=headers, method="POST"))  # noqa: S310


@dataclass(frozen=True, slots=True)
class TwilioDriver:
    """The form that Twilio's and many compatible services take. `sender`: a number, a name, or a service (`MG…`)."""

    api: str
    account: str
    token: str
    sender: str

    def send(self, sms: Sms) -> None:
        by = "MessagingServiceSid" if _SERVICE.fullmatch(self.sender) else "From"
        body = urlencode({"To": sms.to, by: self.sender, "Body": sms.text}).encode()
        credentials = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
        address = f"{self.api}/2010-04-01/Accounts/{quote(self.account)}/Messages.json"
        post(urllib.request.Request(address, data=body, headers=headers, method="POST"))  # noqa: S310


@dataclass(frozen=True, slots=True)
class FileDriver:
    """A line of JSON for each SMS: for a shop without a provider yet, and for whoever tries Comptoir."""

    path: Path

    def send(self, sms: Sms) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"to": sms.to, "text": sms.text, "id": sms.id}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise TryLater("server_unreachable", str(error)) from error


def driver_of(url: str) -> Driver | None:
    """The driver that an address names; without one there is no SMS."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "file":
        return FileDriver(Path(parts.path))
    if parts.scheme == "twilio":
        api = options.get("api", TWILIO).rstrip("/")
        # Not `hostname`: a name is shown to customers as it is written, and a service's identifier means its capitals.
        sender = unquote(parts.netloc.rpartition("@")[2])
        return TwilioDriver(api, unquote(parts.username or ""), unquote(parts.password or ""), sender)
    if parts.scheme in ("http", "https"):
        host = f"{parts.hostname}:{parts.port}" if parts.port else (parts.hostname or "")
        address = f"{parts.scheme}://{host}{parts.path}{'?' + parts.query if parts.query else ''}"
        return HttpDriver(address, unquote(parts.username or ""))
    assert not url, f"COMPTOIR_SMS_URL begins with {parts.scheme}: https, http, twilio, file"
    return None


def post(request: urllib.request.Request) -> None:
    """Send and judge the answer."""
    try:
        # Taken, whatever follows: an answer that breaks off must not send the text a second time.
        urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        said = error.read()[:2_000]
        if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise TryLater("sign_in_refused", _text(said)) from error
        if error.code == HTTPStatus.TOO_MANY_REQUESTS or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TryLater("server_unreachable", _text(said)) from error
        code = "address_refused" if _provider_code(said) in TWILIO_PERMANENT else "refused"
        raise Undeliverable(code, _text(said)) from error
    except (OSError, http.client.HTTPException) as error:
        # An answer that is none is weather like no answer.
        raise TryLater("server_unreachable", str(error) or type(error).__name__) from error


def _provider_code(said: bytes) -> int | None:
    try:
        answer = json.loads(said)
    except ValueError:
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else None


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")
