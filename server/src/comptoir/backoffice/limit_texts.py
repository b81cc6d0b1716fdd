"""A limit, or what was asked beyond it, in the words of the right's own measure."""

from comptoir.backoffice import formats
from comptoir.staff.public import MEASURES, UNLIMITED, Measure, Right


def right_text(right: str, value: int | str | None, currency: str, language: str) -> str:
    """Percent or an amount; nothing for a yes or no, and for a right that this version does not know."""
    if value is None or right not in set(Right) or not str(value).removeprefix("-").isdigit():
        return ""
    number = int(value)
    match MEASURES[Right(right)]:
        case Measure.PPM:
            return formats.rate(min(number, 1_000_000), language)
        case Measure.AMOUNT:
            return formats.money(number, currency, language) if number < UNLIMITED else ""
        case Measure.FLAG:
            return ""
