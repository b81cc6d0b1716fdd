"""Tax classes and the rates that they have, had and will have."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.scope import local_today
from comptoir.backoffice.tax_forms import RateForm
from comptoir.catalog.public import add_rate
from comptoir.identity.public import Permission
from comptoir.platform.public import stores
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


def _page(visit: Visit, form: RateForm, *, status: int = 200) -> HttpResponse:
    today = _today(visit)
    rows = []
    for tax in tax_classes():
        current = rate_of_day(tax.rates, today)
        others = [{"rate": rate, "is_ahead": rate.valid_from > today} for rate in tax.rates if rate is not current]
        rows.append({"name": tax.name, "current": current, "others": others})
    return visit.render("taxes.html", {"rows": rows, "form": form}, status=status)


def _today(visit: Visit) -> date:
    return local_today(None, stores(), visit.now)
