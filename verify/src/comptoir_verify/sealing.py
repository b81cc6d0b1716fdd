"""Digests, seals and certificates (docs/auditor/export-format.md §3 and §4)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

ENTRY_TAG = b"comptoir-entry-v1\n"
RECEIPT_TAG = b"comptoir-receipt-v1\n"
CERTIFICATE_HEADER = "comptoir-enrolment-v1"
NOTHING_BEFORE = "0" * 64
_ES256 = ec.ECDSA(hashes.SHA256())
_SEAL = re.compile(rb"[A-Za-z0-9_-]{85}[AQgw]")
_STANDARD = bytes.maketrans(b"-_", b"+/")


class Unreadable(Exception):
    """The text says what can't be read."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The server's word: whose key seals which chain."""

    organization: str
    store: str
    till: str
    till_code: str
    chain: str
    enrolment: int
    public_key: str
    digest: str


def digest_of(content: bytes) -> bytes:
    """What the next entry calls this one by."""
    return sha256(ENTRY_TAG + content).digest()


def from_base64url(text: str, length: int) -> bytes | None:
    """Exactly so many bytes in their one spelling, or None."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    spelled = base64.urlsafe_b64encode(found).rstrip(b"=").decode()
    return found if len(found) == length and spelled == text else None


def read_till_key(text: str) -> ec.EllipticCurvePublicKey:
    """A P-256 point of 65 bytes. Raises `Unreadable`."""
    point = from_base64url(text, 65)
    if point is None:
        raise Unreadable("key")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise Unreadable("key") from error


def is_sealed(key: ec.EllipticCurvePublicKey, signed: bytes, seal: bytes) -> bool:
    """ES256: r and s, 32 bytes each, over what was signed. base64url of 64 bytes has one spelling: the last character
    stands for two bits, so four characters can be it.
    """
    if not _SEAL.fullmatch(seal):
        return False
    raw = binascii.a2b_base64(seal.translate(_STANDARD) + b"==")
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        key.verify(signature, signed, _ES256)
    except InvalidSignature:
        return False
    return True


def read_server_key(text: str) -> Ed25519PublicKey:
    """32 bytes as base64url. Raises `Unreadable`."""
    raw = from_base64url(text.strip(), 32)
    if raw is None:
        raise Unreadable("server key")
    return Ed25519PublicKey.from_public_bytes(raw)


def read_certificate(text: str) -> Certificate:
    """Its members; whether it is signed says `is_certified`. Raises `Unreadable`."""
    lines = text.split("\n")
    try:
        if len(lines) != 3 or lines[0] != CERTIFICATE_HEADER:
            raise ValueError
        members = json.loads(lines[1])
        words = [members[name] for name in ("organization", "store", "till", "till_code", "chain", "public_key")]
        if not all(isinstance(word, str) for word in words) or not isinstance(members["enrolment"], int):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("certificate") from error
    organization, store, till, code, chain, key = words
    digest = sha256(text.encode()).hexdigest()
    return Certificate(organization, store, till, code, chain, members["enrolment"], key, digest)


def is_certified(key: Ed25519PublicKey, text: str) -> bool:
    """Whether the server signed exactly this certificate."""
    signed, gap, signature = text.rpartition("\n")
    raw = from_base64url(signature, 64)
    if raw is None:
        return False
    try:
        key.verify(raw, (signed + gap).encode())
    except InvalidSignature:
        return False
    return True
