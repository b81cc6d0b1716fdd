"""Whether a text holds the number of a payment card: no field, file or log of ours may keep one. Pure.

A number counts when its length and first digits are those of a card scheme and its last digit fits (Luhn, ISO/IEC
7812-1). Valid GTINs of 14 digits, IBANs, UUIDs, fractions and telephone numbers behind a `+` are none, whatever
their digits; nor are masked numbers.
"""

import json
import re
import unicodedata
from collections.abc import Iterator

from comptoir.kernel.gtin import is_gtin

# Those of 13 digits are not issued any more; barcodes and telephone numbers have as many.
_FROM = 14
_TO = 19
# First digits from, to (compared at their own length), and how many digits such a number has.
_SCHEMES = (
    ("4", "4", (16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", (14, 16, 19)),  # Diners Club
    ("309", "309", (14, 16, 19)),
    ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),
    ("6011", "6011", (16, 19)),  # Discover
    ("644", "649", (16, 19)),
    ("65", "65", (16, 19)),
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("81", "81", (16, 17, 18, 19)),
    ("5018", "5018", (15, 16, 18, 19)),  # Maestro
    ("5020", "5020", (15, 16, 18, 19)),
    ("5038", "5038", (15, 16, 18, 19)),
    ("5893", "5893", (15, 16, 18, 19)),
    ("6304", "6304", (15, 16, 18, 19)),
    ("6759", "6759", (15, 16, 18, 19)),
    ("6761", "6763", (15, 16, 18, 19)),
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
# Digits with separators between them, as people type, paste and print such numbers: `4111 - 1111 …` as well.
_RUN = re.compile(r"(?<![A-Za-z0-9+])(?<!\d[.,])\d(?:[ \t\-]{0,3}\d){13,}(?![A-Za-z0-9]|[.,]\d)")
_QUICK = re.compile(r"\d(?:[ \t\-]{0,3}\d){13}")
# Four fours with another mark between them, the same each time; amounts and addresses of machines have no such groups.
_FOURS = re.compile(r"(?<!\d)(\d{4})([./_,])(\d{4})\2(\d{4})\2(\d{4})(?!\d)")
_SPACED = r"\1 \3 \4 \5"
_GROUP = re.compile(r"\d+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# What is left of a number that was masked: fourteen digits are the fewest that one has.
_LEFT = 4
_STAR = ord("*")
_MASKED = re.compile(rb"\*(?:[^0-9A-Za-z]{0,3}\*){9}")
# What other writings of the world make of digits and dashes, and what nobody sees between two letters.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")


def holds_card_number(text: str) -> bool:
    """Whether somebody could read a card's number out of it."""
    if len(text) < _FROM:
        return False
    if not text.isascii():
        text = _plainly(text)
    if _QUICK.search(_FOURS.sub(_SPACED, text)) is None:
        return False
    return any(True for _found in _numbers_in(text))


def mask_card_numbers(content: bytes) -> bytes:
    """As many bytes, of which nobody can read a card's number: of each the last four digits are left.

    One that is written in another way than with our digits takes every digit of the content with it.
    """
    if not _is_readable(content):
        return content
    masked = bytearray(content)
    # Places in this text are those of the bytes.
    for places in _numbers_in(content.decode("latin-1")):
        for place in places[:-_LEFT]:
            masked[place] = _STAR
    for all_such in (b"[0-9]", b"[0-9\x80-\xff]"):
        if _is_readable(bytes(masked)):
            masked = bytearray(re.sub(all_such, b"*", bytes(masked)))
    return bytes(masked)


def is_masked(content: bytes) -> bool:
    """Whether `mask_card_numbers` may have made it."""
    return _MASKED.search(content) is not None


def _is_readable(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    return holds_card_number(text) or (
        "\\u" in text and holds_card_number(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), text))
    )


def _numbers_in(text: str) -> Iterator[list[int]]:
    """Where the digits of each number stand."""
    plain = _FOURS.sub(_SPACED, text)
    for kind in (_UUID, _IBAN):
        plain = kind.sub(lambda found: "*" * len(found[0]), plain)
    for run in _RUN.finditer(plain):
        groups = [[run.start() + place for place in range(*group.span())] for group in _GROUP.finditer(run[0])]
        yield from _among(plain, groups)


def _plainly(text: str) -> str:
    """Digits of any writing as ours, every space and dash as one of ours."""
    seen = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_DASHES)
    return "".join(str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one for one in seen)


def json_holds_card_number(body: bytes) -> bool:
    """Whether a text or a number of a JSON document is one, however it is written. What is no JSON holds none."""
    text = body.decode("utf-8", "replace")
    if "\\u" in text:
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):
            return False
    return holds_card_number(text)


def is_card_number(digits: str) -> bool:
    """Whether these digits, without separators, are such a number."""
    if not _FROM <= len(digits) <= _TO or not digits.isascii() or not digits.isdigit():
        return False
    if not any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _SCHEMES):
        return False
    return _fits(digits) and not (len(digits) == 14 and is_gtin(digits))


def _among(text: str, groups: list[list[int]]) -> Iterator[list[int]]:
    """Any groups beside each other: what stands before or behind the number hides nothing."""
    for first in range(len(groups)):
        places: list[int] = []
        for group in groups[first:]:
            places = places + group
            if len(places) > _TO:
                break
            if is_card_number("".join(text[place] for place in places)):
                yield places


def _fits(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
