"""What a closing keeps of a company's books, and what comes after it: late parts, and what a year begins with. Pure.

A closed booking is kept as its postings with the numbers of its accounts, so that no later word changes it. What the
ledger says today of a closed day, less what closings kept of it, came late.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

from comptoir.accounting.charts import Accounts, Chart, Number
from comptoir.accounting.files import Paper
from comptoir.accounting.journal import BookDay, Kind, Stood, Why
from comptoir.accounting.postings import Account, Amount, Place, Posting, exploded, left_over
from comptoir.accounting.roles import Role

Stated: TypeAlias = Mapping[str, Any]
# With what numbers of a chart begin whose accounts end with the year: costs and earnings.
_ENDING = {"pcg": "67", "skr03": "2348", "skr04": "4567", "plain": "456789"}
_Sums: TypeAlias = dict[tuple[Account, str], list[int]]


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A booking as a closing kept it."""

    closing: UUID
    closing_number: int
    number: int
    kind: str
    store: UUID
    store_name: str
    day: date
    belongs: date | None
    why: Sequence[Sequence[Any]]
    document: str
    validated: date
    left_over: int
    postings: Sequence[Sequence[Any]]

    @property
    def happened(self) -> Place:
        return Place(self.belongs or self.day, self.store)


def kept_postings(day: BookDay) -> list[list[Any]]:
    return [
        [str(row.account.role), row.account.key, row.amount.net, row.amount.tax, row.tax_key] for row in day.postings
    ]


def kept_accounts(paper: Paper) -> list[list[Any]]:
    """Each account of these days under the numbers that it had, each with the day from which."""
    found: dict[Account, list[tuple[date, Number]]] = {}
    for day in paper.journal.days:
        for account in (*exploded(day.postings), Account(Role.CLEARING)):
            number = day.accounts.number(account, day.day)
            assert number is not None, "a period with an amount without an account is not closed"
            named = Number(number.number, paper.name_of(account, number), number.tax_code, number.books_tax)
            rows = found.setdefault(account, [])
            if not rows or rows[-1][1] != named:
                rows.append((day.day, named))
    return [
        [str(account.role), account.key, day.isoformat(), number.number, number.name, number.tax_code, number.books_tax]
        for account, rows in sorted(found.items())
        for day, number in rows
    ]


def accounts_of(chart: str, stated: Iterable[Sequence[Any]]) -> Accounts:
    """What `kept_accounts` kept, to be asked as a chart is."""
    rows: dict[Account, list[tuple[date, Number]]] = {}
    for role, key, begins, number, name, tax_code, books_tax in stated:
        dated = (date.fromisoformat(begins), Number(number, name, tax_code, books_tax))
        rows.setdefault(Account(Role(role), key), []).append(dated)
    newest = {account: tuple(reversed(dated)) for account, dated in rows.items()}
    return Accounts(Chart(chart, (), "", newest), {})


def thawed(row: KeptDay, accounts: Accounts) -> BookDay:
    """A kept booking as pages and files read one."""
    return BookDay(
        row.number, Place(row.day, row.store), _postings(row), row.left_over, row.validated, accounts, Kind(row.kind),
        row.belongs, tuple(Why(what, count) for what, count in row.why),
        Stood(row.closing_number, row.document, row.store_name),
    )  # fmt: skip


def late_days(
    ledger: Sequence[BookDay],
    kept: Iterable[KeptDay],
    why: Mapping[Place, Sequence[Why]],
    *,
    on: date,
    arrived: date,
    after: int,
) -> list[BookDay]:
    """What of closed days came after their closing, booked on the first open day. `ledger`: those days as it knows
    them now; `kept`: what closings say of the same days; `after`: how many bookings of the year come before.
    """
    sums: dict[Place, _Sums] = {}
    for day in ledger:
        _add(sums, day.place, day.postings, 1)
    for row in kept:
        if row.kind != Kind.OPENING:
            _add(sums, row.happened, _postings(row), -1)
    accounts = {day.place: day.accounts for day in ledger}
    some = next(iter(accounts.values()), None)
    found: list[BookDay] = []
    for place in sorted(sums, key=lambda place: (place.day, str(place.store))):
        postings = _rows(sums[place])
        held = accounts.get(place, some)
        if postings and held is not None:
            number = after + len(found) + 1
            found.append(
                BookDay(
                    number, Place(on, place.store), postings, _suspended(postings), max(on, arrived), held, Kind.LATE,
                    place.day, tuple(why.get(place, (Why("reckoned"),))),
                )
            )  # fmt: skip
    return found


def opening_days(kept: Iterable[BookDay], accounts: Accounts, *, on: date, after: int) -> list[BookDay]:
    """What a year begins with, store by store: the balances of the year before, and against them what it earned."""
    stores: dict[UUID, dict[Account, int]] = {}
    for day in kept:
        sums = stores.setdefault(day.store, {})
        for account, amount in exploded(day.postings).items():
            number = day.accounts.number(account, day.day)
            ends = number is not None and number.number.startswith(tuple(_ENDING[day.accounts.chart.code]))
            goes_to = Account(Role.CARRIED) if ends else account
            sums[goes_to] = sums.get(goes_to, 0) + amount
    found: list[BookDay] = []
    for store in sorted(stores, key=str):
        order = {role: index for index, role in enumerate(Role)}
        rows = sorted(stores[store].items(), key=lambda row: (order[row[0].role], row[0].key))
        postings = [Posting(account, Amount(amount)) for account, amount in rows if amount]
        if postings:
            place = after + len(found) + 1
            found.append(BookDay(place, Place(on, store), postings, 0, on, accounts, Kind.OPENING))
    return found


def digest_of(stated: Stated) -> str:
    """Of everything that a closing keeps: members in order of their names, no spaces, UTF-8."""
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months between two days, as far as they are over by the second one."""
    found: list[date] = []
    month = first.replace(day=1)
    while True:
        following = (month + timedelta(days=32)).replace(day=1)
        if following - timedelta(days=1) > last:
            return found
        found.append(following - timedelta(days=1))
        month = following


def _postings(row: KeptDay) -> list[Posting]:
    return [
        Posting(Account(Role(role), key), Amount(net, tax), tax_key) for role, key, net, tax, tax_key in row.postings
    ]


def _add(sums: dict[Place, _Sums], place: Place, postings: Iterable[Posting], sign: int) -> None:
    found = sums.setdefault(place, {})
    for posting in postings:
        both = found.setdefault((posting.account, posting.tax_key), [0, 0])
        both[0] += sign * posting.amount.net
        both[1] += sign * posting.amount.tax


def _rows(sums: _Sums) -> list[Posting]:
    order = {role: index for index, role in enumerate(Role)}
    rows = [Posting(account, Amount(*both), tax_key) for (account, tax_key), both in sums.items() if any(both)]
    return sorted(rows, key=lambda row: (order[row.account.role], row.account.key, row.tax_key))


def _suspended(postings: Sequence[Posting]) -> int:
    """What was added of what does not balance: the days themselves are made even."""
    assert left_over(postings) == 0, "a late part of a day is the difference of two that are even"
    return -sum(posting.gross for posting in postings if posting.account.role is Role.SUSPENSE)
