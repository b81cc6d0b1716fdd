"""The two keys that open backups: shown once, written on paper, never kept by the server.

The server keeps the public halves: whoever has its disk can make backups and open none.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

GROUP = 5
CHECK_BYTES = 2
KEY_BYTES = 32


class Kind(StrEnum):
    """What a file holds. The secrets have a key of their own: the books alone can be given to somebody."""

    BOOKS = "books"
    SECRETS = "secrets"


class KeyUnreadable(Exception):
    """The text says what is wrong with what was typed."""


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The private half, as it stands on paper."""

    kind: Kind
    raw: bytes

    @classmethod
    def new(cls, kind: Kind) -> RecoveryKey:
        return cls(kind, X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> bytes:
        """What the server keeps to seal with."""
        return X25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw()

    def __str__(self) -> str:
        letters = base64.b32encode(self.raw + _check(self.kind, self.raw)).decode().rstrip("=")
        groups = [letters[start : start + GROUP] for start in range(0, len(letters), GROUP)]
        return "-".join([self.kind.upper(), *groups])

    def __repr__(self) -> str:
        return f"RecoveryKey({self.kind}, {fingerprint(self.public)})"


def read_recovery_key(text: str) -> RecoveryKey:
    """The key as somebody typed it; a wrong letter is said, not tried."""
    name, _, letters = "".join(text.split()).upper().partition("-")
    try:
        kind = Kind(name.lower())
    except ValueError:
        raise KeyUnreadable("A recovery key begins with BOOKS- or SECRETS-.") from None
    letters = letters.replace("-", "").replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        raw = b""
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    if len(key) != KEY_BYTES or check != _check(kind, key):
        raise KeyUnreadable("This recovery key is not written as it was given: a letter is missing or another one.")
    return RecoveryKey(kind, key)


def fingerprint(public: bytes) -> str:
    """By which a file says which key opens it; the public half itself stays in the home."""
    return hashlib.sha256(b"comptoir-backup-key-v1\n" + public).hexdigest()[:16]


def _check(kind: Kind, raw: bytes) -> bytes:
    return hashlib.sha256(f"comptoir-recovery-v1\n{kind}\n".encode() + raw).digest()[:CHECK_BYTES]
