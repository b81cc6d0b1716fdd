"""How the shop's scales write weight or price into a barcode."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import ScaleLabelForm
from comptoir.catalog.commands import AddScaleLabel, RemoveScaleLabel
from comptoir.catalog.public import ScaleLabelView, add_scale_label, remove_scale_label
from comptoir.catalog.public import scale_labels as read_labels
from comptoir.identity.public import Permission
from comptoir.platform.public import stores


@reads(Permission.EDIT_PRODUCTS)
def scale_labels(visit: Visit) -> HttpResponse:
    return _page(visit, ScaleLabelForm(stores=stores()))


@acts(Permission.EDIT_PRODUCTS)
def new(visit: Visit) -> HttpResponse:
    """Add a row; open tills read such labels at once."""
    if visit.request.method != "POST":
        return redirect("scale-labels")
    with visit.reading():
        form = ScaleLabelForm(visit.request.POST, stores=stores())
    if form.is_valid():
        fields = form.cleaned_data
        command = AddScaleLabel(
            organization=visit.organization,
            person=visit.person,
            id=fields["id"],
            prefix=fields["beginning"],
            item_digits=fields["item_digits"],
            value_digits=fields["value_digits"],
            kind=fields["kind"],
            decimals=fields["decimals"],
            has_inner_check=fields["has_inner_check"],
            store=form.store(),
        )
        if form.carry_out(lambda: add_scale_label(command)):
            messages.success(visit.request, _("Open tills now read labels that begin with %s.") % command.prefix)
            return redirect("scale-labels")
    with visit.reading():
        return _page(visit, form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def remove(visit: Visit, label: UUID) -> HttpResponse:
    """Take a row off the table."""
    if visit.request.method == "POST":
        remove_scale_label(RemoveScaleLabel(organization=visit.organization, person=visit.person, id=label))
        messages.success(visit.request, _("Removed: tills read such labels as ordinary codes."))
    return redirect("scale-labels")


def _page(visit: Visit, form: ScaleLabelForm, *, status: int = 200) -> HttpResponse:
    names = {store.id: store.name for store in stores()}
    rows = [
        {"label": label, "pattern": _pattern(label), "store": names[label.store] if label.store else ""}
        for label in read_labels()
    ]
    return visit.render("scale_labels.html", {"rows": rows, "form": form}, status=status)


def _pattern(label: ScaleLabelView) -> str:
    """The thirteen digits by what they mean: 21 AAAAA 00000 C."""
    check = " C" if label.has_inner_check else ""
    whole = label.value_digits - label.decimals
    value = "0" * whole + (f",{'0' * label.decimals}" if label.decimals and whole else "0" * label.decimals)
    return f"{label.prefix} {'A' * label.item_digits}{check} {value} C"
