"""PINs and badges: what the server keeps of them, and what it tells a till (ADR 0011). Pure but for the key file.

A four-digit PIN has no strength of its own: whoever may try verifiers without limit finds it in a second, however
slow the hash. So nothing that can be tried offline lies in the database or in a browser's storage. The server keeps
the slow hash encrypted by a key outside the database; a till gets an HMAC of it under a key that only this
till's browser (not extractable) and the server's key file can make.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comptoir.journal import PublicKey, to_base64url
from comptoir.tills.public import server_secret

# 300,000 rounds take a cheap phone with SHA extensions about 0.3 s, one without them below one second.
PIN_ITERATIONS = 300_000
PIN_TAG = b"comptoir-pin-v1\n"
BADGE_TAG = b"comptoir-badge-v1\n"
VERIFIER_INFO = b"comptoir-till-verifier-v1\n"

# A badge says that it is one by these four digits, and is 24 digits long as no GTIN is. Digits only: a reader that
# is set to another keyboard than the computer still sends them right.
BADGE_PREFIX = "9900"
BADGE_RANDOM_DIGITS = 19

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def new_salt() -> bytes:
    return secrets.token_bytes(16)


def slow_hash(pin: str, *, salt: bytes, iterations: int) -> bytes:
    """PBKDF2-HMAC-SHA-256 of a PIN: the same that a till computes in WebCrypto."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode("ascii"), salt, iterations)


def badge_hash(code: str) -> bytes:
    """A badge's code is 63 random bits: no slow hash is needed to resist guessing."""
    return hashlib.sha256(BADGE_TAG + code.encode("ascii")).digest()


def new_badge() -> str:
    """A fresh badge code with its check digit (GS1's mod 10)."""
    digits = BADGE_PREFIX + "".join(secrets.choice("0123456789") for _ in range(BADGE_RANDOM_DIGITS))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def conceal(secret: bytes, *, organization: UUID, employee: UUID, kind: str) -> bytes:
    """Encrypt for the database. The row that it belongs to is part of it: it can't be moved to another person."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_store_key()).encrypt(nonce, secret, _row(organization, employee, kind))


def reveal(sealed: bytes, *, organization: UUID, employee: UUID, kind: str) -> bytes | None:
    """Decrypt; None when the key file is another one (a restore without it) or the row was changed by hand."""
    try:
        return AESGCM(_store_key()).decrypt(sealed[:12], sealed[12:], _row(organization, employee, kind))
    except InvalidTag:
        return None


def verifier(mac_key: bytes, kind: str, employee: UUID, secret: bytes) -> str:
    """What a till compares with: base64url of 32 bytes, of no use without the till's own key."""
    tag = PIN_TAG if kind == "pin" else BADGE_TAG
    message = tag + str(employee).encode("ascii") + b"\n" + secret
    return to_base64url(hmac.digest(mac_key, message, "sha256"))


def mac_key(till_public_key: PublicKey, chain: UUID) -> bytes:
    """The key that the server shares with one enrolment, by ECDH with the till's exchange key."""
    shared = exchange_key().exchange(ec.ECDH(), till_public_key)
    info = VERIFIER_INFO + str(chain).encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(shared)


def exchange_public_key() -> str:
    """The server's half, as a till gets it: base64url of the uncompressed point."""
    return to_base64url(exchange_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@lru_cache(maxsize=4)
def _exchange_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    # 48 bytes reduced by the order: the bias is below 2^-127 (FIPS 186-5 A.2.1).
    number = int.from_bytes(seed, "big") % (_P256_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def exchange_key() -> ec.EllipticCurvePrivateKey:
    """The server's exchange key, made from the server's key file: nothing more to back up."""
    return _exchange_key(server_secret(b"comptoir-exchange-v1", 48))


def _store_key() -> bytes:
    return server_secret(b"comptoir-staff-secrets-v1", 32)


def _row(organization: UUID, employee: UUID, kind: str) -> bytes:
    return f"{organization}/{employee}/{kind}".encode("ascii")
