"""Why customers of this shop may owe no tax, and what they show for it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.exemption_forms import ExemptionForm
from comptoir.catalog.public import customer_groups, save_exemption
from comptoir.identity.public import Permission
from comptoir.tax.public import ReasonView, exemption_reasons


@reads(Permission.EDIT_PRODUCTS)
def exemptions(visit: Visit) -> HttpResponse:
    """Every reason, those that are accepted no longer last."""
    names = {group.id: group.name for group in customer_groups(with_ended=True)}
    rows = [
        {"reason": reason, "groups": [names[group] for group in reason.groups if group in names]}
        for reason in sorted(exemption_reasons(with_ended=True), key=lambda reason: not reason.is_active)
    ]
    return visit.render("exemptions.html", {"rows": rows})


@acts(Permission.EDIT_PRODUCTS)
def new(visit: Visit) -> HttpResponse:
    """Accept a reason."""
    return _edit(visit, None)


@acts(Permission.EDIT_PRODUCTS)
def exemption(visit: Visit, reason: UUID) -> HttpResponse:
    """Change a reason: open tills follow at once, and old sales keep what was sealed."""
    with visit.reading():
        known = next((one for one in exemption_reasons(with_ended=True) if one.id == reason), None)
    if known is None:
        raise Http404
    return _edit(visit, known)


def _edit(visit: Visit, known: ReasonView | None) -> HttpResponse:
    request = visit.request
    is_sent = request.method == "POST"
    with visit.reading():
        form = ExemptionForm(request.POST if is_sent else None, groups=customer_groups(), known=known)
    if is_sent and form.is_valid():
        command = form.command(visit.organization, visit.person)
        if form.carry_out(lambda: save_exemption(command)):
            messages.success(request, _("Open tills know it now."))
            return redirect("exemptions")
    with visit.reading():
        return visit.render("exemption.html", {"form": form, "known": known}, status=422 if is_sent else 200)
