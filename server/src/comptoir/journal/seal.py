"""Digest and seal of an entry: what makes it this entry, and whose it is.

One input for both: the tag and the canonical bytes. So the hash that ECDSA signs is the
digest, and a batch is hashed once.
"""

from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comptoir.journal.encoding import from_base64url, to_base64url
from comptoir.journal.errors import KeyInvalid

ENTRY_TAG = b"comptoir-entry-v1\n"
EMPTY_DIGEST = "0" * 64
SEAL_ALGORITHM = "ES256"

PublicKey = ec.EllipticCurvePublicKey
PrivateKey = ec.EllipticCurvePrivateKey

_PREHASHED = ec.ECDSA(Prehashed(hashes.SHA256()))


def digest(data: bytes) -> str:
    """The digest of canonical bytes: 64 lower-case hex digits."""
    return sha256(ENTRY_TAG + data).hexdigest()


def seal(private_key: PrivateKey, data: bytes) -> str:
    """Seal canonical bytes, as a till does: base64url of r‖s."""
    return to_base64url(sign_hash(private_key, sha256(ENTRY_TAG + data).digest()))


def verify_seal(public_key: PublicKey, data: bytes, seal: str) -> bool:
    """Whether the bytes, exactly as received, carry a seal of this key."""
    return verify_digest_seal(public_key, digest(data), seal)


def verify_digest_seal(public_key: PublicKey, entry_digest: str, seal: str) -> bool:
    """The same for whoever has computed the digest of the received bytes already."""
    signature = from_base64url(seal, 64)
    return signature is not None and verify_hash(public_key, bytes.fromhex(entry_digest), signature)


def sign_hash(private_key: PrivateKey, hashed: bytes) -> bytes:
    """ES256 over a SHA-256 hash, as raw r‖s (64 bytes)."""
    r, s = decode_dss_signature(private_key.sign(hashed, _PREHASHED))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify_hash(public_key: PublicKey, hashed: bytes, signature: bytes) -> bool:
    """Check raw r‖s over a SHA-256 hash. High and low s are both right: browsers make both."""
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:], "big")
    try:
        public_key.verify(encode_dss_signature(r, s), hashed, _PREHASHED)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=4096)
def load_public_key(text: str) -> PublicKey:
    """The key of a certificate (base64url of the 65-byte point); remembered, for parsing costs."""
    point = from_base64url(text, 65)
    if point is None:
        raise KeyInvalid()
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise KeyInvalid() from None


def dump_public_key(public_key: PublicKey) -> str:
    """The text that a certificate holds: base64url of the uncompressed point."""
    return to_base64url(public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
