"""Closings of days as tills sealed them, and of months and years as they add up.

A closing of a month or year that a till sealed counts as it says; where none was, the days are added up here, by
business day and by sequence, never by the clock of an arrival.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from comptoir.fiscal.totals import ClosingEntry, closing_entries
from comptoir.journal import JournalError, parse_envelope, receipt_number


class _Body(msgspec.Struct, frozen=True):
    period: str = "day"
    currency: str = ""
    first_sequence: int = 0
    last_sequence: int = 0
    sales_count: int = 0
    refunds_count: int = 0
    gross: int = 0
    refunded: int = 0
    perpetual_gross: int = 0
    perpetual_refunded: int = 0
    not_counted: int = 0


_DECODER = msgspec.json.Decoder(_Body)


@dataclass(frozen=True, slots=True)
class DayClosing:
    """A Z as it was sealed: the period's totals and those that are never set back."""

    number: str
    till_code: str
    closed_at: datetime
    timezone: str
    day: date
    body: _Body

    @property
    def total(self) -> int:
        return self.body.gross + self.body.refunded


@dataclass(frozen=True, slots=True)
class SummedPeriod:
    """A month or a year of a till, out of its day closings. Perpetual totals are those of the last of them."""

    name: str
    till_code: str
    closings: int
    first_number: str
    last_number: str
    sales_count: int
    refunds_count: int
    gross: int
    refunded: int
    perpetual_gross: int
    perpetual_refunded: int


def day_closings(first: date, last: date) -> list[DayClosing]:
    """In the order in which they were sealed; one that can't be read is left out, and `comptoir verify` names it."""
    return [found for row in closing_entries(first, last) if (found := _read(row)) is not None]


def by_period(closings: list[DayClosing], *, letters: int) -> list[SummedPeriod]:
    """By month (`letters` 7: `2026-11`) or by year (4)."""
    found: dict[tuple[str, str], list[DayClosing]] = {}
    for closing in closings:
        if closing.body.period == "day":
            found.setdefault((closing.day.isoformat()[:letters], closing.till_code), []).append(closing)
    return [_sum(name, till, rows) for (name, till), rows in sorted(found.items())]


def _sum(name: str, till: str, rows: list[DayClosing]) -> SummedPeriod:
    def total(part: str) -> int:
        return sum(getattr(row.body, part) for row in rows)

    last = rows[-1]
    return SummedPeriod(
        name, till, len(rows), rows[0].number, last.number, total("sales_count"), total("refunds_count"),
        total("gross"), total("refunded"), last.body.perpetual_gross, last.body.perpetual_refunded,
    )  # fmt: skip


def _read(row: ClosingEntry) -> DayClosing | None:
    try:
        body: Any = _DECODER.decode(parse_envelope(bytes(row.content)).body)
    except (JournalError, msgspec.DecodeError):
        return None
    number = receipt_number(row.till_code, row.enrolment, row.sequence)
    return DayClosing(number, row.till_code, row.closed_at, row.timezone, row.day, body)
