"""The books: a period's balance, each day's lines, the files for an accountant, and which account is which number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.accounting.commands import NameAccounts, SetBooks
from comptoir.accounting.public import (
    BookDay,
    BookFile,
    BooksView,
    Period,
    Role,
    Why,
    balance_of,
    books_of,
    check,
    closings,
    datev_of,
    fec_of,
    journal,
    name_accounts,
    period_of,
    set_books,
    tax_apart,
    uneven,
)
from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.books_forms import AccountsForm, BooksForm, account_word
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import Scope, business_today, parse_day, zone_of
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.insights.public import booked
from comptoir.kernel import DomainError
from comptoir.payments.public import tender_kinds
from comptoir.platform.public import LegalEntityView, StoreView, legal_entities, organization_view, stores

KINDS = ("fec", "datev", "csv")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose books an address asks for, and of which days."""

    company: LegalEntityView
    companies: Sequence[LegalEntityView]
    places: Sequence[StoreView]
    books: BooksView
    scope: Scope

    @property
    def store_ids(self) -> list[UUID]:
        return [place.id for place in self.places]

    def period(self, *, whole_year: bool = False) -> Period:
        """For a page from sums; a file is made from what was sealed."""
        names = {role: word("account_role", role) for role in Role}
        return period_of(
            self.books, self.company, self.places, self.scope.first, self.scope.last, names=names,
            whole_year=whole_year, sums=None if whole_year else booked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineText:
    """One account as a page shows it."""

    number: str
    name: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class BookText:
    """A booking of one day with its lines, and where it stands: on its own day, or on the first that was open."""

    book: BookDay
    lines: list[LineText]
    why: str


@reads(Permission.SEE_BOOKS)
def books(visit: Visit) -> HttpResponse:
    """A period: what every account came to, which days are even, and what keeps the others from it."""
    asked = _asked(visit)
    return _page(visit, asked) if asked else visit.render("books_none.html")


@reads(Permission.SEE_BOOKS)
def books_day(visit: Visit, store: UUID, day: str) -> HttpResponse:
    """One business day of a store, line by line."""
    when = parse_day(day)
    place = next((found for found in stores() if found.id == store), None)
    if when is None or place is None:
        raise Http404
    books = books_of(place.legal_entity)
    held = closings(books.legal_entity)
    found = journal(books, [store], when, when, held=held, sums=booked)
    # What is of this day and was closed before it came stands on the first day that was open then.
    later = _late_for(books, store, when, held[-1].last) if held and when <= held[-1].last else []
    context: dict[str, object] = {
        "store": place,
        "day": when,
        "closing": next((row for row in held if row.first <= when <= row.last), None),
        "bookings": [BookText(book, _texts([book]), why_text(book.why)) for book in found.days],
        "later": [BookText(book, _texts([book]), why_text(book.why)) for book in later],
        "uneven": uneven([store], when, when),
        "unvalued": found.unvalued,
        "currency": organization_view().currency,
    }
    return visit.render("books_day.html", context)


@reads(Permission.SEE_BOOKS)
def books_file(visit: Visit, kind: str) -> HttpResponse:
    """The file of a period; where it would not be whole, the page that says why."""
    asked = _asked(visit)
    if kind not in KINDS:
        raise Http404
    if asked is None:
        return visit.render("books_none.html")
    try:
        return _file(visit, asked.period(whole_year=True), kind)
    except DomainError as refusal:
        return _page(visit, asked, refusal=say(refusal), status=422)


@acts(Permission.KEEP_BOOKS)
def books_settings(visit: Visit, company: UUID) -> HttpResponse:
    """How a company keeps its books."""
    with visit.reading():
        found = _company(company)
        form = BooksForm(visit.request.POST if visit.request.method == "POST" else None, books=books_of(company))
    if form.is_bound and form.is_valid():
        command = SetBooks(
            organization=visit.organization, person=visit.person, legal_entity=company, **form.decisions()
        )
        if form.carry_out(lambda: set_books(command)):
            messages.success(visit.request, _("Saved. Files made from now on follow it."))
            return redirect("books-settings", company=company)
    with visit.reading():
        accounts = _accounts_form(company)
        context: dict[str, object] = {"company": found, "form": form, "accounts": accounts}
        return visit.render("books_settings.html", context, status=422 if form.errors else 200)


@acts(Permission.KEEP_BOOKS)
def books_accounts(visit: Visit, company: UUID) -> HttpResponse:
    """Which account is which number."""
    if visit.request.method != "POST":
        return redirect("books-settings", company=company)
    with visit.reading():
        found = _company(company)
        accounts = _accounts_form(company, visit)
    if accounts.is_valid():
        command = NameAccounts(
            organization=visit.organization, person=visit.person, legal_entity=company, accounts=accounts.named()
        )
        if accounts.carry_out(lambda: name_accounts(command)):
            messages.success(visit.request, _("Saved. Files made from now on follow it."))
            return redirect("books-settings", company=company)
    with visit.reading():
        form = BooksForm(None, books=books_of(company))
        context: dict[str, object] = {"company": found, "form": form, "accounts": accounts}
        return visit.render("books_settings.html", context, status=422)


def _page(visit: Visit, asked: Asked, *, refusal: str = "", status: int = 200) -> HttpResponse:
    period = asked.period()
    found = period.paper.journal
    currency = organization_view().currency
    lines = _texts(found.days)
    is_even = all(day.is_even for day in found.days)
    context: dict[str, object] = {
        "scope": asked.scope,
        "company": asked.company,
        "companies": asked.companies,
        "journal": found,
        "lines": lines,
        "total": sum(line.debit for line in lines),
        "uneven": [] if is_even else uneven(asked.store_ids, asked.scope.first, asked.scope.last),
        "uneven_days": sum(not day.is_even for day in found.days),
        "missing": [account_word(account) for account in found.missing],
        "tax_apart": _tax_apart(asked, period),
        "period": period,
        "closing_numbers": ", ".join(str(row.number) for row in period.closings),
        "reasons": {str(day.number): why_text(day.why) for day in found.days if day.is_late},
        "store_names": {str(place.id): place.name for place in asked.places},
        "currency": currency,
        "query": visit.request.GET.urlencode(),
        "refusal": refusal,
        "may_keep": visit.may(Permission.KEEP_BOOKS),
        "chart": word("chart", asked.books.chart),
        "is_french": asked.books.chart == "pcg",
        "is_german": asked.books.chart in ("skr03", "skr04"),
    }
    return visit.render("books.html", context, status=status)


def why_text(why: Sequence[Why]) -> str:
    """Why something is booked late, in words."""
    said = []
    for one in why:
        if one.what == "entries":
            words = ngettext("%(count)s entry of a till came late", "%(count)s entries of tills came late", one.count)
        elif one.what == "noted":
            words = ngettext("%(count)s thing was noted later", "%(count)s things were noted later", one.count)
        else:
            words = _("worked out anew, because of something that came late")
        said.append(words % {"count": one.count})
    return ", ".join(said)


def _late_for(books: BooksView, store: UUID, day: date, through: date) -> list[BookDay]:
    """What is of a day and stands later: in a later closing, or on the first day that is open."""
    found = journal(books, [store], day, through + timedelta(days=1))
    return [book for book in found.days if book.is_late and book.happened.day == day]


def _tax_apart(asked: Asked, period: Period) -> int:
    """What DATEV's own reckoning of the tax will be apart by; nothing to say where no file can be made."""
    if asked.books.chart not in ("skr03", "skr04") or period.paper.journal.missing:
        return 0
    return tax_apart(period.paper)


def _file(visit: Visit, period: Period, kind: str) -> HttpResponse:
    paper = period.paper
    if kind == "csv":
        check(paper, one_year=False)
        name = f"books-{paper.first}-{paper.last}-{period.state}.csv"
        header = [_("Date"), _("Store"), _("Entry"), _("Document"), _("Account"), _("Name"), _("Debit"), _("Credit")]
        header += [_("State"), _("Is of"), _("Why so late")]
        return csv_file(name, header, _csv_rows(period, visit.language), visit.language)
    return file_answer(fec_of(period) if kind == "fec" else datev_of(period, visit.now))


def file_answer(file: BookFile) -> HttpResponse:
    """A file to be kept."""
    answer = HttpResponse(file.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _csv_rows(period: Period, language: str) -> Iterator[list[str]]:
    paper = period.paper
    for day in paper.journal.days:
        state = _("closed, no. %(number)s") % {"number": day.stood.closing} if day.stood else _("still open")
        belongs = day.happened.day.isoformat() if day.is_late else ""
        for line in paper.journal.lines(day):
            assert line.number is not None, "a file without an account was refused"
            yield [
                day.day.isoformat(), inert(paper.store_name(day)), str(day.number), paper.document(day),
                line.number.number, inert(paper.name_of(line.account, line.number)),
                formats.decimal_text(line.debit, paper.currency, language),
                formats.decimal_text(line.credit, paper.currency, language), state, belongs, why_text(day.why),
            ]  # fmt: skip


def _texts(days: Sequence[BookDay]) -> list[LineText]:
    """The balance of some bookings."""
    own = {str(kind.id): kind.name for kind in tender_kinds()}
    return [
        LineText(
            row.number.number if row.number else "",
            (row.number.name if row.number else "") or account_word(row.account, own),
            row.debit,
            row.credit,
        )
        for row in balance_of(days)
    ]


def _asked(visit: Visit) -> Asked | None:
    """The company of the address, else the first one; its days, else this month so far. None: there is no company."""
    query, companies, every = visit.request.GET, legal_entities(), stores()
    if not companies:
        return None
    company = next((found for found in companies if str(found.id) == query.get("company")), companies[0])
    places = [place for place in every if place.legal_entity == company.id]
    today = business_today(None, places, visit.now)
    last = parse_day(query.get("to")) or today
    first = parse_day(query.get("from")) or last.replace(day=1)
    zone = zone_of(None, places)
    scope = Scope(visit.organization, None, min(first, last), max(first, last), today, zone)
    return Asked(company, companies, places, books_of(company.id), scope)


def _accounts_form(company: UUID, visit: Visit | None = None) -> AccountsForm:
    return AccountsForm(visit.request.POST if visit else None, books=books_of(company), kinds=tender_kinds())


def _company(company: UUID) -> LegalEntityView:
    found = next((entity for entity in legal_entities() if entity.id == company), None)
    if found is None:
        raise Http404
    return found
