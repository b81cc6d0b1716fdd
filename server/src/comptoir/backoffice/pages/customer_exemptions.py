"""One customer who owes no tax: granted, granted anew, ended, beside what else is known of them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.customer_exemption_forms import CustomerExemptionForm
from comptoir.backoffice.pages.credit import customer_page
from comptoir.backoffice.scope import local_today
from comptoir.customers.commands import EndExemption
from comptoir.customers.public import customer as one_customer
from comptoir.customers.public import end_exemption, grant_exemption
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import stores
from comptoir.tax.public import exemption_reasons


@acts(Permission.MANAGE_TILLS)
def grant(visit: Visit, customer: UUID) -> HttpResponse:
    """Say that a customer owes no tax."""
    if visit.request.method != "POST":
        return redirect("customer", customer=customer)
    with visit.reading():
        if one_customer(customer) is None:
            raise Http404
        form = CustomerExemptionForm(visit.request.POST, reasons=exemption_reasons())
        today = local_today(None, stores(), visit.now)
    if form.is_valid():
        command = form.command(visit.organization, visit.person, customer, today)
        if form.carry_out(lambda: grant_exemption(command)):
            messages.success(visit.request, _("Open tills know it now."))
            return redirect("customer", customer=customer)
    with visit.reading():
        return customer_page(visit, customer, exemption_form=form, status=422)


@acts(Permission.MANAGE_TILLS)
def end(visit: Visit, customer: UUID) -> HttpResponse:
    """Take the tax again from now on."""
    if visit.request.method == "POST":
        try:
            end_exemption(EndExemption(organization=visit.organization, person=visit.person, customer=customer))
        except DomainError:
            raise Http404 from None
        messages.success(visit.request, _("Open tills know it now."))
    return redirect("customer", customer=customer)
