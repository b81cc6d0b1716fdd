"""Invoices and credit notes: the list, the file, taking one back; and what the company says of itself."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.refusals import say
from comptoir.identity.public import Permission
from comptoir.invoices.public import (
    CancelInvoice,
    SaveIssuer,
    cancel_invoice,
    document_of,
    file_of,
    issuer_of,
    issuing,
    newest_documents,
    save_issuer,
    wholly_refunded,
)
from comptoir.kernel import DomainError
from comptoir.platform.public import LegalEntityView, legal_entities, organization_view, stores


class IssuerForm(PlainForm):
    """What an invoice must say of the company."""

    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200)
    postal_code = forms.CharField(label=gettext_lazy("Postal code"), max_length=20)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100)
    country = forms.CharField(label=gettext_lazy("Country (two letters)"), min_length=2, max_length=2)
    tax_number = forms.CharField(label=gettext_lazy("VAT number"), max_length=40)
    registration = forms.CharField(
        label=gettext_lazy("Registration number"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("In France the SIREN or SIRET."),
    )
    mention = forms.CharField(
        label=gettext_lazy("Legal mention"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Legal form and capital, for example."),
    )


@reads(Permission.SEE_SALES)
def invoices(visit: Visit) -> HttpResponse:
    """Newest first."""
    entities, able = legal_entities(), issuing()
    documents = newest_documents()
    context: dict[str, object] = {
        "documents": documents,
        "refunded": wholly_refunded(documents),
        "companies": [(entity, entity.id in able) for entity in entities],
        "may_manage": visit.may(Permission.MANAGE_TILLS),
        "zone": stores()[0].timezone if stores() else "UTC",
    }
    return visit.render("invoices.html", context)


@reads(Permission.SEE_SALES)
def invoice_file(visit: Visit, document: UUID) -> HttpResponse:
    """The Factur-X file."""
    view, content = document_of(document), file_of(document)
    # Whose buyer was erased is for those who answer for the books, as long as the law keeps the name.
    is_shown = view is not None and (view.kept_until is None or visit.may(Permission.SEE_BOOKS))
    if view is None or content is None or not is_shown:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{view.number}.pdf"'
    return answer


@acts(Permission.MANAGE_TILLS)
def invoice_cancel(visit: Visit, document: UUID) -> HttpResponse:
    """Ask first: a number that is given stays given."""
    with visit.reading():
        view = document_of(document)
        if view is None or view.kind == "credit_note":
            raise Http404
        if visit.request.method != "POST":
            return visit.render("invoice_cancel.html", {"document": view})
    command = CancelInvoice(organization=visit.organization, person=visit.person, invoice=document, now=visit.now)
    try:
        cancel_invoice(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, _("Taken back by a credit note. The customer can ask for a new invoice."))
    return redirect("invoices")


@acts(Permission.MANAGE_TILLS)
def issuer(visit: Visit, entity: UUID) -> HttpResponse:
    """What a company says of itself; with it, customers can claim invoices."""
    with visit.reading():
        company = _company(entity)
        known = issuer_of(entity)
        initial = {name: getattr(known, name) for name in IssuerForm.base_fields} if known else {}
        initial = initial or {
            "country": organization_view().country,
            "tax_number": company.tax_number,
            "registration": company.registration,
        }
    form = IssuerForm(visit.request.POST if visit.request.method == "POST" else None, initial=initial)
    if (
        form.is_bound
        and form.is_valid()
        and form.carry_out(
            lambda: save_issuer(
                SaveIssuer(
                    organization=visit.organization, person=visit.person, legal_entity=entity, **form.cleaned_data
                )
            )
        )
    ):
        messages.success(visit.request, _("Saved: customers can now claim invoices with their receipt."))
        return redirect("invoices")
    with visit.reading():
        return visit.render("issuer.html", {"form": form, "company": company}, status=422 if form.errors else 200)


def _company(entity: UUID) -> LegalEntityView:
    found = next((company for company in legal_entities() if company.id == entity), None)
    if found is None:
        raise Http404
    return found
