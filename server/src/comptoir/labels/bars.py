"""Barcodes as dark and light modules: EAN-13 and EAN-8 (ISO/IEC 15420), everything else as Code 128. Pure."""

import re
from typing import NamedTuple

from comptoir.receipts.code128 import code128

_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
# Which digits of the left half are mirrored tells the first digit of an EAN-13.
_MIRRORED = ("......", "..#.##", "..##.#", "..###.", ".#..##", ".##..#", ".###..", ".#.#.#", ".#.##.", ".##.#.")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
QUIET = 9
EAN_13, EAN_8 = 13, 8


class Bars(NamedTuple):
    """A symbol: its modules from the first bar to the last, and the text under it."""

    modules: tuple[bool, ...]
    text: str


def bars_of(code: str) -> Bars | None:
    """A code as a till's reader finds it; null for none, and for a letter that Code 128 (set B) lacks."""
    text = printed_text(code)
    if len(text) == EAN_13 and text.isdigit():
        return Bars(_bits(_ean_13(text)), text)
    if len(text) == EAN_8 and text.isdigit():
        return Bars(_bits(_ean_8(text)), text)
    if not text or any(not " " <= letter <= "~" for letter in text):
        return None
    return Bars(tuple(code128(text)), text)


def printed_text(code: str) -> str:
    """Fourteen digits, as the catalogue keeps them, back to those of the symbol; a carton's own code stays."""
    if not _GTIN.fullmatch(code):
        return code
    if len(code) == EAN_8 or code.startswith("000000"):
        return code[-8:]
    return code.zfill(14)[1:] if code.zfill(14).startswith("0") else code


def _ean_13(digits: str) -> str:
    mirrored = _MIRRORED[int(digits[0])]
    left = "".join(
        _mirror(digit) if place == "#" else _LEFT[int(digit)]
        for digit, place in zip(digits[1:7], mirrored, strict=True)
    )
    return f"101{left}01010{_right(digits[7:])}101"


def _ean_8(digits: str) -> str:
    return f"101{''.join(_LEFT[int(digit)] for digit in digits[:4])}01010{_right(digits[4:])}101"


def _right(digits: str) -> str:
    return "".join(_LEFT[int(digit)].translate({48: "1", 49: "0"}) for digit in digits)


def _mirror(digit: str) -> str:
    return _right(digit)[::-1]


def _bits(text: str) -> tuple[bool, ...]:
    return tuple(bit == "1" for bit in text)
