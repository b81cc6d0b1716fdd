"""Cards of customers: what a reader reads at a till to know who it is. Pure.

A shop gives out codes of its own, or takes the number that stands on a card which the customer carries already.
"""

import re
import secrets

from comptoir.kernel import gtin_check_digit

LENGTH_MIN, LENGTH_MAX = 4, 64
# Our own say what they are by these four digits; 17 digits long, as no GTIN is. Digits only: a reader that is set to
# another keyboard than the computer still sends them right.
OWN_PREFIX = "9901"
_OWN_RANDOM_DIGITS = 12
_SIGNS = re.compile(r"[^0-9A-Za-z]")
# What means something else at every till: a badge of the house (`staff.secrets`), a gift card.
_RESERVED = re.compile(r"9900[0-9]{20}|GC[0-9A-Z]{14}")


def card_key(text: str) -> str:
    """A card's number as numbers are compared: its letters and digits."""
    return _SIGNS.sub("", text).upper()


def is_reserved(key: str) -> bool:
    return _RESERVED.fullmatch(key) is not None


def new_card() -> str:
    """A fresh code of our own, with its check digit (GS1's mod 10)."""
    digits = OWN_PREFIX + "".join(secrets.choice("0123456789") for _ in range(_OWN_RANDOM_DIGITS))
    return f"{digits}{gtin_check_digit(digits)}"
