"""Accounts that customers pay into by a code on the till's screen."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.code_forms import CodeAccountForm
from comptoir.identity.public import Permission
from comptoir.payments.code_commands import SaveCodeAccount
from comptoir.payments.code_payments import save_code_account
from comptoir.payments.code_reading import CodeAccountView, code_accounts
from comptoir.payments.code_schemes import CURRENCIES, MEMBERS
from comptoir.platform.public import organization_view, stores


@acts(Permission.MANAGE_TILLS)
def new(visit: Visit) -> HttpResponse:
    """Make one, of the kind that was chosen above the form."""
    with visit.reading():
        currency = organization_view().currency
    # Tokens are for those whose administrator named a node of a chain.
    offered = [scheme for scheme in MEMBERS if scheme != "evm" or settings.CHAIN_NODES]
    schemes = [scheme for scheme in offered if currency in CURRENCIES.get(scheme, {currency})]
    chosen = visit.request.GET.get("scheme", "")
    return _edit(visit, None, chosen if chosen in schemes else schemes[0], schemes)


@acts(Permission.MANAGE_TILLS)
def account(visit: Visit, account: UUID) -> HttpResponse:
    """Change one: open tills follow at once."""
    with visit.reading():
        known = next((one for one in code_accounts() if one.id == account), None)
    if known is None:
        raise Http404
    return _edit(visit, known, known.scheme, [])


def _edit(visit: Visit, known: CodeAccountView | None, scheme: str, schemes: list[str]) -> HttpResponse:
    request = visit.request
    is_sent = request.method == "POST"
    with visit.reading():
        form = CodeAccountForm(request.POST if is_sent else None, scheme=scheme, stores=stores(), known=known)
    if is_sent and form.is_valid():
        fields = form.cleaned_data
        command = SaveCodeAccount(
            organization=visit.organization,
            person=visit.person,
            id=known.id if known else fields["id"],
            scheme=scheme,
            name=fields["name"],
            facts=form.facts(),
            may_finish=fields["may_finish"],
            store=known.store if known else form.store(),
            is_active=fields.get("is_active", True),
        )
        if form.carry_out(lambda: save_code_account(command)):
            messages.success(request, _("Open tills know it now."))
            return redirect("tenders")
    context: dict[str, object] = {"form": form, "known": known, "scheme": scheme, "schemes": schemes}
    with visit.reading():
        return visit.render("code_account.html", context, status=422 if is_sent else 200)
