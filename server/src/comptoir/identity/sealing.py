"""Secrets that the database keeps and cannot read: sealed under a key that is made from the server's own."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


def seal(secret: bytes, *, purpose: str, owner: bytes) -> bytes:
    """Encrypted for its owner: copied into another row, it opens nothing."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key(settings.SECRET_KEY, purpose)).encrypt(nonce, secret, owner)


def unseal(sealed: bytes, *, purpose: str, owner: bytes) -> bytes | None:
    """The secret; none when neither the server's key nor one of before it opens this."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key, purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner)
        except InvalidTag:
            continue
    return None


def _key(secret_key: str | bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"comptoir {purpose}".encode()).derive(
        secret_key if isinstance(secret_key, bytes) else secret_key.encode()
    )
