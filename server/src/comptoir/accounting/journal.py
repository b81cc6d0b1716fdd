"""Days of double-entry books, as pages and files read them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from comptoir.accounting.charts import Accounts, Number
from comptoir.accounting.facts import Fact
from comptoir.accounting.postings import Account, Amount, Place, Posting, days_of, exploded, left_over
from comptoir.accounting.roles import Role
from comptoir.accounting.sealed import Unvalued


@dataclass(frozen=True, slots=True)
class BookLine:
    """One account of a day or a period. Above zero: a debit. `number` is null where nobody gave it one."""

    account: Account
    number: Number | None
    amount: int

    @property
    def debit(self) -> int:
        return max(0, self.amount)

    @property
    def credit(self) -> int:
        return max(0, -self.amount)


class Kind(StrEnum):
    """What a booking is of."""

    DAY = "day"
    # Of a day whose period was closed before it came: booked on the first day that was open.
    LATE = "late"
    # What a company's year begins with, of the year before.
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a booking comes late: `entries` of tills that were away, `noted` afterwards by a person, or `reckoned`
    otherwise because of something that came.
    """

    what: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Stood:
    """What a closing kept of a booking besides its lines."""

    closing: int
    document: str
    store_name: str


@dataclass(frozen=True, slots=True)
class BookDay:
    """A booking: a business day of a store, and what comes beside it when periods are closed.

    `number`: its place among the bookings of the company's year, without a hole.
    """

    number: int
    place: Place
    postings: Sequence[Posting]
    # What debits and credits are apart by; it stands in the books as what has to be looked into.
    left_over: int
    # When its last till was closed; the day itself where none was.
    validated: date
    accounts: Accounts
    kind: Kind = Kind.DAY
    # Of a late one: the day on which it happened.
    belongs: date | None = None
    why: Sequence[Why] = ()
    # Null while its period is open.
    stood: Stood | None = None

    @property
    def day(self) -> date:
        return self.place.day

    @property
    def store(self) -> UUID:
        return self.place.store

    @property
    def store_key(self) -> str:
        return str(self.place.store)

    @property
    def reason_key(self) -> str:
        return str(self.number)

    @property
    def is_even(self) -> bool:
        return self.left_over == 0

    @property
    def is_late(self) -> bool:
        return self.kind is Kind.LATE

    @property
    def is_opening(self) -> bool:
        return self.kind is Kind.OPENING

    @property
    def happened(self) -> Place:
        """The day of which it is."""
        return Place(self.belongs or self.day, self.store)

    @property
    def debit(self) -> int:
        return sum(amount for amount in exploded(self.postings).values() if amount > 0)


@dataclass(frozen=True, slots=True)
class Journal:
    """The books of one company over a period."""

    days: Sequence[BookDay]
    accounts: Accounts
    # Foreign money that counts were off by and no rate says what of.
    unvalued: Sequence[Unvalued]

    @property
    def is_even(self) -> bool:
        return all(day.is_even for day in self.days) and not self.unvalued

    @property
    def missing(self) -> list[Account]:
        """Accounts with amounts and without a number."""
        lines = {line.account for day in self.days for line in self.lines(day) if line.number is None}
        return sorted(lines)

    def lines(self, day: BookDay) -> list[BookLine]:
        """A day by account, the tax apart."""
        return _lines({
            account: (amount, day.accounts.number(account, day.day))
            for account, amount in exploded(day.postings).items()
        })  # fmt: skip

    def balance(self) -> list[BookLine]:
        """The period by account."""
        return balance_of(self.days)


def balance_of(days: Sequence[BookDay]) -> list[BookLine]:
    """Bookings by account, each under the number that it had last."""
    sums: dict[Account, tuple[int, Number | None]] = {}
    for day in days:
        for account, amount in exploded(day.postings).items():
            before = sums[account][0] if account in sums else 0
            sums[account] = (before + amount, day.accounts.number(account, day.day))
    return _lines(sums)


def _lines(sums: Mapping[Account, tuple[int, Number | None]]) -> list[BookLine]:
    order = {role: index for index, role in enumerate(Role)}
    rows = [BookLine(account, number, amount) for account, (amount, number) in sums.items()]
    return sorted(
        rows, key=lambda row: (row.number.number if row.number else "", order[row.account.role], row.account.key)
    )


def journal_of(
    facts: Iterable[Fact],
    accounts: Accounts,
    closed: Mapping[Place, date],
    unvalued: Sequence[Unvalued] = (),
    *,
    since: date = date.min,
    after: int = 0,
) -> Journal:
    """The days from `since` on, numbered from the first of `facts`: those of the year before it count on.

    `after`: how many bookings of the year come before all of them.
    """
    days = []
    for number, (place, postings) in enumerate(days_of(facts).items(), start=after + 1):
        over = left_over(postings)
        rows = [*postings, Posting(Account(Role.SUSPENSE), Amount(-over))] if over else postings
        if place.day >= since:
            days.append(BookDay(number, place, rows, over, max(place.day, closed.get(place, place.day)), accounts))
    return Journal(days, accounts, [row for row in unvalued if row.day >= since])


def year_of(day: date, year_starts: int) -> tuple[date, date]:
    """The first and the last day of the company's year in which a day lies."""
    first = date(day.year - (day.month < year_starts), year_starts, 1)
    after = date(first.year + 1, first.month, 1)
    return first, date.fromordinal(after.toordinal() - 1)
