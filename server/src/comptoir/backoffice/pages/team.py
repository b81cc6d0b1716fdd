"""The team: who stands at tills, and who signs in here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import EmployeeForm
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import Permission, add_employee, cashiers, people
from comptoir.kernel import DomainError, new_uuid7


@reads(Permission.SEE_TEAM)
def team(visit: Visit) -> HttpResponse:
    return _page(visit, EmployeeForm(initial={"id": new_uuid7()}))


@acts(Permission.MANAGE_TEAM)
def new_employee(visit: Visit) -> HttpResponse:
    """Add a cashier; open tills offer the name at once."""
    if visit.request.method != "POST":
        return redirect("team")
    form = EmployeeForm(visit.request.POST)
    if form.is_valid():
        command = AddEmployee(
            organization=visit.organization,
            person=visit.person,
            id=form.cleaned_data["id"],
            name=form.cleaned_data["name"],
            color=form.cleaned_data["color"],
        )
        try:
            add_employee(command)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            publish_settings(PublishSettings(organization=visit.organization))
            messages.success(visit.request, _("%(name)s can now be chosen at the tills.") % {"name": command.name})
            return redirect("team")
    with visit.reading():
        return _page(visit, form, status=422)


def _page(visit: Visit, form: EmployeeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "cashiers": cashiers(),
        "people": people(),
        "may_manage": visit.may(Permission.MANAGE_TEAM),
    }
    return visit.render("team.html", context, status=status)
