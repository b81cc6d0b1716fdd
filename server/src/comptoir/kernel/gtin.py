"""Barcodes of trade items (GS1 General Specifications §7.9)."""

from comptoir.kernel.errors import Category, DomainError

_LENGTHS = (8, 12, 13, 14)


class GtinInvalid(DomainError):
    """Not 8, 12, 13 or 14 digits, or the check digit is wrong."""

    code = "kernel.gtin_invalid"
    category = Category.INVALID


def gtin_check_digit(payload: str) -> int:
    """The check digit that belongs behind the given digits (weights 3, 1, 3… from the right)."""
    assert payload.isascii()
    assert payload.isdigit()
    figures = list(map(int, reversed(payload)))
    return -(3 * sum(figures[::2]) + sum(figures[1::2])) % 10


def is_gtin(text: str) -> bool:
    """Whether the text is a GTIN-8, -12, -13 or -14 with the right check digit."""
    if len(text) not in _LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return gtin_check_digit(text[:-1]) == int(text[-1])


def normalize_gtin(text: str) -> str:
    """The same GTIN as 14 digits, so that a UPC-A and its EAN-13 form are one item.

    Spaces and dashes around or inside are what people and labels add; they are dropped.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not is_gtin(digits):
        raise GtinInvalid(gtin=text[:32])
    return digits.zfill(14)
