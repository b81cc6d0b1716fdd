"""The books' reads: facts of the ledger, and what companies decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from comptoir.accounting.charts import Accounts, Number, chart_of, charts
from comptoir.accounting.closing import accounts_of, late_days, opening_days, thawed
from comptoir.accounting.facts import Fact
from comptoir.accounting.facts_sql import CLOSED, FACTS, RARE_FACTS, SEALED, UNEVEN, read_facts
from comptoir.accounting.journal import BookDay, Journal, journal_of, year_of
from comptoir.accounting.models import Books, OwnAccount
from comptoir.accounting.postings import Account, Place
from comptoir.accounting.roles import Role
from comptoir.accounting.sealed import SealedAct, Unvalued, Worth, read_sealed
from comptoir.accounting.shut import ClosingView, arrivals, closings, kept_days, kept_of_days
from comptoir.kernel import currency_exponent
from comptoir.payments.public import exchange_rates
from comptoir.platform.public import organization_view
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.pricing import from_foreign

# A day begins somewhere on earth up to 14 hours before and ends up to 12 hours after it does in UTC.
_FIRST, _LAST = timedelta(hours=14), timedelta(hours=36)


class SoldSums(Protocol):
    """What the sales of some business days of some stores state, from sums that somebody keeps."""

    def __call__(self, stores: Sequence[UUID], first: date, last: date) -> list[Fact]: ...


@dataclass(frozen=True, slots=True)
class BooksView:
    """How a company keeps its books."""

    legal_entity: UUID
    chart: str
    year_starts: int
    journal_code: str
    adviser: str
    client: str
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class Uneven:
    """An entry whose tenders do not come to what its sums say."""

    entry: UUID
    number: str
    store: UUID
    day: date
    left_over: int


@dataclass(frozen=True, slots=True)
class _Closed:
    store: UUID
    day: date
    closed: date


def books_of(legal_entity: UUID) -> BooksView:
    """What was decided, or what counts where nothing was."""
    organization = organization_view()
    row = Books.objects.filter(organization_id=organization.id, legal_entity_id=legal_entity).first()
    own = {
        Account(Role(found.role), found.key): Number(found.number, found.name)
        for found in OwnAccount.objects.filter(organization_id=organization.id, legal_entity_id=legal_entity)
    }
    if row is None:
        row = Books(chart=chart_of(organization.country), year_starts=1, journal_code="CAI", adviser="", client="")
    accounts = Accounts(charts()[row.chart], own)
    return BooksView(legal_entity, row.chart, row.year_starts, row.journal_code, row.adviser, row.client, accounts)


def journal(
    books: BooksView,
    stores: Sequence[UUID],
    first: date,
    last: date,
    *,
    whole_year: bool = False,
    held: Sequence[ClosingView] | None = None,
    sums: SoldSums | None = None,
) -> Journal:
    """A period's books. `whole_year`: numbered from the first day of the company's year, as files ask for it.

    What was closed is read as the closing kept it; the days behind it are worked out, and the first of them has what
    came late for closed ones, and what its year begins with. `sums` knows what the sales of open days state, summed up;
    without it every sale of those days is read. `held`: the closings that hold, where the caller has read them.
    """
    begins = year_of(first, books.year_starts)[0] if whole_year else first
    held = closings(books.legal_entity) if held is None else held
    if not held:
        return _derived(books, stores, begins, last, since=first, sums=sums)
    opens = held[-1].last + timedelta(days=1)
    accounts = {row.id: accounts_of(row.terms["chart"], row.terms["accounts"]) for row in held}
    places = set(stores)
    days = [
        thawed(row, accounts[row.closing])
        for row in (kept_days(books.legal_entity, first, last) if first < opens else ())
        if row.store in places
    ]
    if last < opens:
        return Journal(days, books.accounts, [])
    if begins > opens:
        found = _derived(books, stores, begins, last, since=first, sums=sums)
        return Journal([*days, *found.days], books.accounts, found.unvalued)
    year = year_of(opens, books.year_starts)[0]
    # Their numbers are those of all stores, whichever were asked for.
    after = max((row.number for row in kept_days(books.legal_entity, year, held[-1].last)), default=0)
    beside, unvalued = _beside(books, stores, opens, held, after)
    found = _derived(books, stores, opens, last, since=first, after=after + len(beside), sums=sums)
    beside = beside if first <= opens else []
    return Journal([*days, *beside, *found.days], books.accounts, [*unvalued, *found.unvalued])


def _beside(
    books: BooksView, stores: Sequence[UUID], opens: date, held: Sequence[ClosingView], after: int
) -> tuple[list[BookDay], list[Unvalued]]:
    """What stands on the first open day beside what happened on it."""
    beside: list[BookDay] = []
    year = year_of(opens, books.year_starts)[0]
    if opens == year:
        before = year_of(held[-1].last, books.year_starts)[0]
        beside = opening_days(_kept_books(books, stores, held, before), books.accounts, on=opens, after=after)
    came = arrivals(stores, held[-1])
    if came is None:
        return beside, []
    through = held[-1].last
    ledger = _derived(books, stores, came.first, through, since=came.first)
    kept = [row for row in kept_of_days(books.legal_entity, came.first, through) if row.store in set(stores)]
    arrived = came.newest.date()
    late = late_days(ledger.days, kept, came.why, on=opens, arrived=arrived, after=after + len(beside))
    return [*beside, *late], list(ledger.unvalued)


def _kept_books(books: BooksView, stores: Sequence[UUID], held: Sequence[ClosingView], first: date) -> list[BookDay]:
    accounts = {row.id: accounts_of(row.terms["chart"], row.terms["accounts"]) for row in held}
    rows = kept_days(books.legal_entity, first, held[-1].last)
    return [thawed(row, accounts[row.closing]) for row in rows if row.store in set(stores)]


def _derived(
    books: BooksView,
    stores: Sequence[UUID],
    begins: date,
    last: date,
    *,
    since: date,
    after: int = 0,
    sums: SoldSums | None = None,
) -> Journal:
    """What the ledger says today."""
    parameters = _parameters(stores, begins, last)
    sealed = list(read_sealed(select(SealedAct, SEALED, parameters), _worth()))
    facts = [row for row in sealed if isinstance(row, Fact)]
    unvalued = [row for row in sealed if isinstance(row, Unvalued)]
    facts += read_facts(FACTS if sums is None else RARE_FACTS, parameters)
    facts += [] if sums is None else sums(stores, begins, last)
    closed = {Place(row.day, row.store): row.closed for row in select(_Closed, CLOSED, parameters)}
    return journal_of(facts, books.accounts, closed, unvalued, since=since, after=after)


def uneven(stores: Sequence[UUID], first: date, last: date) -> list[Uneven]:
    """Which entries keep a day from being even."""
    return select(Uneven, UNEVEN, _parameters(stores, first, last))


def _parameters(stores: Sequence[UUID], first: date, last: date) -> Parameters:
    midnight = datetime.combine(first, datetime.min.time(), UTC)
    end = datetime.combine(last, datetime.min.time(), UTC)
    return {
        "organization": current_organization(),
        "stores": list(stores),
        "first": first,
        "last": last,
        "since": midnight - _FIRST,
        "until": end + _LAST,
    }


def _worth() -> Worth:
    """By the newest rate that a store had on the day. Rates are asked for once, and only where one is needed."""
    known: list[tuple[UUID | None, str, date, int]] | None = None

    def worth(currency: str, amount: int, store: UUID, day: date) -> int | None:
        nonlocal known
        if known is None:
            known = [(rate.store, rate.currency, rate.valid_from, rate.rate_ppm) for rate in exchange_rates()]
        # A store's own rate counts before the one of all stores.
        dated = [
            (where is not None, begins, rate_ppm)
            for where, unit, begins, rate_ppm in known
            if unit == currency and where in (None, store) and begins <= day
        ]
        if not dated:
            return None
        own = organization_view().currency
        return from_foreign(
            amount,
            exponent=currency_exponent(currency),
            rate_ppm=max(dated)[2],
            own_exponent=currency_exponent(own),
        )

    return worth
