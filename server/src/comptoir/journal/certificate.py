"""The enrolment certificate: the server's word that a key is this chain's.

Signed by a key that lives outside the database, so a till can prove its enrolment to a
server that was restored from an older backup.
"""

from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comptoir.journal.canonical import canonicalize
from comptoir.journal.encoding import from_base64url, to_base64url
from comptoir.journal.errors import CertificateUnreadable, KeyInvalid

CERTIFICATE_HEADER = "comptoir-enrolment-v1"


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may seal which chain, and since when."""

    organization: str
    store: str
    till: str
    till_code: str
    chain: str
    enrolment: Annotated[int, msgspec.Meta(ge=1)]
    public_key: str
    issued_at: str
    algorithm: Literal["ES256"] = "ES256"


def build_certificate(server_key: Ed25519PrivateKey, certificate: Certificate) -> str:
    """The certificate's text: header, canonical members, signature over both lines."""
    members = canonicalize(msgspec.structs.asdict(certificate)).decode("utf-8")
    signed = f"{CERTIFICATE_HEADER}\n{members}\n"
    return signed + to_base64url(server_key.sign(signed.encode("utf-8")))


def parse_certificate(text: str) -> Certificate:
    """Read the members; says nothing about the signature (`verify_certificate`)."""
    lines = text.split("\n")
    if len(lines) != 3 or lines[0] != CERTIFICATE_HEADER:
        raise CertificateUnreadable()
    try:
        return msgspec.json.decode(lines[1].encode("utf-8"), type=Certificate)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise CertificateUnreadable() from None


def verify_certificate(server_key: Ed25519PublicKey, text: str) -> bool:
    """Whether the server's key signed exactly this text."""
    signed, newline, signature_text = text.rpartition("\n")
    signature = from_base64url(signature_text, 64)
    if signature is None or not text.startswith(f"{CERTIFICATE_HEADER}\n"):
        return False
    try:
        server_key.verify(signature, (signed + newline).encode("utf-8"))
    except (InvalidSignature, UnicodeEncodeError):
        return False
    return True


def certificate_digest(text: str) -> str:
    """What the first entry of a chain names its certificate by."""
    return sha256(text.encode("utf-8")).hexdigest()


def load_server_key(text: str) -> Ed25519PublicKey:
    """The server's public key from its text (base64url of 32 bytes)."""
    raw = from_base64url(text, 32)
    if raw is None:
        raise KeyInvalid()
    return Ed25519PublicKey.from_public_bytes(raw)
