"""What an entry of the office's own chain is sealed by (journal format §9): pure, for whoever writes or checks it."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TAG = b"comptoir-office-v1\n"
EMPTY = "0" * 64


def office_digest(content: bytes) -> bytes:
    """SHA-256 over a tag and the bytes, as of any entry."""
    return sha256(TAG + content).digest()


def is_signed(key: Ed25519PublicKey, content: bytes, signature: bytes) -> bool:
    """Whether this server's key, or the one it is said to be, signed these bytes."""
    try:
        key.verify(signature, TAG + content)
    except InvalidSignature:
        return False
    return True
