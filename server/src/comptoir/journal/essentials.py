"""The signed essentials of a receipt: what its QR carries, provable without the server."""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from comptoir.journal.encoding import from_base64url, to_base64url
from comptoir.journal.errors import EssentialsUnreadable
from comptoir.journal.seal import PrivateKey, PublicKey, sign_hash, verify_hash

RECEIPT_TAG = b"comptoir-receipt-v1\n"

_TEXT = re.compile(
    r"1\.(?P<chain>[\w-]{22})\.(?P<sequence>[1-9][0-9]{0,15})\.(?P<gross>0|-?[1-9][0-9]{0,15})"
    r"\.(?P<currency>[A-Z]{3})\.(?P<unix_seconds>0|[1-9][0-9]{0,11})\.(?P<digest>[\w-]{43})\.(?P<proof>[\w-]{86})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Essentials:
    """What a customer's receipt proves: this chain sealed this amount at this time."""

    chain: str
    sequence: int
    gross: int
    currency: str
    unix_seconds: int
    digest: str


def build_essentials(private_key: PrivateKey, essentials: Essentials) -> str:
    """The text behind `#` in the QR, signed by the key of the chain."""
    claim = essentials_claim(essentials)
    return f"{claim}.{to_base64url(sign_hash(private_key, _hashed(claim)))}"


def essentials_claim(essentials: Essentials) -> str:
    """Everything before the last dot: what is signed."""
    chain = to_base64url(UUID(essentials.chain).bytes)
    digest = to_base64url(bytes.fromhex(essentials.digest))
    return (
        f"1.{chain}.{essentials.sequence}.{essentials.gross}.{essentials.currency}.{essentials.unix_seconds}.{digest}"
    )


def parse_essentials(text: str) -> Essentials:
    """Read the text; says nothing about the proof (`verify_essentials`)."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise EssentialsUnreadable()
    chain = from_base64url(found["chain"], 16)
    digest = from_base64url(found["digest"], 32)
    if chain is None or digest is None:
        raise EssentialsUnreadable()
    return Essentials(
        chain=str(UUID(bytes=chain)),
        sequence=int(found["sequence"]),
        gross=int(found["gross"]),
        currency=found["currency"],
        unix_seconds=int(found["unix_seconds"]),
        digest=digest.hex(),
    )


def verify_essentials(public_key: PublicKey, text: str) -> bool:
    """Whether the proof is by this key over exactly this text."""
    if _TEXT.fullmatch(text) is None:
        return False
    claim, _, proof_text = text.rpartition(".")
    proof = from_base64url(proof_text, 64)
    return proof is not None and verify_hash(public_key, _hashed(claim), proof)


def _hashed(claim: str) -> bytes:
    return sha256(RECEIPT_TAG + claim.encode("ascii")).digest()
