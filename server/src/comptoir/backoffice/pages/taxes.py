"""Tax classes and the rates that they have, had and will have."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.scope import local_today
from comptoir.backoffice.tax_forms import PriceModeForm, RateForm
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import add_rate, publish_settings
from comptoir.identity.public import Permission
from comptoir.platform.commands import SetPriceMode
from comptoir.platform.public import set_price_mode, stores
from comptoir.tax.commands import AddRate
from comptoir.tax.public import rate_of_day, tax_classes


@reads(Permission.EDIT_PRODUCTS)
def taxes(visit: Visit) -> HttpResponse:
    return _page(visit, RateForm(classes=tax_classes(), today=_today(visit)))


@acts(Permission.EDIT_PRODUCTS)
def new_rate(visit: Visit) -> HttpResponse:
    """Date a rate: tills hold it from now on, and switch on its day."""
    if visit.request.method != "POST":
        return redirect("taxes")
    with visit.reading():
        form = RateForm(visit.request.POST, classes=tax_classes(), today=_today(visit))
    if form.is_valid():
        fields = form.cleaned_data
        command = AddRate(
            organization=visit.organization,
            person=visit.person,
            id=fields["id"],
            tax_class=form.chosen_class(),
            category=fields["category"],
            rate_ppm=fields["rate"],
            valid_from=fields["valid_from"],
        )
        if form.carry_out(lambda: add_rate(command)):
            day = date_format(command.valid_from, "DATE_FORMAT")
            messages.success(visit.request, _("Tills hold this rate now and switch to it on %s by themselves.") % day)
            return redirect("taxes")
    with visit.reading():
        return _page(visit, form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def price_mode(visit: Visit, store: UUID) -> HttpResponse:
    """With tax or without: the same figures mean something else from now on, and the tills hear of it at once."""
    with visit.reading():
        found = next((place for place in stores() if place.id == store), None)
    if found is None:
        raise Http404
    if visit.request.method != "POST":
        return redirect("taxes")
    form = PriceModeForm(visit.request.POST, store=found)
    if form.is_valid():
        command = SetPriceMode(
            organization=visit.organization,
            person=visit.person,
            store=store,
            price_mode=form.cleaned_data["price_mode"],
        )
        if form.carry_out(lambda: set_price_mode(command)):
            publish_settings(PublishSettings(organization=visit.organization))
            messages.success(visit.request, _("Saved. The tills hear of it at once."))
            return redirect("taxes")
    with visit.reading():
        return _page(visit, RateForm(classes=tax_classes(), today=_today(visit)), chosen=form, status=422)


def _page(visit: Visit, form: RateForm, *, chosen: PriceModeForm | None = None, status: int = 200) -> HttpResponse:
    today = _today(visit)
    rows = []
    for tax in tax_classes():
        current = rate_of_day(tax.rates, today)
        others = [{"rate": rate, "is_ahead": rate.valid_from > today} for rate in tax.rates if rate is not current]
        rows.append({"name": tax.name, "current": current, "others": others})
    modes = [
        chosen if chosen is not None and chosen.store.id == store.id else PriceModeForm(store=store)
        for store in stores()
    ]
    return visit.render("taxes.html", {"rows": rows, "form": form, "modes": modes}, status=status)


def _today(visit: Visit) -> date:
    return local_today(None, stores(), visit.now)
