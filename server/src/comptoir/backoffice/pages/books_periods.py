"""Closed periods of the books: which there are, which comes next, and taking the last one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.accounting.commands import ClosePeriod, ReopenPeriod
from comptoir.accounting.public import (
    Closed,
    ClosingView,
    NextPeriod,
    Role,
    all_closings,
    books_of,
    close_period,
    is_intact,
    journal,
    next_period,
    open_sessions,
    reopen_period,
)
from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.pages.books import why_text
from comptoir.backoffice.scope import business_today, parse_day, zone_of
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.platform.public import LegalEntityView, StoreView, legal_entities, stores


class CloseForm(PlainForm):
    """Up to which month."""

    fields_of_refusals = {"accounting.period_running": "last", "accounting.period_not_next": "last"}

    first = forms.CharField(widget=forms.HiddenInput)
    last = forms.ChoiceField(label=gettext_lazy("Close up to the end of"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=500,
        help_text=gettext_lazy("What whoever reads the books later should know, about what came late for instance."),
    )  # fmt: skip

    def __init__(self, data: object = None, *, following: NextPeriod, language: str) -> None:
        super().__init__(data, initial={"first": following.first and following.first.isoformat()})  # type: ignore[arg-type]  # a query
        ends = [(end.isoformat(), formats.month(end, language)) for end in following.ends]
        self.choose("last", ends)


class ReopenForm(PlainForm):
    """Why."""

    fields_of_refusals = {"accounting.reason_missing": "reason"}

    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"), required=False, max_length=500,
        help_text=gettext_lazy("Stays beside the closing, with your name. Files you handed on may no longer agree."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LateText:
    """What waits to be booked late."""

    day: date
    store: str
    why: str


@reads(Permission.SEE_BOOKS)
def books_periods(visit: Visit) -> HttpResponse:
    """Every closing, newest first, and the next one to be."""
    companies = legal_entities()
    if not companies:
        return visit.render("books_none.html")
    wanted = visit.request.GET.get("company")
    company = next((found for found in companies if str(found.id) == wanted), companies[0])
    return _page(visit, company)


@acts(Permission.KEEP_BOOKS)
def books_close(visit: Visit, company: UUID) -> HttpResponse:
    """Close what is chosen."""
    if visit.request.method != "POST":
        return redirect("books-periods")
    with visit.reading():
        found, places = _company(company)
        form = CloseForm(visit.request.POST, following=_following(visit, found, places), language=visit.language)
    first = parse_day(str(form.data.get("first", "")))
    if form.is_valid() and first is not None:
        command = ClosePeriod(
            organization=visit.organization, person=visit.person, legal_entity=company, first=first,
            last=date.fromisoformat(form.cleaned_data["last"]), note=form.cleaned_data["note"],
            names={role: word("account_role", role) for role in Role}, now=visit.now,
        )  # fmt: skip
        told: list[Closed] = []
        if form.carry_out(lambda: told.append(close_period(command))):
            before = _("Somebody had closed it just before, no. %(number)s.")
            said = _("Closed, no. %(number)s.") if told[0].is_new else before
            messages.success(visit.request, said % {"number": told[0].number})
            return redirect(f"{reverse('books-periods')}?company={company}")
    with visit.reading():
        return _page(visit, found, form=form, status=422)


@acts(Permission.REOPEN_BOOKS)
def books_reopen(visit: Visit, company: UUID, number: int) -> HttpResponse:
    """Take the last closing back."""
    if visit.request.method != "POST":
        return redirect("books-periods")
    with visit.reading():
        found, _places = _company(company)
    form = ReopenForm(visit.request.POST)
    if form.is_valid():
        command = ReopenPeriod(
            organization=visit.organization, person=visit.person, legal_entity=company, closing=number,
            reason=form.cleaned_data["reason"], now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: reopen_period(command)):
            messages.success(visit.request, _("Open again. Its days follow the tills until you close it anew."))
            return redirect(f"{reverse('books-periods')}?company={company}")
    with visit.reading():
        return _page(visit, found, reopening=form, status=422)


def _page(
    visit: Visit,
    company: LegalEntityView,
    *,
    form: CloseForm | None = None,
    reopening: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    places = [place for place in stores() if place.legal_entity == company.id]
    every = all_closings(company.id)
    held = [row for row in every if row.holds]
    following = _following(visit, company, places)
    checked = next((row for row in every if str(row.number) == visit.request.GET.get("check")), None)
    may_close = visit.may(Permission.KEEP_BOOKS) and bool(following.ends)
    context: dict[str, object] = {
        "company": company,
        "companies": legal_entities(),
        "closings": every[::-1],
        "zone": zone_of(None, places),
        "last": held[-1] if held else None,
        "following": following,
        "form": (form or CloseForm(following=following, language=visit.language)) if may_close else None,
        "reopening": (reopening or ReopenForm()) if held and visit.may(Permission.REOPEN_BOOKS) else None,
        "open_tills": open_sessions([place.id for place in places], following.ends[-1]) if following.ends else [],
        "late": _late(company, places, held[-1]) if held else [],
        "checked": checked,
        "is_intact": is_intact(checked) if checked else None,
    }
    return visit.render("books_periods.html", context, status=status)


def _late(company: LegalEntityView, places: Sequence[StoreView], last: ClosingView) -> list[LateText]:
    """What came since the last closing and is of its days."""
    books = books_of(company.id)
    opens = date.fromordinal(last.last.toordinal() + 1)
    names = {place.id: place.name for place in places}
    found = journal(books, list(names), opens, opens)
    return [LateText(day.happened.day, names[day.store], why_text(day.why)) for day in found.days if day.is_late]


def _following(visit: Visit, company: LegalEntityView, places: Sequence[StoreView]) -> NextPeriod:
    return next_period(company.id, places, business_today(None, places, visit.now))


def _company(company: UUID) -> tuple[LegalEntityView, list[StoreView]]:
    found = next((entity for entity in legal_entities() if entity.id == company), None)
    if found is None:
        raise Http404
    return found, [place for place in stores() if place.legal_entity == company]
