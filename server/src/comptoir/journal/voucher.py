"""The codes of gift cards and store credits, and what entries call them. Twin of `voucher.ts`."""

import re
from hashlib import sha256
from uuid import UUID

# Crockford's base 32: no letter that is taken for a digit.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "GC"
RANDOM_SYMBOLS = 13
OWN_LENGTH = len(PREFIX) + RANDOM_SYMBOLS + 1
# A symbol lost or typed twice.
OWN_LENGTH_SLIPS = 2
VOUCHER_TAG = "comptoir-voucher-v1\n"


def make_voucher_code(random: bytes) -> str:
    """A new code of 65 random bits (one symbol a byte) and a check symbol."""
    code = PREFIX + "".join(SYMBOLS[byte % 32] for byte in random[:RANDOM_SYMBOLS])
    return code + _check_symbol(code)


def read_voucher_code(text: str) -> str | None:
    """The code in its one spelling, or None when it is none or was misread.

    I and L are 1, O is 0, signs between do not count.
    """
    plain = re.sub(r"[\s\-_.]", "", text.upper()).replace("I", "1").replace("L", "1").replace("O", "0")
    if len(plain) != len(PREFIX) + RANDOM_SYMBOLS + 1 or not plain.startswith(PREFIX):
        return None
    if any(symbol not in SYMBOLS for symbol in plain):
        return None
    return plain if _check_symbol(plain[:-1]) == plain[-1] else None


def read_foreign_code(text: str) -> str | None:
    """The code of a card of another system in one spelling: letters and digits, signs between do not count.

    What may be a code of our own that was misread is none: then the check symbol is to be believed.
    """
    plain = re.sub(r"[\s\-_.]", "", text).upper()
    if re.fullmatch(r"[A-Z0-9]{4,40}", plain) is None:
        return None
    is_ours = plain.startswith(PREFIX) and abs(len(plain) - OWN_LENGTH) <= OWN_LENGTH_SLIPS
    return None if is_ours else plain


def voucher_identifier(organization: UUID, code: str) -> UUID:
    """The identifier that entries carry: nobody who reads them can redeem anything."""
    return UUID(bytes=sha256(f"{VOUCHER_TAG}{organization}\n{code}".encode()).digest()[:16])


def _check_symbol(payload: str) -> str:
    """Luhn's rule over 32 symbols: every single mistake is found, and nearly every swap of neighbors."""
    total = 0
    factor = 2
    for symbol in reversed(payload):
        product = factor * SYMBOLS.index(symbol)
        total += product // 32 + product % 32
        factor = 1 if factor == 2 else 2
    return SYMBOLS[(32 - total % 32) % 32]
