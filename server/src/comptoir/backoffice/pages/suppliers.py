"""Suppliers, and what each asks for its goods."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.finding import found_goods
from comptoir.backoffice.supplier_forms import OfferForm, SupplierForm
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view
from comptoir.purchasing.public import (
    EndSupplier,
    RemoveOffer,
    SaveOffer,
    SaveSupplier,
    SupplierView,
    end_supplier,
    offers_by,
    orders,
    remove_offer,
    save_offer,
    save_supplier,
    supplier_view,
    suppliers,
)


@reads(Permission.SEE_STOCK)
def supplier_list(visit: Visit) -> HttpResponse:
    """Everybody of whom goods are ordered."""
    return _list(visit, _form(visit) if visit.may(Permission.MANAGE_STOCK) else None)


@acts(Permission.MANAGE_STOCK)
def supplier_new(visit: Visit) -> HttpResponse:
    """Write one down."""
    if visit.request.method != "POST":
        return redirect("suppliers")
    with visit.reading():
        form = _form(visit, bound=True)
    if form.is_valid() and form.carry_out(lambda: save_supplier(_command(visit, form.cleaned_data["id"], form))):
        messages.success(visit.request, _("Written down. Now say what this supplier sells you."))
        return redirect("supplier", form.cleaned_data["id"])
    with visit.reading():
        return _list(visit, form, status=422)


@acts(Permission.SEE_STOCK)
def supplier(visit: Visit, supplier: UUID) -> HttpResponse:
    """One supplier: terms, goods, orders."""
    with visit.reading():
        view = _found(supplier)
        if visit.request.method != "POST":
            return _page(visit, view)
        if not visit.may(Permission.MANAGE_STOCK):
            return visit.render("forbidden.html", status=403)
        form = _form(visit, view, bound=True)
    if form.is_valid() and form.carry_out(lambda: save_supplier(_command(visit, supplier, form))):
        messages.success(visit.request, _("Saved."))
        return redirect("supplier", supplier)
    with visit.reading():
        return _page(visit, view, form=form, status=422)


@acts(Permission.MANAGE_STOCK)
def supplier_end(visit: Visit, supplier: UUID) -> HttpResponse:
    """Order nothing there any more, or again."""
    if visit.request.method != "POST":
        return redirect("supplier", supplier)
    with visit.reading():
        view = _found(supplier)
    end_supplier(
        EndSupplier(organization=visit.organization, person=visit.person, supplier=supplier, is_ended=not view.is_ended)
    )
    return redirect("supplier", supplier)


@acts(Permission.MANAGE_STOCK)
def supplier_offer(visit: Visit, supplier: UUID) -> HttpResponse:
    """Write down what an article costs there."""
    if visit.request.method != "POST":
        return redirect("supplier", supplier)
    with visit.reading():
        view = _found(supplier)
        form = OfferForm(visit.request.POST, currency=organization_view().currency)
        named = found_goods(visit.request.POST.get("item", "")) if form.is_valid() else []
    if form.is_valid() and len(named) != 1:
        form.add_error("item", _("Several items are called so.") if named else _("Nothing by this name or barcode."))
    if form.is_valid():
        said = form.cleaned_data
        command = SaveOffer(
            organization=visit.organization, person=visit.person, supplier=supplier, item=named[0].id,
            reference=said["reference"], unit_cost=said["unit_cost"], minimum_milli=said["minimum"],
        )  # fmt: skip
        if form.carry_out(lambda: save_offer(command)):
            messages.success(visit.request, _("%(name)s is written down.") % {"name": named[0].name})
            return redirect("supplier", supplier)
    with visit.reading():
        return _page(visit, view, offer=form, status=422)


@acts(Permission.MANAGE_STOCK)
def supplier_offer_remove(visit: Visit, supplier: UUID, item: UUID) -> HttpResponse:
    """They sell it no more."""
    if visit.request.method != "POST":
        return redirect("supplier", supplier)
    with visit.reading():
        _found(supplier)
    remove_offer(RemoveOffer(organization=visit.organization, person=visit.person, supplier=supplier, item=item))
    return redirect("supplier", supplier)


def _list(visit: Visit, form: SupplierForm | None, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "suppliers": suppliers(with_ended=True), "form": form, "currency": organization_view().currency,
    }  # fmt: skip
    return visit.render("suppliers.html", context, status=status)


def _page(
    visit: Visit,
    view: SupplierView,
    *,
    form: SupplierForm | None = None,
    offer: OfferForm | None = None,
    status: int = 200,
) -> HttpResponse:
    currency = organization_view().currency
    offers = offers_by(view.id)
    chosen = next((one for one in offers if str(one.item) == visit.request.GET.get("item")), None)
    initial = OfferForm.of(chosen, currency=currency, language=visit.language) if chosen else None
    may_edit = visit.may(Permission.MANAGE_STOCK)
    context: dict[str, object] = {
        "supplier": view,
        "offers": offers,
        "orders": orders(supplier=view.id),
        "currency": currency,
        "form": form or (_form(visit, view) if may_edit else None),
        "offer_form": offer or (OfferForm(currency=currency, initial=initial) if may_edit else None),
    }
    return visit.render("supplier.html", context, status=status)


def _form(visit: Visit, view: SupplierView | None = None, *, bound: bool = False) -> SupplierForm:
    return SupplierForm(
        visit.request.POST if bound else None, currency=organization_view().currency, language=visit.language,
        supplier=view,
    )  # fmt: skip


def _command(visit: Visit, supplier: UUID, form: SupplierForm) -> SaveSupplier:
    said = form.cleaned_data
    return SaveSupplier(
        organization=visit.organization, person=visit.person, id=supplier, name=said["name"], email=said["email"],
        language=said["language"], customer_number=said["customer_number"], lead_days=said["lead_days"],
        order_minimum=said["order_minimum"] or 0,
    )  # fmt: skip


def _found(supplier: UUID) -> SupplierView:
    view = supplier_view(supplier)
    if view is None:
        raise Http404
    return view
