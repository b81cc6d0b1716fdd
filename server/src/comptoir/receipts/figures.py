"""Integers and times written out.

Our own few rules, because two browsers' and Python's tables of the world never agree to the letter.
"""

import re

from comptoir.receipts.words import Speech, fill

MINUS = "\u2212"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}

_THOUSANDS = re.compile(r"\B(?=(\d{3})+$)")
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})")


def decimal(value: int, exponent: int, speech: Speech, *, is_trimmed: bool) -> str:
    """An integer that counts 10^-exponent, cut where it says; nothing is divided."""
    digits = str(abs(value)).rjust(exponent + 1, "0")
    whole, fraction = digits[: len(digits) - exponent], digits[len(digits) - exponent :]
    shown = fraction.rstrip("0") if is_trimmed else fraction
    formats = speech.formats
    sign = MINUS if value < 0 else ""
    return sign + _THOUSANDS.sub(formats.group, whole) + (formats.decimal + shown if shown else "")


def amount(value: int, exponent: int, speech: Speech) -> str:
    """`12,50`: a column of amounts needs no currency."""
    return decimal(value, exponent, speech, is_trimmed=False)


def money(value: int, currency: str, exponent: int, speech: Speech) -> str:
    """`12,50 €`, `CHF 12.50`."""
    symbol = SYMBOLS.get(currency, currency)
    pattern = speech.formats.money
    if len(symbol) > 1 and pattern == "{currency}{amount}":
        pattern = "{currency}\u00a0{amount}"  # letters touch no digit
    written = fill(pattern, {"currency": symbol, "amount": amount(abs(value), exponent, speech)})
    return MINUS + written if value < 0 else written


def quantity(milli: int, unit: str, speech: Speech) -> str:
    """`1,25 kg`, `3`."""
    figure = decimal(milli, 3, speech, is_trimmed=True)
    name = speech.unit(unit)
    return f"{figure}\u00a0{name}" if name else figure


def percent(ppm: int, speech: Speech) -> str:
    """`5,5 %`."""
    return fill(speech.formats.percent, {"figure": decimal(ppm, 4, speech, is_trimmed=True)})


def day(text: str, speech: Speech) -> str:
    """A day without its time: `2026-12-24` as the language writes it."""
    return moment(f"{text}T00:00", speech).split(" ")[0]


def moment(device_time: str, speech: Speech) -> str:
    """The wall clock of a time with offset, as the till saw it."""
    found = _MOMENT.match(device_time)
    if found is None:
        return device_time
    return fill(speech.formats.moment, dict(zip("ymdHM", found.groups(), strict=True)))
