"""Tables that turn what a shop calls something into what a country's form calls it, dated by validity. Pure.

A fiscal category is not a tax rate: Austria puts 19 % and 4.9 % into one column. So both stand in a table, with the day
from which a row holds and its source, and a signed pack may bring newer rows (`data_packs.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """From `valid_from` on, `key` is `value`. `source` says where it was read, and when."""

    key: str
    value: str
    valid_from: date
    source: str


class Unmapped(LookupError):
    """The table has no row for it on that day: the caller says so, nobody guesses."""


@dataclass(frozen=True, slots=True)
class DatedMapping:
    """`name` is what packs call it: `tax_category`, `tender_kind`, `business_case`, …"""

    name: str
    rows: tuple[Row, ...]

    def of(self, key: str, day: date) -> str:
        """Raises `Unmapped`."""
        found = [row for row in self.rows if row.key == key and row.valid_from <= day]
        if not found:
            raise Unmapped(f"{self.name}: {key} on {day}")
        return max(found, key=lambda row: row.valid_from).value

    def with_rows(self, newer: Iterable[Row]) -> "DatedMapping":
        """The same with rows of a pack; one of the same key and day replaces the shipped one."""
        rows = {(row.key, row.valid_from): row for row in (*self.rows, *newer)}
        return DatedMapping(self.name, tuple(rows.values()))


def tax_key(category: str, rate_ppm: int) -> str:
    """How a tax is named as a key: EN 16931 category and rate, `S/200000`."""
    return f"{category}/{rate_ppm}"
