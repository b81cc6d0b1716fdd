"""The books' reads: facts of the ledger, and what companies decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.accounting.charts import Accounts, Number, chart_of, charts
from comptoir.accounting.facts import Fact
from comptoir.accounting.facts_sql import CLOSED, FACTS, SEALED, UNEVEN, read_facts
from comptoir.accounting.journal import Journal, journal_of, year_of
from comptoir.accounting.models import Books, OwnAccount
from comptoir.accounting.postings import Account, Place
from comptoir.accounting.roles import Role
from comptoir.accounting.sealed import SealedAct, Unvalued, Worth, read_sealed
from comptoir.kernel import currency_exponent
from comptoir.payments.public import exchange_rates
from comptoir.platform.public import organization_view
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.pricing import from_foreign

# A day begins somewhere on earth up to 14 hours before and ends up to 12 hours after it does in UTC.
_FIRST, _LAST = timedelta(hours=14), timedelta(hours=36)


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


def journal(books: BooksView, stores: Sequence[UUID], first: date, last: date, *, whole_year: bool = False) -> Journal:
    """A period's books. `whole_year`: numbered from the first day of the company's year, as files ask for it."""
    begins = year_of(first, books.year_starts)[0] if whole_year else first
    parameters = _parameters(stores, begins, last)
    sealed = list(read_sealed(select(SealedAct, SEALED, parameters), _worth()))
    facts = [row for row in sealed if isinstance(row, Fact)]
    unvalued = [row for row in sealed if isinstance(row, Unvalued)]
    facts += read_facts(FACTS, parameters)
    closed = {Place(row.day, row.store): row.closed for row in select(_Closed, CLOSED, parameters)}
    return journal_of(facts, books.accounts, closed, unvalued, since=first)


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
