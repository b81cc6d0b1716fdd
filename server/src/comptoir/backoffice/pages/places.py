"""Eaten here or taken away: which stores ask, what then stays, and which tax class becomes which."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.place_forms import ClassSwitchForm, StorePlacesForm
from comptoir.catalog.public import set_class_switch, set_store_places
from comptoir.identity.public import Permission
from comptoir.platform.public import StoreView, stores
from comptoir.tax.commands import SetClassSwitch, SetStorePlaces
from comptoir.tax.public import StorePlacesAt, class_switches, store_places, tax_classes


@reads(Permission.EDIT_PRODUCTS)
def places(visit: Visit) -> HttpResponse:
    return _page(visit)


@acts(Permission.EDIT_PRODUCTS)
def store(visit: Visit, store: UUID) -> HttpResponse:
    """What the tills of a store ask; they hear of it at once."""
    if visit.request.method != "POST":
        return redirect("places")
    with visit.reading():
        found = next((one for one in stores() if one.id == store), None)
        if found is None:
            raise Http404
        form = StorePlacesForm(visit.request.POST, store=found, standing=store_places().get(store))
    if form.is_valid():
        fields = form.cleaned_data
        command = SetStorePlaces(
            organization=visit.organization,
            person=visit.person,
            store=store,
            place=fields["place"],
            keeps=fields["keeps"],
        )
        set_store_places(command)
        messages.success(visit.request, _("Saved. The tills hear of it at once."))
        return redirect("places")
    with visit.reading():
        return _page(visit, store_form=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def link(visit: Visit) -> HttpResponse:
    """Link two classes."""
    if visit.request.method != "POST":
        return redirect("places")
    with visit.reading():
        form = ClassSwitchForm(visit.request.POST, classes=tax_classes())
    if form.is_valid():
        command = SetClassSwitch(
            organization=visit.organization,
            person=visit.person,
            tax_class=form.uuid("tax_class"),
            place=form.cleaned_data["place"],
            becomes=form.uuid("becomes"),
        )
        if form.carry_out(lambda: set_class_switch(command)):
            messages.success(visit.request, _("Saved. The tills hear of it at once."))
            return redirect("places")
    with visit.reading():
        return _page(visit, link_form=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def unlink(visit: Visit, tax_class: UUID) -> HttpResponse:
    """Tax a class alike wherever its goods are eaten."""
    if visit.request.method == "POST":
        with visit.reading():
            standing = class_switches().get(tax_class)
        if standing is not None:
            set_class_switch(
                SetClassSwitch(
                    organization=visit.organization,
                    person=visit.person,
                    tax_class=tax_class,
                    place=standing.place,
                    becomes=None,
                )
            )
            messages.success(visit.request, _("Removed: these goods are taxed alike everywhere."))
    return redirect("places")


def _page(
    visit: Visit,
    *,
    store_form: StorePlacesForm | None = None,
    link_form: ClassSwitchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    classes = tax_classes()
    names = {tax.id: tax.name for tax in classes}
    links = [
        {"tax_class": tax_class, "name": names[tax_class], "place": at.place, "becomes": names[at.becomes]}
        for tax_class, at in class_switches().items()
        if at.becomes is not None
    ]
    standing = store_places()
    content = {
        "links": sorted(links, key=lambda row: str(row["name"])),
        "form": link_form or ClassSwitchForm(classes=classes),
        "stores": [_form_of(one, standing.get(one.id), store_form) for one in stores()],
        "is_linkable": len(classes) > 1,
    }
    return visit.render("places.html", content, status=status)


def _form_of(store: StoreView, standing: StorePlacesAt | None, shown: StorePlacesForm | None) -> StorePlacesForm:
    if shown is not None and shown.store.id == store.id:
        return shown
    return StorePlacesForm(store=store, standing=standing)
