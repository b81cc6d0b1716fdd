"""Files of the bank: looked at first, then they confirm payments by code."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.code_forms import BankFileForm
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.payments.code_commands import MarkSeen
from comptoir.payments.code_payments import mark_seen
from comptoir.payments.code_reading import bank_message
from comptoir.platform.public import organization_view, stores
from comptoir.settlements.commands import TryFile, TurnFile
from comptoir.settlements.layouts import BANK
from comptoir.settlements.public import take_file, try_file


@acts(Permission.CONFIRM_PAYMENTS)
def upload(visit: Visit) -> HttpResponse:
    """Choose a file: it is read, and nothing is confirmed yet. What it says of card money is read along with it."""
    is_sent = visit.request.method == "POST"
    with visit.reading():
        places, currency = stores(), organization_view().currency
        form = BankFileForm(
            visit.request.POST if is_sent else None, visit.request.FILES if is_sent else None, stores=places
        )
    if is_sent and form.is_valid():
        said = form.cleaned_data
        place = next(one for one in places if str(one.id) == said["store"])
        command = TryFile(
            organization=visit.organization, person=visit.person, id=said["id"], store=place.id,
            name=said["file"].name or "", content=said["file"].read(), timezone=zone_of(place, places),
            currency=currency, provider=BANK,
        )  # fmt: skip
        tried = [said["id"]]

        def work() -> None:
            tried[:] = [try_file(command)]

        if form.carry_out(work):
            return redirect("bank-message", message=tried[0])
    with visit.reading():
        return visit.render("bank_messages.html", {"form": form}, status=422 if is_sent else 200)


@reads(Permission.CONFIRM_PAYMENTS)
def message(visit: Visit, message: UUID) -> HttpResponse:
    """What each of its moves is, or would be."""
    found = bank_message(message)
    if found is None:
        raise Http404
    return visit.render("bank_message.html", {"message": found})


@acts(Permission.CONFIRM_PAYMENTS)
def take(visit: Visit, message: UUID) -> HttpResponse:
    """What it says counts."""
    if visit.request.method != "POST":
        return redirect("bank-message", message=message)
    command = TurnFile(organization=visit.organization, person=visit.person, file=message, now=visit.now, confirms=True)
    try:
        payments = take_file(command).payments
    except DomainError:
        raise Http404 from None
    nothing = _("Nothing new: no payment was confirmed by this file.")
    messages.success(visit.request, confirmed(payments) if payments else nothing)
    return redirect("code-payments")


@acts(Permission.CONFIRM_PAYMENTS)
def move_seen(visit: Visit, move: str) -> HttpResponse:
    """A move that no payment fits is dealt with."""
    if visit.request.method == "POST":
        mark_seen(MarkSeen(organization=visit.organization, person=visit.person, at=visit.now, move=move[:64]))
    return redirect("code-payments")


def confirmed(payments: int) -> str:
    """How many payments by code a file confirmed."""
    return ngettext("%(count)s payment confirmed.", "%(count)s payments confirmed.", payments) % {"count": payments}
