"""Figures and times as a person of a language reads them. Amounts come in as integers and stay exact."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from comptoir.kernel import currency_exponent

LOCALES = {"fr": Locale.parse("fr_FR"), "de": Locale.parse("de_DE"), "en": Locale.parse("en_GB")}
UNIT_SYMBOLS = {"C62": "", "KGM": "kg", "GRM": "g", "LTR": "l", "MTR": "m", "HUR": "h"}
MINUS = "\N{MINUS SIGN}"


def locale_of(language: str) -> Locale:
    """How a language writes figures and days; one that Babel does not know writes them as English does."""
    known = LOCALES.get(language)
    if known is not None:
        return known
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return LOCALES["en"]


def language_name(code: str) -> str:
    """What its own speakers call a language."""
    name = locale_of(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def decimal_of(amount: int, currency: str) -> Decimal:
    """Minor units as the exact decimal they stand for."""
    return Decimal(amount).scaleb(-currency_exponent(currency))


def money(amount: int, currency: str, language: str) -> str:
    """ "1 842,60 €" with a real minus sign, so that columns line up."""
    text: str = format_currency(decimal_of(amount, currency), currency, locale=locale_of(language))
    return text.replace("-", MINUS)


def quantity(milli: int, unit: str, language: str) -> str:
    """ "2" or "1,25 kg"."""
    number: str = format_decimal(Decimal(milli).scaleb(-3), format="#,##0.###", locale=locale_of(language))
    symbol = UNIT_SYMBOLS.get(unit, "")
    return f"{number.replace('-', MINUS)}\N{NO-BREAK SPACE}{symbol}" if symbol else number.replace("-", MINUS)


def rate(ppm: int, language: str) -> str:
    """ "5,5 %"."""
    text: str = format_percent(
        Decimal(ppm).scaleb(-6), format=None, locale=locale_of(language), decimal_quantization=False
    )
    return text


def whole_percent(value: int, language: str) -> str:
    """ "12 %"."""
    text: str = format_percent(Decimal(abs(value)).scaleb(-2), locale=locale_of(language))
    return text


def number(value: int, language: str) -> str:
    text: str = format_decimal(value, locale=locale_of(language))
    return text.replace("-", MINUS)


def plain_number(value: int | Decimal, language: str) -> str:
    """A number of whose meaning nothing is known: a year, an amount; as exact as six decimals, nothing grouped."""
    text: str = format_decimal(value, format="0.######", locale=locale_of(language))
    return text.replace("-", MINUS)


def day(value: date, language: str) -> str:
    """ "dimanche 22 novembre 2026"."""
    text: str = format_date(value, format="full", locale=locale_of(language))
    return text


def short_day(value: date, language: str) -> str:
    text: str = format_date(value, format="medium", locale=locale_of(language))
    return text


def month(value: date, language: str) -> str:
    """A month and its year: "October 2026"."""
    return format_date(value, "LLLL yyyy", locale=locale_of(language))


def weekday(value: date, language: str) -> str:
    text: str = format_date(value, format="EEEE", locale=locale_of(language))
    return text


def moment(value: datetime, zone: str, language: str) -> str:
    """Date and time of a store's clock."""
    text: str = format_datetime(value, format="medium", tzinfo=ZoneInfo(zone), locale=locale_of(language))
    return text


def clock(value: datetime, zone: str, language: str) -> str:
    """Hours and minutes of a store's clock."""
    text: str = format_time(value, format="short", tzinfo=ZoneInfo(zone), locale=locale_of(language))
    return text


def ago(value: datetime, now: datetime, language: str) -> str:
    """ "il y a 3 minutes"."""
    text: str = format_timedelta(value - now, add_direction=True, locale=locale_of(language))
    return text


def hour(value: int, language: str) -> str:
    """ "14 h", "14 Uhr", "14:00"."""
    match language:
        case "fr":
            return f"{value}\N{NO-BREAK SPACE}h"
        case "de":
            return f"{value}\N{NO-BREAK SPACE}Uhr"
        case _:
            return f"{value}:00"


def decimal_text(amount: int, currency: str, language: str) -> str:
    """An amount for a spreadsheet: no grouping, no symbol, the language's decimal mark."""
    text = f"{decimal_of(amount, currency):f}"
    return text if language == "en" else text.replace(".", ",")


def rate_text(ppm: int, language: str) -> str:
    """A rate for a spreadsheet: "5,5"."""
    whole, rest = divmod(ppm, 10_000)
    text = f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")


def local_iso(value: datetime, zone: str) -> str:
    """A store's time for a spreadsheet: "2026-11-22 14:05:09"."""
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def worth(ppm: int, language: str) -> str:
    """ "1,06": a rate in millionths, with as many decimals as it has."""
    text: str = format_decimal(Decimal(ppm).scaleb(-6), format="#,##0.00####", locale=locale_of(language))
    return text
