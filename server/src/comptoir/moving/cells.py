"""What stands in one cell of an export: an amount, a quantity, a bar code, a rate, a yes."""

import re

from comptoir.kernel import currency_exponent, is_gtin
from comptoir.moving.errors import CodeMangled, FormulaFound, PriceUnreadable, QuantityUnreadable

PRICE_DIGITS_MAX = 9
QUANTITY_MAX_MILLI = 1_000_000_000
_NOISE = re.compile(r"[\s\u00a0\u202f'’]|[A-Za-z]{1,3}|[€$£¥]|CHF")
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,12})(?:\.(?P<part>\d{1,6}))?")
_MANGLED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_AS_TEXT = re.compile(r'="?(?P<text>[^"]*)"?')
_POINT_ZERO = re.compile(r"(?P<digits>\d{6,})[.,]0+")
_RATE = re.compile(r"(?P<rate>\d{1,3}(?:[.,]\d{1,4})?)\s*%")
_YES = frozenset({"y", "yes", "true", "1", "oui", "ja", "o", "j", "x", "active"})


def read_price(text: str, currency: str) -> int:
    """Minor units of what an export calls a price: "1,234.50", "1.234,50 €", "£4.5", "12"."""
    if text.startswith("="):
        raise FormulaFound(cell=text[:40])
    found = _NUMBER.fullmatch(_with_point(_NOISE.sub("", text)))
    exponent = currency_exponent(currency)
    if found is None or found["sign"] or len(found["whole"]) > PRICE_DIGITS_MAX:
        raise PriceUnreadable(price=text[:20])
    part = found["part"] or ""
    if len(part.rstrip("0")) > exponent or _may_be_thousands(part, exponent):
        raise PriceUnreadable(price=text[:20])
    return int(found["whole"] + part[:exponent].ljust(exponent, "0"))


def read_quantity(text: str) -> int | None:
    """Thousandths: "12", "0,250", "-3" (nothing lies there). Null where the cell says nothing."""
    if not text or text == "-":
        return None
    if text.startswith("="):
        raise FormulaFound(cell=text[:40])
    found = _NUMBER.fullmatch(_with_point(_NOISE.sub("", text), groups=False))
    if found is None or len((found["part"] or "").rstrip("0")) > 3:
        raise QuantityUnreadable(quantity=text[:20])
    if found["whole"] != "0" and _may_be_thousands(found["part"] or "", 0):
        raise QuantityUnreadable(quantity=text[:20])
    milli = int(found["whole"] + (found["part"] or "")[:3].ljust(3, "0"))
    if milli > QUANTITY_MAX_MILLI:
        raise QuantityUnreadable(quantity=text[:20])
    # Goods that were sold before they were booked in: nobody can count fewer than none.
    return 0 if found["sign"] else milli


def read_codes(text: str) -> tuple[str, ...]:
    """The bar codes of a cell. A spreadsheet that rounded one (4.00638E+12) has lost it for good."""
    plain = _plain_text(text)
    is_number = _MANGLED.fullmatch(plain) or _POINT_ZERO.fullmatch(plain)
    return (_code(plain),) if is_number else tuple(_code(part) for part in re.split(r"[,;|\s]+", plain) if part)


def read_reference(text: str) -> tuple[str, ...]:
    """An article's own number. It can be scanned and typed like a code, unless it looks like a code that is wrong."""
    code = _plain_text(text)
    digits = code.replace(" ", "").replace("-", "")
    is_wrong = digits.isdigit() and len(digits) in (8, 12, 13, 14) and not is_gtin(digits)
    is_printable = code.isascii() and code.isprintable() and len(code) <= 64
    return (code,) if code and is_printable and not is_wrong and not _MANGLED.fullmatch(code) else ()


def read_rate(text: str) -> str:
    """What a tax is called, as the shop finds it: its rate where there is one ("TVA 20%" is "20 %"), else its name."""
    found = _RATE.search(text)
    return text if found is None else f"{found['rate'].replace(',', '.')} %"


def read_text(text: str) -> str:
    """Words without the apostrophe that keeps a spreadsheet from running them ("'=SUM(A1)" is a name)."""
    plain = " ".join(text.split())
    return plain[1:] if plain.startswith("'") and plain[1:2] in ("=", "+", "-", "@") else plain


def is_yes(text: str) -> bool:
    """Whether the cell says yes, in any of the ways in which exports say it."""
    return text.casefold() in _YES


def _may_be_thousands(part: str, exponent: int) -> bool:
    """Whether "1,000" is one or a thousand: nobody knows, so nobody guesses."""
    return len(part) == 3 and exponent != 3


def _code(text: str) -> str:
    if _MANGLED.fullmatch(text):
        raise CodeMangled(code=text[:32])
    whole = _POINT_ZERO.fullmatch(text)
    return whole["digits"] if whole else text


def _plain_text(text: str) -> str:
    """Without what keeps a spreadsheet from counting with it: an apostrophe, or a formula that is a text."""
    if text.startswith("="):
        found = _AS_TEXT.fullmatch(text)
        if found is None or not found["text"].isalnum():
            raise FormulaFound(cell=text[:40])
        return found["text"]
    return text.removeprefix("'")


def _with_point(text: str, *, groups: bool = True) -> str:
    """A number with a point before its decimals. The last comma or point is the decimal mark, unless what follows can
    only be thousands: three digits behind a mark that stands twice, or before another mark."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return text
    mark, other = text[last], "," if text[last] == "." else "."
    if text.count(mark) > 1:
        is_grouped = groups and all(len(part) == 3 for part in text.split(mark)[1:]) and other not in text
        return text.replace(mark, "") if is_grouped else "?"
    return text[:last].replace(other, "") + "." + text[last + 1 :]
