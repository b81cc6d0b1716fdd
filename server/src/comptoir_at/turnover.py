"""The turnover counter: what a register has turned over since its start receipt, kept from other eyes.

Detailspezifikation 8 to 10: two's complement, big end first, 5 to 16 bytes, AES-256 in counter mode. The counter's
first block is taken from the register's and the receipt's names, so no two receipts share it.
"""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

KEY_BYTES: Final = 32
BLOCK_BYTES: Final = 16
COUNTER_BYTES_MIN: Final = 5
COUNTER_BYTES_MAX: Final = 16
CHECKSUM_BYTES: Final = 3


class TurnoverTooLarge(ValueError):
    """The counter no longer fits its bytes: the register must be closed and another one begun."""


def encrypt_turnover(key: bytes, register: str, receipt: str, cents: int, *, counter_bytes: int) -> bytes:
    """The counter after this receipt, as the receipt carries it."""
    if not COUNTER_BYTES_MIN <= counter_bytes <= COUNTER_BYTES_MAX:
        raise ValueError(f"a turnover counter has {COUNTER_BYTES_MIN} to {COUNTER_BYTES_MAX} bytes")
    try:
        plain = cents.to_bytes(counter_bytes, "big", signed=True)
    except OverflowError as error:
        raise TurnoverTooLarge(cents) from error
    return _crypt(key, register, receipt, plain)


def decrypt_turnover(key: bytes, register: str, receipt: str, encrypted: bytes) -> int:
    """What stood in the counter, in cents."""
    return int.from_bytes(_crypt(key, register, receipt, encrypted), "big", signed=True)


def key_checksum(key: bytes) -> str:
    """What the tax office's form asks beside the key, so that a slip of typing is seen: the first bytes of SHA-256."""
    return b64encode(sha256(b64encode(key)).digest()[:CHECKSUM_BYTES]).decode().rstrip("=")


def _crypt(key: bytes, register: str, receipt: str, data: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a turnover counter has 256 bits")
    first_block = sha256((register + receipt).encode()).digest()[:BLOCK_BYTES]
    # Encrypting and decrypting are the same step in counter mode.
    cipher = Cipher(AES(key), CTR(first_block)).encryptor()
    return cipher.update(data) + cipher.finalize()
