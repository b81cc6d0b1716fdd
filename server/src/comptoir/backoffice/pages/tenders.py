"""How customers pay besides cash and card: the shop's own tenders, and money of other currencies."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.scope import local_today
from comptoir.backoffice.tender_forms import ExchangeRateForm, TenderKindForm
from comptoir.catalog.public import categories
from comptoir.identity.public import Permission
from comptoir.payments.code_reading import code_accounts
from comptoir.payments.commands import AddExchangeRate, SaveTenderKind
from comptoir.payments.public import (
    TenderKindView,
    add_exchange_rate,
    exchange_rates,
    save_tender_kind,
    tender_kinds,
)
from comptoir.platform.public import organization_view, stores
from comptoir.pricing import TenderLimit, tender_limits


@reads(Permission.MANAGE_TILLS)
def tenders(visit: Visit) -> HttpResponse:
    """Every kind of tender, the rates, and what the law says."""
    return _page(visit, _rate_form(visit))


@acts(Permission.MANAGE_TILLS)
def new(visit: Visit) -> HttpResponse:
    """Make a kind of tender."""
    return _edit(visit, None)


@acts(Permission.MANAGE_TILLS)
def tender(visit: Visit, tender: UUID) -> HttpResponse:
    """Change a kind of tender: open tills follow at once, and old sales keep the settings of their day."""
    with visit.reading():
        known = next((kind for kind in tender_kinds() if kind.id == tender), None)
    if known is None:
        raise Http404
    return _edit(visit, known)


@acts(Permission.MANAGE_TILLS)
def new_rate(visit: Visit) -> HttpResponse:
    """Date a rate: tills switch to it by themselves."""
    if visit.request.method != "POST":
        return redirect("tenders")
    with visit.reading():
        form = _rate_form(visit, bound=True)
        today = _today(visit)
    if form.is_valid():
        fields = form.cleaned_data
        command = AddExchangeRate(
            organization=visit.organization,
            person=visit.person,
            id=fields["id"],
            currency=fields["currency"],
            valid_from=fields["valid_from"],
            rate_ppm=fields["rate"],
            today=today,
            store=form.store(),
        )
        if form.carry_out(lambda: add_exchange_rate(command)):
            messages.success(visit.request, _("Tills take %s at this rate from its day on.") % command.currency)
            return redirect("tenders")
    with visit.reading():
        return _page(visit, form, status=422)


def _edit(visit: Visit, known: TenderKindView | None) -> HttpResponse:
    request = visit.request
    with visit.reading():
        form = TenderKindForm(
            request.POST if request.method == "POST" else None,
            currency=organization_view().currency,
            language=visit.language,
            categories=categories(),
            stores=stores(),
            known=known,
        )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        command = SaveTenderKind(
            organization=visit.organization,
            person=visit.person,
            id=known.id if known else fields["id"],
            kind=known.kind if known else fields["kind"],
            name=fields["name"],
            gives_change=fields["gives_change"],
            opens_drawer=fields["opens_drawer"],
            is_counted=fields["is_counted"],
            amount_max=fields["amount_max"],
            categories=form.chosen_categories(),
            store=known.store if known else form.store(),
            is_active=fields.get("is_active", True),
        )
        if form.carry_out(lambda: save_tender_kind(command)):
            messages.success(request, _("Open tills know it now."))
            return redirect("tenders")
    status = 422 if request.method == "POST" else 200
    with visit.reading():
        return visit.render("tender.html", {"form": form, "known": known}, status=status)


def _page(visit: Visit, form: ExchangeRateForm, *, status: int = 200) -> HttpResponse:
    organization = organization_view()
    names = {store.id: store.name for store in stores()}
    shelves = {category.id: category.name for category in categories()}
    rows = [
        {
            "kind": kind,
            "store": names.get(kind.store, "") if kind.store else "",
            "categories": [shelves[category] for category in kind.categories if category in shelves],
        }
        for kind in tender_kinds()
    ]
    today = _today(visit)
    rates = [
        {"rate": rate, "store": names.get(rate.store, "") if rate.store else "", "is_ahead": rate.valid_from > today}
        for rate in exchange_rates()
    ]
    context: dict[str, object] = {
        "rows": rows,
        "rates": rates,
        "accounts": [
            {"account": account, "store": names.get(account.store, "") if account.store else ""}
            for account in code_accounts()
        ],
        "limits": _limits_of(organization.country, organization.currency, today),
        "currency": organization.currency,
        "form": form,
    }
    return visit.render("tenders.html", context, status=status)


def _limits_of(country: str, currency: str, today: date) -> list[TenderLimit]:
    """What the law says today, and what it will say."""
    newest: dict[str, TenderLimit] = {}
    ahead = []
    for limit in tender_limits(country, currency):
        if limit.valid_from <= today:
            newest[limit.kind] = limit
        else:
            ahead.append(limit)
    return [*newest.values(), *ahead]


def _rate_form(visit: Visit, *, bound: bool = False) -> ExchangeRateForm:
    data = visit.request.POST if bound else None
    return ExchangeRateForm(data, currency=organization_view().currency, today=_today(visit), stores=stores())


def _today(visit: Visit) -> date:
    return local_today(None, stores(), visit.now)
