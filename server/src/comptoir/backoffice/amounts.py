"""Amounts and rates as people type them: "1,15", "1.15", "1 234,50 €", "5,5 %"."""

import re

from comptoir.kernel import currency_exponent

_AMOUNT = re.compile(r"(?P<whole>\d{1,9})(?:[.,](?P<part>\d{1,4}))?")


def parse_amount(text: str, currency: str) -> int | None:
    """Minor units, exactly; null when it is no amount or finer than the currency.

    The last comma or point is the decimal mark. Spaces, apostrophes and the currency's sign are dropped.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’€$£]|[A-Z]{3}", "", text)
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None
    exponent = currency_exponent(currency)
    part = found["part"] or ""
    if len(part.rstrip("0")) > exponent:
        return None
    return int(found["whole"] + part[:exponent].ljust(exponent, "0"))


_RATE = re.compile(r"(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,4}))?")


def parse_rate(text: str) -> int | None:
    """Parts per million of a percentage, exactly; null when it is none, above 100 or finer than a millionth."""
    found = _RATE.fullmatch(re.sub(r"[\s\u00a0\u202f%]", "", text))
    if found is None:
        return None
    ppm = int(found["whole"] + (found["part"] or "").ljust(4, "0"))
    return ppm if ppm <= 1_000_000 else None


_DECIMAL = re.compile(r"(?P<whole>\d{1,6})(?:[.,](?P<part>\d{1,6}))?")


def parse_decimal_ppm(text: str) -> int | None:
    """Millionths of a plain number, exactly: "1,06" is 1,060,000."""
    found = _DECIMAL.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", text))
    return None if found is None else int(found["whole"] + (found["part"] or "").ljust(6, "0"))
