"""RSA keys of wallets: the shop signs what it asks, the provider signs what it answers (PKCS #1 v1.5 over SHA-256).

Keys come as providers hand them out: PEM, or its base64 alone.
"""

import binascii
import re
from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from comptoir.payments.providers.contract import NotSent

_AROUND = re.compile(r"-----[A-Z ]+-----|\s")


def bare(key: str) -> str:
    """A key without the lines around it and the breaks in it."""
    return _AROUND.sub("", key)


def sign(private_key: str, text: str) -> str:
    """The signature in base64. Raises `NotSent` where the key is none."""
    return b64encode(_private(private_key).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def require_public(public_key: str) -> None:
    """Before anything leaves: an answer that can't be judged would come too late. Raises `NotSent`."""
    _public(public_key)


def is_signed(public_key: str, text: str, signature: str) -> bool:
    """Whether the provider's key made it."""
    try:
        _public(public_key).verify(b64decode(signature, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(maxsize=32)
def _private(key: str) -> RSAPrivateKey:
    try:
        found = load_der_private_key(b64decode(bare(key), validate=True), password=None)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        raise NotSent("key_unreadable") from None
    if not isinstance(found, RSAPrivateKey):
        raise NotSent("key_unreadable")
    return found


@lru_cache(maxsize=32)
def _public(key: str) -> RSAPublicKey:
    try:
        found = load_der_public_key(b64decode(bare(key), validate=True))
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        raise NotSent("key_unreadable") from None
    if not isinstance(found, RSAPublicKey):
        raise NotSent("key_unreadable")
    return found
