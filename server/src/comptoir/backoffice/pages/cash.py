"""Cash: what should lie in safes and drawers, what counts were off by, the way to the bank, what terminals say."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.accounting.commands import BringToBank, CountSafe, Stated, StateTerminal, TakeBackBank
from comptoir.accounting.errors import FileUnreadable
from comptoir.accounting.public import (
    bring_to_bank,
    count_safe,
    drawers,
    safe_rows,
    safes,
    state_terminal,
    take_back_bank,
    tender_days,
    totals_by_day,
)
from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.cash_forms import BankForm, SafeCountForm, TerminalFileForm, TerminalForm
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import Scope, business_today, read_range
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.insights.public import booked
from comptoir.kernel import DomainError, currency_exponent, new_uuid7
from comptoir.payments.public import tender_kinds
from comptoir.platform.public import StoreView, organization_view, stores
from comptoir.sales.day_report import sessions_of

DAYS_SHOWN = 7
# A drawer that is open for longer was forgotten; its next sale closes it.
OPEN_DAYS = timedelta(days=60)


@reads(Permission.SEE_REPORTS)
def cash(visit: Visit) -> HttpResponse:
    """Everything about cash of a store, or of all of them."""
    return _page(visit)


@acts(Permission.MANAGE_TILLS)
def cash_bank(visit: Visit) -> HttpResponse:
    """Out of the safe and to the bank."""
    return _carry(visit, "bank", _bank)


@acts(Permission.MANAGE_TILLS)
def cash_bank_undo(visit: Visit, movement: UUID) -> HttpResponse:
    """A deposit that was written down wrongly."""
    if visit.request.method == "POST":
        command = TakeBackBank(organization=visit.organization, person=visit.person, id=new_uuid7(), movement=movement)
        try:
            take_back_bank(command)
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, _("Taken back: the money counts as in the safe again."))
    return redirect("cash")


@acts(Permission.MANAGE_TILLS)
def cash_count(visit: Visit) -> HttpResponse:
    """The safe counted."""
    return _carry(visit, "count", _count)


@acts(Permission.KEEP_BOOKS)
def cash_terminal(visit: Visit) -> HttpResponse:
    """What a terminal says of a day, typed."""
    return _carry(visit, "terminal", _typed)


@acts(Permission.KEEP_BOOKS)
def cash_terminal_file(visit: Visit) -> HttpResponse:
    """What a terminal's file says of its days."""
    return _carry(visit, "file", _from_file)


def _carry(visit: Visit, name: str, work: Callable[[Visit, Any], str]) -> HttpResponse:
    """Do what one of the page's forms asks; refused, the page shows it there."""
    if visit.request.method != "POST":
        return redirect("cash")
    with visit.reading():
        form = _forms(visit, _scope(visit), bound=name)[name]
    if form.is_valid():
        told: list[str] = []
        if form.carry_out(lambda: told.append(work(visit, form))):
            messages.success(visit.request, told[0])
            return redirect(f"/cash?store={form.cleaned_data['store']}")
    with visit.reading():
        return _page(visit, {name: form}, status=422)


def _bank(visit: Visit, form: BankForm) -> str:
    fields = form.cleaned_data
    bring_to_bank(
        BringToBank(
            organization=visit.organization, person=visit.person, id=fields["id"], store=form.store,
            day=_today(visit, form.store), amount=fields["amount"], slip=fields["slip"],
        )
    )  # fmt: skip
    return _("Noted: it is on its way to the bank.")


def _count(visit: Visit, form: SafeCountForm) -> str:
    fields = form.cleaned_data
    difference = count_safe(
        CountSafe(
            organization=visit.organization, person=visit.person, id=fields["id"], store=form.store,
            day=_today(visit, form.store), counted=fields["counted"], now=visit.now,
        )
    )  # fmt: skip
    if not difference:
        return _("Counted: all of it is there.")
    with visit.reading():
        currency = organization_view().currency
    return _("Counted: %(amount)s off.") % {"amount": formats.money(difference, currency, visit.language)}


def _typed(visit: Visit, form: TerminalForm) -> str:
    fields = form.cleaned_data
    stated = Stated(fields["day"], fields["kind"], fields["amount"])
    _state(visit, form.store, (stated,), is_typed=True)
    return _("Noted: the list compares it with the tills.")


def _from_file(visit: Visit, form: TerminalFileForm) -> str:
    fields = form.cleaned_data
    with visit.reading():
        exponent = currency_exponent(organization_view().currency)
    upload = fields["file"]
    if upload.size > 2_000_000:
        raise FileUnreadable
    totals = totals_by_day(upload.read(), exponent)
    stated = tuple(Stated(day, fields["kind"], amount) for day, amount in sorted(totals.items()))
    _state(visit, form.store, stated, is_typed=False)
    return _("%(count)s days read out of the file.") % {"count": len(stated)}


def _state(visit: Visit, store: UUID, stated: tuple[Stated, ...], *, is_typed: bool) -> None:
    state_terminal(
        StateTerminal(
            organization=visit.organization, person=visit.person, store=store, totals=stated, is_typed=is_typed
        )
    )


def _today(visit: Visit, store: UUID) -> Any:
    with visit.reading():
        places = stores()
        return business_today(next(place for place in places if place.id == store), places, visit.now)


def _page(visit: Visit, bound: Mapping[str, PlainForm] | None = None, *, status: int = 200) -> HttpResponse:
    scope = _scope(visit)
    places = [scope.store] if scope.store else stores()
    ids = [place.id for place in places]
    parameters = {**scope.parameters(), "stores": ids}
    sessions = sessions_of(scope)
    found = safes(ids, visit.now)
    open_drawers = drawers(ids, visit.now - OPEN_DAYS)
    names = {str(kind.id): kind.name for kind in tender_kinds()}
    sold = booked(ids, scope.first, scope.last)
    tenders = [replace(row, kind=_way(row.kind, names)) for row in tender_days(parameters, sold)]
    context: dict[str, object] = {
        "scope": scope,
        "safes": found,
        "in_safes": sum(safe.expected for safe in found),
        "drawers": open_drawers,
        "in_drawers": sum(drawer.expected for drawer in open_drawers),
        "sessions": sessions,
        "off": sum(session.difference_total or 0 for session in sessions),
        "rows": safe_rows(parameters),
        "tenders": tenders,
        "store_names": {str(place.id): place.name for place in places},
        "currency": organization_view().currency,
        "forms": {**_forms(visit, scope), **(bound or {})} if places else {},
        "may_manage": visit.may(Permission.MANAGE_TILLS),
        "may_state": visit.may(Permission.KEEP_BOOKS),
    }
    return visit.render("cash.html", context, status=status)


def _way(kind: str, names: Mapping[str, str]) -> str:
    first, _slash, own = kind.partition("/")
    return names.get(own) or word("tender", first)


def _scope(visit: Visit) -> Scope:
    return read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)


def _forms(visit: Visit, scope: Scope, bound: str = "") -> dict[str, Any]:
    places, currency = stores(), organization_view().currency
    of_store: dict[str, Any] = {"stores": places, "chosen": _chosen(scope.store)}
    of_terminal: dict[str, Any] = {**of_store, "kinds": tender_kinds()}

    def data(name: str) -> Mapping[str, object] | None:
        return visit.request.POST if name == bound else None

    return {
        "bank": BankForm(data("bank"), currency=currency, **of_store),
        "count": SafeCountForm(data("count"), currency=currency, **of_store),
        "terminal": TerminalForm(data("terminal"), currency=currency, day=scope.today, **of_terminal),
        "file": TerminalFileForm(data("file"), visit.request.FILES if bound == "file" else None, **of_terminal),
    }


def _chosen(store: StoreView | None) -> UUID | None:
    return store.id if store else None
