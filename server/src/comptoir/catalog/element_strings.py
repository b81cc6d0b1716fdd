"""What a GS1 code on a piece says of it: article, lot, last day, serial number. Pure.

Twin of `readCode` in @comptoir/codes as far as goods that come are concerned (GS1 General Specifications §3 and §7.8):
an element string, as a reader sends it or as people read it with brackets, or a Digital Link.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from comptoir.kernel import is_gtin

SEPARATOR = "\x1d"
_SYMBOLOGY = re.compile(r"\](?:C1|d2|Q3|e0|J1)")
_CODE = r"[!\"%-?A-Z_a-z]"
# The elements that stand on goods; of others nobody could say where they end.
_FORMATS = (
    (re.compile(r"(0[12])(\d{14})"), True),
    (re.compile(r"(1[1-3567])(\d{6})"), True),
    (re.compile(r"(20)(\d{2})"), True),
    (re.compile(r"(3[1-6]\d[0-5])(\d{6})"), True),
    (re.compile(rf"(10|21|22)({_CODE}{{1,20}})"), False),
    (re.compile(rf"(24[01])({_CODE}{{1,30}})"), False),
    (re.compile(r"(30|37)(\d{1,8})"), False),
    (re.compile(r"(39[0-3]\d)(\d{1,18})"), False),
    (re.compile(r"(7003)(\d{10})"), False),
    (re.compile(rf"(71[0-5])({_CODE}{{1,20}})"), False),
)


@dataclass(frozen=True, slots=True)
class PieceCode:
    """The article's GTIN in 14 digits, and what else the code says; `expires` is the last day of use, or of quality."""

    gtin: str
    lot: str = ""
    serial: str = ""
    expires: date | None = None


def read_piece(text: str, *, year: int) -> PieceCode | None:
    """Read a code that says more than its article; None for any other. `year`: the one now."""
    elements = _elements(text.strip(" \t\r\n"))
    gtin = elements.get("01") or elements.get("02")
    if gtin is None or not is_gtin(gtin) or len(elements) < 2:
        return None
    days = (elements.get("17"), elements.get("7003"), elements.get("15"), elements.get("16"))
    written = next((day for day in days if day), None)
    return PieceCode(
        gtin, elements.get("10", ""), elements.get("21", ""), _day(written, year) if written is not None else None
    )


def _elements(text: str) -> dict[str, str]:
    if text.startswith(("https://", "http://")):
        return _of_link(text)
    if text.startswith("("):
        # As people read it below the bars: each identifier in brackets.
        text = SEPARATOR.join(part.replace(")", "", 1) for part in text.split("(") if part)
    is_said = _SYMBOLOGY.match(text)
    rest = text[is_said.end() :] if is_said else text
    found: dict[str, str] = {}
    while rest := rest.removeprefix(SEPARATOR):
        one = next(filter(None, (pattern.match(rest) for pattern, _ in _FORMATS)), None)
        if one is None:
            return {}
        is_fixed = next(fixed for pattern, fixed in _FORMATS if pattern is one.re)
        rest = rest[one.end() :]
        # What has no length of its own ends with a separator: half a lot is worse than none.
        if (not is_fixed and rest and not rest.startswith(SEPARATOR)) or found.get(one[1], one[2]) != one[2]:
            return {}
        found[one[1]] = one[2]
    return found


def _of_link(text: str) -> dict[str, str]:
    address = urlsplit(text)
    path = address.path.split("/")
    start = next((place for place, part in enumerate(path[:-1]) if part == "01"), None)
    if start is None or not re.fullmatch(r"\d{8}|\d{12,14}", path[start + 1]):
        return {}
    pairs = list(zip(path[start::2], path[start + 1 :: 2], strict=False))
    pairs += [(name, said) for name, mark, said in (p.partition("=") for p in re.split("[&;]", address.query)) if mark]
    found = {name: unquote(said) for name, said in pairs if re.fullmatch(r"\d{2,4}", name)}
    found["01"] = found["01"].zfill(14)
    return found if all(len(said) <= 30 and said.isprintable() for said in found.values()) else {}


def _day(digits: str, year: int) -> date | None:
    """YYMMDD: the century that brings the year within 50 back and 49 ahead of now; day 00 is the month's last."""
    if not re.match(r"\d{6}", digits):
        return None
    short, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    distance = short - year % 100
    full = year - year % 100 + short + (-100 if distance >= 51 else 100 if distance <= -50 else 0)
    if not 1 <= month <= 12:
        return None
    last = monthrange(full, month)[1]
    return date(full, month, day or last) if day <= last else None
