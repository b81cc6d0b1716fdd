"""What banks carry back of a payment by code, and whether an account's number is one. Pure.

A reference is made of the attempt's identifier alone, so that till and server find the same without asking each
other; the twin is `web/packages/codes/src/paying/accounts.ts` (`conformance/payments/qr_texts.json`).
"""

import re
from dataclasses import dataclass
from uuid import UUID

_CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_QR_IBAN = re.compile(r"(?:CH|LI)[0-9]{2}3[01][0-9]{3}")
_CREDITOR = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")


@dataclass(frozen=True, slots=True)
class References:
    """Of one attempt: 16 letters and digits, the same as ISO 11649 reference, and 27 digits for QR-IBANs."""

    plain: str
    creditor: str
    qr: str


def references_of(attempt: UUID) -> References:
    """The last 80 bits of the identifier, 74 of them random in version 7."""
    bits = attempt.int & ((1 << 80) - 1)
    plain = _base36(bits)
    digits = f"{bits:026d}"
    return References(plain, f"RF{98 - mod97(plain + 'RF00'):02d}{plain}", f"{digits}{recursive_digit(digits)}")


def mod97(text: str) -> int:
    """ISO 7064, as IBAN and RF use it: letters are two digits."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def is_iban(text: str) -> bool:
    """ISO 13616, without spaces."""
    return _IBAN.fullmatch(text) is not None and mod97(text[4:] + text[:4]) == 1


def is_qr_iban(iban: str) -> bool:
    """A Swiss account for payments with a QR reference."""
    return _QR_IBAN.match(iban) is not None


def is_creditor_reference(text: str) -> bool:
    """ISO 11649."""
    return _CREDITOR.fullmatch(text) is not None and mod97(text[4:] + text[:4]) == 1


def recursive_digit(digits: str) -> int:
    """The check digit of a Swiss QR reference."""
    carry = 0
    for digit in digits:
        carry = _CARRY[(carry + int(digit)) % 10]
    return (10 - carry) % 10


def plain_of_qr(digits: str) -> str:
    """The same reference as letters and digits; empty where 27 digits are none of ours."""
    bits = int(digits[:26])
    if recursive_digit(digits[:26]) != int(digits[26]) or bits >= 1 << 80 or bits == 0:
        return ""
    return _base36(bits)


def _base36(bits: int) -> str:
    text = ""
    for _ in range(16):
        bits, digit = divmod(bits, 36)
        text = _DIGITS[digit] + text
    return text
