"""What files of every kind share: what keeps one from being made, and how a day is named on it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.accounting.charts import Number
from comptoir.accounting.errors import AccountMissing, AmountTooLarge, PeriodInvalid
from comptoir.accounting.journal import BookDay, Journal, year_of
from comptoir.accounting.postings import Account, exploded
from comptoir.accounting.roles import Role

# What a reader's whole number of 64 bits holds; Python and PostgreSQL's sums have no bound.
AMOUNT_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: whose books, of which days, in which words."""

    journal: Journal
    first: date
    last: date
    year_starts: int
    currency: str
    # As the shop calls them, in the order of their making.
    stores: Mapping[UUID, str]
    # What a role is called where the chart names nothing.
    names: Mapping[Role, str]
    # When the last of its days was closed; null where one is still open.
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def year(self) -> tuple[date, date]:
        return year_of(self.first, self.year_starts)

    def name_of(self, account: Account, number: Number) -> str:
        return plain_text(number.name or f"{self.names[account.role]} {account.key}".strip())

    def document(self, day: BookDay) -> str:
        """The paper of a day: `Z20261119-1`, by the place of its store; `N` of what came late, `AN` of openings."""
        if day.stood is not None:
            return day.stood.document
        place = list(self.stores).index(day.store) + 1
        if day.is_opening:
            return f"AN{day.day:%Y%m%d}-{place}"
        return f"Z{day.happened.day:%Y%m%d}-{place}{'N' if day.is_late else ''}"

    def store_name(self, day: BookDay) -> str:
        return day.stood.store_name if day.stood is not None else self.stores[day.store]


def check(paper: Paper, *, one_year: bool) -> None:
    """Refuse what would not be whole: an amount without an account, days of two years where a file holds one."""
    if one_year and year_of(paper.last, paper.year_starts) != paper.year:
        raise PeriodInvalid
    missing = paper.journal.missing
    if missing:
        raise AccountMissing(count=len(missing))
    check_amounts(paper, AMOUNT_MAX)


def check_amounts(paper: Paper, most: int) -> None:
    """Refuse a booking with an amount above `most`; it would be cut or read as another one."""
    for day in paper.journal.days:
        if any(abs(amount) > most for amount in exploded(day.postings).values()):
            raise AmountTooLarge(day=day.day.isoformat())


def plain_text(text: str) -> str:
    """On one line, without what separates columns."""
    return " ".join(text.replace("|", " ").split())


def decimal(amount: int, exponent: int, mark: str = ",") -> str:
    """Minor units as a plain decimal, without grouping."""
    if not exponent:
        return str(amount)
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 10**exponent)
    return f"{sign}{whole}{mark}{part:0{exponent}d}"
