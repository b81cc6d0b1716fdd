"""What the agent must know of entries and certificates to vouch that it holds genuine ones.

A twin of the verifying half of the server's `journal`, held equal by conformance/journal: the agent is a small program
of its own and brings no server along (docs/developer/journal-format.md §1–§3, §7).
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from comptoir_agent.service.pairs import decode, encode

ENTRY_TAG = b"comptoir-entry-v1\n"
CERTIFICATE_HEADER = "comptoir-enrolment-v1"
CERTIFICATE_CHARACTERS_MAX = 4_000
CONTENT_BYTES_MAX = 65_536
SEAL_LENGTH = 86
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_PREHASHED = ec.ECDSA(Prehashed(hashes.SHA256()))


class NotGenuine(Exception):
    """Bytes that this till did not seal, or a certificate that the server did not sign. The till hears `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who may seal which chain: the server's word."""

    organization: str
    store: str
    till: str
    till_code: str
    chain: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sealed entry as it travels: `<seal> <bytes>`."""

    raw: bytes
    digest: str
    chain: str
    sequence: int


def read_certificate(server_key: str, text: str) -> Certificate:
    """A certificate that the shop's server signed. Raises `NotGenuine`."""
    lines = text.split("\n")
    if len(text) > CERTIFICATE_CHARACTERS_MAX or len(lines) != 3 or lines[0] != CERTIFICATE_HEADER:
        raise NotGenuine("agent.certificate_invalid")
    try:
        signed = f"{lines[0]}\n{lines[1]}\n".encode()
        Ed25519PublicKey.from_public_bytes(_exact(server_key, 32)).verify(_exact(lines[2], 64), signed)
        found = json.loads(lines[1])
        if found["algorithm"] != "ES256":
            raise NotGenuine("agent.certificate_invalid")
        names = ("organization", "store", "till", "till_code", "chain", "public_key")
        certificate = Certificate(*(str(found[name]) for name in names))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise NotGenuine("agent.certificate_invalid") from None
    if not _UUID(certificate.chain):
        raise NotGenuine("agent.certificate_invalid")
    return certificate


def read_line(raw: bytes) -> Line:
    """Which chain and place a line claims. Says nothing about its seal. Raises `NotGenuine`."""
    seal, space, content = raw.partition(b" ")
    if not space or len(seal) != SEAL_LENGTH or len(content) > CONTENT_BYTES_MAX:
        raise NotGenuine("unreadable")
    try:
        envelope = json.loads(content)
        chain, sequence = envelope["chain"], envelope["sequence"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotGenuine("unreadable") from None
    if not isinstance(chain, str) or not _UUID(chain) or type(sequence) is not int or sequence < 1:
        raise NotGenuine("unreadable")
    return Line(raw, digest(content), chain, sequence)


def check_line(certificate: Certificate, line: Line) -> None:
    """Whether the chain's key sealed exactly these bytes, as this till's. Raises `NotGenuine`."""
    seal, _, content = line.raw.partition(b" ")
    envelope = json.loads(content)
    mine = (certificate.organization, certificate.till, certificate.chain)
    if (envelope.get("organization"), envelope.get("till"), envelope.get("chain")) != mine:
        raise NotGenuine("wrong_till")
    try:
        raw = _exact(seal.decode("ascii"), 64)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        _load(certificate.public_key).verify(der, bytes.fromhex(line.digest), _PREHASHED)
    except (InvalidSignature, ValueError):
        raise NotGenuine("bad_seal") from None


def digest(content: bytes) -> str:
    """The digest of canonical bytes: what the line is called."""
    return sha256(ENTRY_TAG + content).hexdigest()


def _exact(text: str, length: int) -> bytes:
    """base64url in its one spelling. Raises `ValueError`."""
    data = decode(text)
    if len(data) != length or encode(data) != text:
        raise ValueError(text)
    return data


@lru_cache(maxsize=256)
def _load(public_key: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _exact(public_key, 65))
