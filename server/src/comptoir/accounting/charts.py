"""Under which number a country books what: dated data (`charts.json`), which a shop may change. Pure.

A row without `from` holds since ever; of several rows the newest that has begun counts. `books_tax`: an account that
books the tax of a gross amount by itself (DATEV calls it automatic); `tax_code`: what asks an ordinary one to.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from comptoir.accounting.postings import Account
from comptoir.accounting.roles import Role

PLAIN = "plain"
_FILE = Path(__file__).with_name("charts.json")


@dataclass(frozen=True, slots=True)
class Number:
    """An account as books call it. `name` is empty where only our own words name it."""

    number: str
    name: str
    tax_code: str = ""
    books_tax: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A country's accounts, each with the day from which it holds, newest first."""

    code: str
    countries: tuple[str, ...]
    source: str
    accounts: Mapping[Account, tuple[tuple[date, Number], ...]]

    def at(self, account: Account, day: date) -> Number | None:
        rows = self.accounts.get(account, ())
        return next((number for begins, number in rows if begins <= day), None)


@dataclass(frozen=True, slots=True)
class Accounts:
    """A chart with what the shop changed of it."""

    chart: Chart
    own: Mapping[Account, Number]

    def number(self, account: Account, day: date) -> Number | None:
        """The number of an account on a day; None: nobody said one.

        The shop's own word comes first, from the nearest to the widest: this rate, its category, the role.
        """
        for wider in widened(account):
            if own := self.own.get(wider):
                found = self._known(account, day)
                # How its tax is booked follows the chart, unless the number is another one: then it is plain.
                same = found is not None and found.number == own.number
                tax_code = found.tax_code if found is not None else ""
                return replace(own, tax_code=tax_code, books_tax=same and found is not None and found.books_tax)
        return self._known(account, day)

    def _known(self, account: Account, day: date) -> Number | None:
        return next((found for wider in widened(account) if (found := self.chart.at(wider, day)) is not None), None)


def widened(account: Account) -> Iterator[Account]:
    """An account, then each wider one: `sales S/200000`, `sales S`, `sales`."""
    yield account
    key = account.key
    while key:
        key = key.rpartition("/")[0]
        yield Account(account.role, key)


@cache
def charts() -> dict[str, Chart]:
    """Every chart that is known."""
    return {code: _read(code, stated) for code, stated in json.loads(_FILE.read_text(encoding="utf-8")).items()}


def chart_of(country: str) -> str:
    """The chart that a country's shops begin with."""
    return next((chart.code for chart in charts().values() if country in chart.countries), PLAIN)


def _read(code: str, stated: Mapping[str, object]) -> Chart:
    rows, countries = stated["accounts"], stated["countries"]
    assert isinstance(rows, list)
    assert isinstance(countries, list)
    found: dict[Account, list[tuple[date, Number]]] = {}
    for row in rows:
        account = Account(Role(row["role"]), row["key"])
        number = Number(row["number"], row["name"], row.get("tax_code", ""), row.get("books_tax", False))
        found.setdefault(account, []).append((date.fromisoformat(row.get("from", "0001-01-01")), number))
    newest = {account: tuple(sorted(dated, key=lambda row: row[0], reverse=True)) for account, dated in found.items()}
    return Chart(code, tuple(countries), str(stated["source"]), newest)
