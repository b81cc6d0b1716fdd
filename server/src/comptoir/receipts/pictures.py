"""Codes and logos as rows of dark and light, for every renderer."""

import base64
import binascii

import segno

Rows = list[list[bool]]


def qr_rows(text: str) -> Rows:
    """A QR code without its quiet zone; level L, because a till's codes are long and its screens and paper clean."""
    matrix = segno.make_qr(text, error="l", boost_error=False).matrix
    return [[bool(module) for module in row] for row in matrix]


def logo_rows(width: int, height: int, bits: str) -> Rows | None:
    """A logo's dots; None when it is not what it says, and the receipt is shown without it."""
    try:
        content = base64.b64decode(bits, validate=True)
    except (binascii.Error, ValueError):
        return None
    wide = (width + 7) // 8
    if width < 1 or height < 1 or len(content) != wide * height:
        return None
    return [
        [bool(content[y * wide + x // 8] >> (7 - x % 8) & 1) for x in range(width)] for y in range(height)
    ]  # the leftmost dot is the highest bit


def path_of(rows: Rows) -> str:
    """One path of unit squares, dark ones only."""
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
