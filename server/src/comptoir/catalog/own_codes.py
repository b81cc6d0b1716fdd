"""Codes that a shop makes for itself: EAN-13 of the numbers that GS1 keeps for use inside a company. Pure."""

from collections.abc import Iterable, Iterator

from comptoir.kernel import gtin_check_digit

# GS1 General Specifications 2.1.11: 20 to 29 are the shop's own. First those that scales are delivered with least.
PREFIXES = ("20", "25", "26", "27", "28", "24", "23", "22", "21", "29")
NUMBERS = 10**10


def free_prefixes(taken: Iterable[str]) -> list[str]:
    """Those in which neither a scale nor a voucher machine writes: a label must mean one thing.

    `taken` are the digits that their patterns begin with.
    """
    beginnings = list(taken)
    return [
        prefix
        for prefix in PREFIXES
        if not any(begins.startswith(prefix) or prefix.startswith(begins) for begins in beginnings)
    ]


def codes_from(prefix: str, first: int) -> Iterator[str]:
    """One after the other as the catalogue keeps them, in 14 digits, until the prefix is used up."""
    for number in range(first, NUMBERS):
        digits = f"{prefix}{number:010d}"
        yield f"0{digits}{gtin_check_digit(digits)}"


def number_of(code: str) -> int:
    """The running number of such a code."""
    return int(code[3:13])
