"""The envelope of a local message: AES-256-CBC and HMAC-SHA256 by keys that are derived from a passphrase (PBKDF2).

The cloud way needs none: there TLS and an API key do it, and the messages inside are the same.
"""

import base64
import binascii
import hmac
import json
import os
from dataclasses import dataclass
from functools import cache
from hashlib import pbkdf2_hmac, sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

SALT, ROUNDS = b"AdyenNexoV1Salt", 4_000
KEY_BYTES, IV_BYTES, BLOCK_BITS = 32, 16, 128
CRYPTO_VERSION = 1


class Forged(Exception):
    """Not from the terminal that has our passphrase, or not what it said."""


@dataclass(frozen=True, slots=True)
class SharedKey:
    """As the acquirer's customer area sets it on the terminal."""

    identifier: str
    version: int
    passphrase: str


@dataclass(frozen=True, slots=True)
class _Keys:
    hmac: bytes
    cipher: bytes
    iv: bytes


@cache
def _derive(passphrase: str) -> _Keys:
    whole = pbkdf2_hmac("sha1", passphrase.encode("latin-1"), SALT, ROUNDS, 2 * KEY_BYTES + IV_BYTES)
    return _Keys(whole[:KEY_BYTES], whole[KEY_BYTES : 2 * KEY_BYTES], whole[2 * KEY_BYTES :])


def seal(message: str, header: dict[str, str], key: SharedKey, *, nonce: bytes | None = None) -> dict[str, Any]:
    """What goes on the wire inside `SaleToPOIRequest` or `SaleToPOIResponse`. `header` stays readable beside it."""
    keys, nonce, clear = _derive(key.passphrase), nonce or os.urandom(IV_BYTES), message.encode()
    padder, cipher = PKCS7(BLOCK_BITS).padder(), _cipher(keys, nonce).encryptor()
    sealed = cipher.update(padder.update(clear) + padder.finalize()) + cipher.finalize()
    return {
        "MessageHeader": header,
        "NexoBlob": _text(sealed),
        "SecurityTrailer": {
            "AdyenCryptoVersion": CRYPTO_VERSION,
            "Hmac": _text(hmac.digest(keys.hmac, clear, sha256)),
            "KeyIdentifier": key.identifier,
            "KeyVersion": key.version,
            "Nonce": _text(nonce),
        },
    }


def unseal(envelope: dict[str, Any], key: SharedKey) -> str:
    """Raises `Forged`."""
    keys = _derive(key.passphrase)
    try:
        trailer = envelope["SecurityTrailer"]
        nonce, digest, sealed = (_bytes(text) for text in (trailer["Nonce"], trailer["Hmac"], envelope["NexoBlob"]))
        cipher, unpadder = _cipher(keys, nonce).decryptor(), PKCS7(BLOCK_BITS).unpadder()
        padded = cipher.update(sealed) + cipher.finalize()
        clear = unpadder.update(padded) + unpadder.finalize()
    except (KeyError, TypeError, ValueError) as wrong:
        raise Forged(str(wrong)) from None
    if not hmac.compare_digest(hmac.digest(keys.hmac, clear, sha256), digest):
        raise Forged("the digest is wrong")
    try:
        return clear.decode()
    except UnicodeDecodeError as wrong:
        raise Forged(str(wrong)) from None


def unseal_document(envelope: dict[str, Any], key: SharedKey) -> dict[str, Any]:
    """And read it. The header beside it, which anybody can change on the way, says what the one inside says."""
    try:
        whole = json.loads(unseal(envelope, key), parse_float=str, parse_int=str)
        [inner] = whole.values()
        if not isinstance(inner, dict) or inner["MessageHeader"] != envelope["MessageHeader"]:
            raise Forged("the header is another one")
    except (ValueError, KeyError, AttributeError) as wrong:
        raise Forged(str(wrong)) from None
    return inner


def _cipher(keys: _Keys, nonce: bytes) -> Cipher[CBC]:
    if len(nonce) != IV_BYTES:
        raise ValueError("no nonce")
    return Cipher(AES(keys.cipher), CBC(bytes(a ^ b for a, b in zip(keys.iv, nonce, strict=True))))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as wrong:
        raise ValueError(str(wrong)) from None
