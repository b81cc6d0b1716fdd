"""Which text can be an address at all. Whether somebody reads there, only sending tells."""

import re

from comptoir.messaging.errors import Undeliverable

_EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]+\.[^\s@,;<>\".]{2,}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
EMAIL_LENGTH_MAX = 254
# Trunk prefix and calling code: how a number typed at home becomes one for the world.
HOME = {
    "FR": ("0", "33"), "DE": ("0", "49"), "AT": ("0", "43"), "CH": ("0", "41"), "BE": ("0", "32"), "LU": ("", "352"),
    "NL": ("0", "31"), "IT": ("", "39"), "ES": ("", "34"), "PT": ("", "351"), "GB": ("0", "44"), "IE": ("0", "353"),
    "US": ("1", "1"), "CA": ("1", "1"), "LI": ("", "423"), "MC": ("", "377"), "DK": ("", "45"), "SE": ("0", "46"),
    "NO": ("", "47"), "FI": ("0", "358"), "PL": ("", "48"), "CZ": ("", "420"),
}  # fmt: skip


def read_email(text: str) -> str:
    """An address as it is written to."""
    address = text.strip()
    if len(address) > EMAIL_LENGTH_MAX or not _EMAIL.fullmatch(address):
        raise Undeliverable("address_invalid")
    return address


def read_phone(text: str, country: str) -> str:
    """A number in its form for the world: `06 12 34 56 78` in France is `+33612345678`."""
    digits = re.sub(r"[\s./()\-\u00a0\u202f]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif not digits.startswith("+") and country in HOME:
        trunk, code = HOME[country]
        digits = f"+{code}{digits.removeprefix(trunk)}"
    if not _PHONE.fullmatch(digits):
        raise Undeliverable("address_invalid")
    return digits


def hint_of(address: str) -> str:
    """Enough for a cashier to know which one it was, too little to write to: `c…@example.fr`, `…5678`."""
    name, at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if at else f"…{address[-4:]}"
