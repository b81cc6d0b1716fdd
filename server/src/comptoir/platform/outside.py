"""Writing to an address that somebody typed in: never to this server's own network, whatever a name resolves to.

The address that was judged is the one that is connected to: a name that answers otherwise a moment later reaches
nothing. Redirects are not followed.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

CONNECT_SECONDS = 5
ANSWER_SECONDS = 15
ADDRESS_LENGTH_MAX = 500
_NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: nobody answered, and `code` says why. `body` is read only as far as whoever asked wanted it."""

    status: int
    code: str
    took_ms: int
    kind: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect, as it stands in the address."""

    is_tls: bool
    host: str
    port: int
    target: str


def place_of(address: str) -> Place | None:
    """The parts of an address that may be written to; none when it is none."""
    if len(address) > ADDRESS_LENGTH_MAX or any(ord(letter) <= 32 or ord(letter) > 126 for letter in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment or "@" in parts.netloc:
        return None
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(is_tls, parts.hostname, port or (443 if is_tls else 80), target)


def may_reach(address: Address, networks: Sequence[str], *, is_tls: bool) -> bool:
    """Whether it is outside, or in a network that the administrator allowed; outside by TLS only."""
    inner = _inner(address)
    if any(inner in ip_network(network) for network in networks):
        return True
    return is_tls and inner.is_global and not inner.is_multicast


def is_possible(address: str, networks: Sequence[str]) -> bool:
    """Whether an address may be written down: what can be said of it without asking anybody for the name's address."""
    place = place_of(address)
    if place is None:
        return False
    try:
        literal = ip_address(place.host)
    except ValueError:
        is_own = place.host == "localhost" or place.host.endswith((".localhost", ".local", ".internal"))
        return bool(networks) or (place.is_tls and "." in place.host and not is_own)
    return may_reach(literal, networks, is_tls=place.is_tls)


def post(address: str, body: bytes, headers: Mapping[str, str], *, networks: Sequence[str]) -> Answer:
    """Send, and wait for the status at most so long, also when it comes letter by letter."""
    return ask(address, body, headers, networks=networks)


def ask(
    address: str, body: bytes | None, headers: Mapping[str, str], *, networks: Sequence[str], read_max: int = 0
) -> Answer:
    """Send a body, or ask for a page when there is none. What is longer than `read_max` is not an answer."""
    began = time.monotonic()

    def answer(status: int, code: str, kind: str = "", told: bytes = b"") -> Answer:
        return Answer(status, code, int((time.monotonic() - began) * 1_000), kind, told)

    place = place_of(address)
    if place is None:
        return answer(0, "address_refused")
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return answer(0, "name_unknown")
    reachable = [one[4] for one in found if may_reach(ip_address(str(one[4][0])), networks, is_tls=place.is_tls)]
    if not reachable or len(reachable) < len(found):
        # A name that leads inside and outside at once is somebody's attempt.
        return answer(0, "address_refused")
    connection = _Pinned(place, str(reachable[0][0]))
    watch = threading.Timer(ANSWER_SECONDS, connection.hang_up)
    watch.start()
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, place.target, body=body, headers={"User-Agent": "Comptoir", **headers})
        response = connection.getresponse()
        status, kind = response.status, response.headers.get("Content-Type", "")
        told = response.read(read_max + 1) if read_max else b""
    except ssl.SSLError:
        return answer(0, "certificate_refused")
    except TimeoutError:
        return answer(0, "too_slow")
    except (OSError, http.client.HTTPException):
        return answer(0, "too_slow" if connection.is_hung_up else "unreachable")
    finally:
        watch.cancel()
        connection.close()
    if len(told) > read_max:
        return answer(status, "too_long")
    return answer(status, "" if 200 <= status < 300 else "refused", kind, told)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, under the name that the certificate must carry."""

    def __init__(self, place: Place, address: str) -> None:
        super().__init__(place.host, place.port, timeout=CONNECT_SECONDS)
        self._place = place
        self._address = address
        self.is_hung_up = False

    def connect(self) -> None:
        raw = socket.create_connection((self._address, self._place.port), timeout=CONNECT_SECONDS)
        raw.settimeout(ANSWER_SECONDS)
        self.sock = raw
        if self._place.is_tls:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self._place.host)

    def hang_up(self) -> None:
        self.is_hung_up = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself


def _inner(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where there is one: a gateway would lead there."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
