"""A period of a company as a paper: whose words and numbers its files have, and whether it may still change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from comptoir.accounting.datev import datev_file
from comptoir.accounting.fec import fec_file, fec_name
from comptoir.accounting.files import Paper
from comptoir.accounting.queries import BooksView, SoldSums, journal
from comptoir.accounting.roles import Role
from comptoir.accounting.shut import ClosingView, closings
from comptoir.invoices.public import issuer_of
from comptoir.platform.public import LegalEntityView, StoreView, organization_view

TERMS = ("chart", "journal_code", "adviser", "client", "registration")


@dataclass(frozen=True, slots=True)
class Terms:
    """What files ask for beside the bookings."""

    chart: str
    journal_code: str
    adviser: str
    client: str
    registration: str


@dataclass(frozen=True, slots=True)
class Period:
    """A period's books, ready for a file. `closings`: those that hold of it; of an open one, not of every day."""

    paper: Paper
    terms: Terms
    closings: Sequence[ClosingView]

    @property
    def is_closed(self) -> bool:
        return self.paper.is_closed

    @property
    def state(self) -> str:
        """As names of files say it: `closed-3`, or `open`."""
        return f"closed-{self.closings[-1].number}" if self.is_closed else "open"


@dataclass(frozen=True, slots=True)
class BookFile:
    """A file and its name."""

    name: str
    content: bytes


def terms_of(books: BooksView, company: LegalEntityView) -> Terms:
    """As they are now."""
    issuer = issuer_of(company.id)
    registration = (issuer.registration if issuer else "") or company.registration
    return Terms(books.chart, books.journal_code, books.adviser, books.client, registration)


def period_of(
    books: BooksView,
    company: LegalEntityView,
    places: Sequence[StoreView],
    first: date,
    last: date,
    *,
    names: Mapping[Role, str],
    whole_year: bool = True,
    sums: SoldSums | None = None,
) -> Period:
    """The books of some days. Of a period that is closed, nothing comes from what holds today."""
    held = closings(books.legal_entity)
    of_it = [row for row in held if row.first <= last and row.last >= first]
    is_closed = bool(held) and last <= held[-1].last
    paper = Paper(
        journal=journal(
            books, [place.id for place in places], first, last, whole_year=whole_year, held=held, sums=sums
        ),
        first=first,
        last=last,
        year_starts=books.year_starts,
        currency=organization_view().currency,
        stores={place.id: place.name for place in places},
        names=names,
        closed_at=max((row.closed_at for row in of_it), default=held[-1].closed_at) if is_closed else None,
    )
    kept = of_it[-1].terms if is_closed and of_it else None
    terms = Terms(**{name: str(kept[name]) for name in TERMS}) if kept is not None else terms_of(books, company)
    return Period(paper, terms, of_it)


def fec_of(period: Period) -> BookFile:
    """The French file; of a closed period the same bytes each time."""
    name = fec_name(period.terms.registration, period.paper.last, is_closed=period.is_closed)
    return BookFile(name, fec_file(period.paper, period.terms.journal_code))


def datev_of(period: Period, now: datetime) -> BookFile:
    """DATEV's batch; of a closed period the same bytes each time, made when it was closed."""
    paper, terms = period.paper, period.terms
    content = datev_file(
        paper, chart=terms.chart, adviser=terms.adviser, client=terms.client, now=paper.closed_at or now
    )
    state = f"_{period.state}" if period.is_closed else ""
    return BookFile(f"EXTF_Buchungsstapel_{paper.first:%Y%m%d}_{paper.last:%Y%m%d}{state}.csv", content)
