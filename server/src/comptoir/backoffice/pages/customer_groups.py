"""Groups of customers, for whom price lists and promotions can be."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.price_list_forms import GroupForm
from comptoir.backoffice.refusals import say
from comptoir.catalog.commands import EndCustomerGroup, SaveCustomerGroup
from comptoir.catalog.errors import CustomerGroupUnknown
from comptoir.catalog.public import customer_groups as standing_groups
from comptoir.catalog.public import end_customer_group, save_customer_group
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7


@reads(Permission.EDIT_PRODUCTS)
def customer_groups(visit: Visit) -> HttpResponse:
    return _page(visit, _fresh_form())


@acts(Permission.EDIT_PRODUCTS)
def new(visit: Visit) -> HttpResponse:
    """Make a group."""
    if visit.request.method != "POST":
        return redirect("customer-groups")
    form = GroupForm(visit.request.POST)
    if form.is_valid() and _saved(visit, form, form.cleaned_data["id"]):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("customer-groups")
    with visit.reading():
        return _page(visit, form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def rename(visit: Visit, group: UUID) -> HttpResponse:
    """Give a group another name, or say whether it is staff; rules follow it."""
    if visit.request.method != "POST":
        return redirect("customer-groups")
    with visit.reading():
        _found(group)
    form = GroupForm({**visit.request.POST.dict(), "id": str(group)})
    if form.is_valid() and _saved(visit, form, group):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("customer-groups")
    with visit.reading():
        return _page(
            visit, _fresh_form(), problem=" ".join(str(error) for error in form.errors.get("name", ())), status=422
        )


@acts(Permission.EDIT_PRODUCTS)
def end(visit: Visit, group: UUID) -> HttpResponse:
    """Give a group up."""
    if visit.request.method != "POST":
        return redirect("customer-groups")
    try:
        end_customer_group(EndCustomerGroup(organization=visit.organization, person=visit.person, id=group))
    except CustomerGroupUnknown as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        with visit.reading():
            return _page(visit, _fresh_form(), problem=say(refusal), status=422)
    messages.success(visit.request, _("Removed: tills no longer offer it."))
    return redirect("customer-groups")


def _saved(visit: Visit, form: GroupForm, group: UUID) -> bool:
    command = SaveCustomerGroup(
        organization=visit.organization,
        person=visit.person,
        id=group,
        name=form.cleaned_data["name"],
        is_staff=form.cleaned_data["is_staff"],
    )
    try:
        save_customer_group(command)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(visit: Visit, form: GroupForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, object] = {"groups": standing_groups(), "form": form, "problem": problem}
    return visit.render("customer_groups.html", context, status=status)


def _found(group: UUID) -> None:
    if group not in {known.id for known in standing_groups(with_ended=True)}:
        raise Http404


def _fresh_form() -> GroupForm:
    return GroupForm(initial={"id": new_uuid7()})
