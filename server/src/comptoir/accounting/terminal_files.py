"""Totals out of a terminal's file: a day and an amount on each line, whatever else stands there. Pure."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime

from comptoir.accounting.errors import FileUnreadable

SIZE_MAX = 2_000_000
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%d.%m.%y", "%d/%m/%y")
_AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,12})(?:[.,](?P<part>\d{1,3}))?")


def totals_by_day(content: bytes, exponent: int) -> dict[date, int]:
    """What each day came to: the first day and the first amount of each line, added up.

    A head and lines without both are passed over; a file in which no line has both is refused.
    """
    text = _text(content)
    found: dict[date, int] = {}
    for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)):
        day = next((known for cell in row if (known := _day(cell))), None)
        amount = _amount_of(row, exponent)
        if day is not None and amount is not None:
            found[day] = found.get(day, 0) + amount
    if not found:
        raise FileUnreadable
    return found


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    first = "\n".join(text.splitlines()[:5])
    return max(";\t,", key=first.count)


def _day(cell: str) -> date | None:
    """A day, also where an hour stands behind it."""
    begin = re.split(r"[T\s]", cell.strip(), maxsplit=1)[0]
    for shape in _DAYS:
        try:
            found = datetime.strptime(begin, shape).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None


def _amount_of(row: Sequence[str], exponent: int) -> int | None:
    """The first cell that is an amount with a fraction, else the first whole one that is no day."""
    whole = None
    for cell in row:
        plain = re.sub(r"[\s\u00a0\u202f'’€$£]|[A-Z]{3}", "", cell)
        found = _AMOUNT.fullmatch(plain)
        if found is None or _day(cell) is not None:
            continue
        part = found["part"] or ""
        if len(part.rstrip("0")) > exponent:
            continue
        amount = int(found["whole"] + part[:exponent].ljust(exponent, "0")) * (-1 if found["sign"] else 1)
        if part:
            return amount
        whole = amount if whole is None else whole
    return whole
