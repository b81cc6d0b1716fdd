"""What stands on the voucher of a reverse vending machine. Twin: web/packages/codes/src/bottle-vouchers.ts.

A pattern has a letter or digit for each place of the code: digits stand for themselves, `S` is the voucher's number,
`A` its amount in minor units, `C` the check digit of the whole (as in a GTIN), `X` anything. conformance/codes/
bottle_vouchers.json holds both sides to the same answers.
"""

import re
from itertools import groupby

from comptoir.kernel import gtin_check_digit

_SHAPE = re.compile(r"[0-9]{1,8}[0-9SAX]*C?")
_DIGITS = re.compile(r"[0-9]+")
LENGTH_MIN, LENGTH_MAX = 8, 32
NUMBER_DIGITS = range(3, 13)
AMOUNT_DIGITS = range(2, 7)


def is_pattern(pattern: str) -> bool:
    """Whether a code can be read by it: one number and one amount, each in one piece, behind digits of its own."""
    runs = {letter: [len(list(run)) for other, run in groupby(pattern) if other == letter] for letter in "SA"}
    return (
        LENGTH_MIN <= len(pattern) <= LENGTH_MAX
        and _SHAPE.fullmatch(pattern) is not None
        and len(runs["S"]) == len(runs["A"]) == 1
        and runs["S"][0] in NUMBER_DIGITS
        and runs["A"][0] in AMOUNT_DIGITS
    )


def beginning(pattern: str) -> str:
    """The digits by which a voucher is known for one."""
    found = _DIGITS.match(pattern)
    return found[0] if found else ""


def amount_on(code: str, pattern: str) -> int | None:
    """What a voucher is worth by this pattern; None when it is none of these, or was misread."""
    if len(code) != len(pattern) or not (code.isascii() and code.isdigit()):
        return None
    if any(place.isdigit() and place != digit for place, digit in zip(pattern, code, strict=True)):
        return None
    if pattern.endswith("C") and code[-1] != str(gtin_check_digit(code[:-1])):
        return None
    return int("".join(digit for place, digit in zip(pattern, code, strict=True) if place == "A"))
