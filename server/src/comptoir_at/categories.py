"""Which of the receipt's five columns an amount stands in. A table by date, not the rate itself.

RKSV § 9 (2) 4 and § 10 (2) Nr. 5: "Betrag-Satz-Normal", "-Ermaessigt-1", "-Ermaessigt-2", "-Null", "-Besonders".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Column(StrEnum):
    """In the order of the machine code."""

    NORMAL = "normal"
    REDUCED_1 = "reduced_1"
    REDUCED_2 = "reduced_2"
    ZERO = "zero"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class ColumnOfRate:
    """From `valid_from` on this rate stands in this column."""

    tax_rate_ppm: int
    column: Column
    valid_from: date
    source: str


RATES: tuple[ColumnOfRate, ...] = (
    ColumnOfRate(200_000, Column.NORMAL, date(2016, 1, 1), "UStG 1994 § 10 (1)"),
    ColumnOfRate(100_000, Column.REDUCED_1, date(2016, 1, 1), "UStG 1994 § 10 (2)"),
    ColumnOfRate(130_000, Column.REDUCED_2, date(2016, 1, 1), "UStG 1994 § 10 (3)"),
    ColumnOfRate(0, Column.ZERO, date(2016, 1, 1), "UStG 1994 § 6"),
    ColumnOfRate(190_000, Column.SPECIAL, date(2016, 1, 1), "UStG 1994 § 10 (4): Jungholz and Mittelberg"),
    ColumnOfRate(
        49_000,
        Column.SPECIAL,
        date(2026, 7, 1),
        "4.9 % on some food, with 19 % in the special column; announced in March 2026, to be read again in the law",
    ),
)


class RateUnknown(ValueError):
    """No column is written down for this rate on this day."""


def column_of(tax_rate_ppm: int, day: date) -> Column:
    """The column of a rate on the day of the receipt."""
    newest = max(
        (row for row in RATES if row.tax_rate_ppm == tax_rate_ppm and row.valid_from <= day),
        key=lambda row: row.valid_from,
        default=None,
    )
    if newest is None:
        raise RateUnknown(f"{tax_rate_ppm} ppm on {day}")
    return newest.column
