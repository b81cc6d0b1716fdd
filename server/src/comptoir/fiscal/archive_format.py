"""What an archive is made of, for who writes it and who checks it. A ZIP of open formats; nothing of it needs Comptoir.

manifest.json                 what is here: whose, which days, each chain with its two ends, totals, each file
manifest.sig                  the server's signature over `comptoir-archive-v1` LF and the bytes of manifest.json
certificates/<till>-<n>.txt   by which the server vouched for a till's key (journal format §7)
entries/<till>-<n>.jsonl      what the till sealed, one entry a line: the seal, a space, the signed bytes
events.csv  office.csv        the journal of technical events: of tills, and of the office
closings.csv  totals.csv      closings, and totals that are never set back
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comptoir.journal import canonicalize, from_base64url, to_base64url

FORMAT = "comptoir-archive"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
TAG = b"comptoir-archive-v1\n"
README = """\
Archive of a shop's tills, made by Comptoir. Archive des caisses d'un commerce, faite par Comptoir.

manifest.json   what is here, with the SHA-256 of each file, and where each till's chain begins and ends in this archive
manifest.sig    two lines: the server's public key, and its Ed25519 signature (both base64url) over the text
                "comptoir-archive-v1", a line feed, and the bytes of manifest.json
entries/        what each till sealed, one entry a line: the seal (ES256, base64url), a space, the signed bytes (JSON)
certificates/   by which the server vouched for each till's key
*.csv           the same for people: events, closings, totals. UTF-8, RFC 4180, amounts in minor units (1299 is 12.99)

Check it with `comptoir verify-archive FILE`, or by hand: docs/developer/archive-format.md of Comptoir's sources.
"""


class ArchiveUnreadable(Exception):
    """The text says why."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature beside a manifest."""

    key: str
    signature: str

    def __str__(self) -> str:
        return f"{self.key}\n{self.signature}\n"


def sign(key: Ed25519PrivateKey, manifest: bytes) -> Signed:
    return Signed(to_base64url(key.public_key().public_bytes_raw()), to_base64url(key.sign(TAG + manifest)))


def read_signature(text: str) -> Signed:
    """Raises `ArchiveUnreadable`."""
    lines = text.split("\n")
    if len(lines) != 3 or lines[2]:
        raise ArchiveUnreadable("manifest.sig is not two lines")
    return Signed(lines[0], lines[1])


def is_signed(signed: Signed, manifest: bytes) -> bool:
    key, signature = from_base64url(signed.key, 32), from_base64url(signed.signature, 64)
    if key is None or signature is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, TAG + manifest)
    except InvalidSignature:
        return False
    return True


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Canonical (RFC 8785), so that the same archive has the same digest wherever it is made."""
    return canonicalize(json.loads(json.dumps(manifest)))
