"""Files of the bank: looked at first, then they confirm payments by code."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.code_forms import BankFileForm
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.payments.bank_messages import open_bank_message, take_bank_message
from comptoir.payments.code_commands import MarkSeen, OpenBankMessage, TakeBankMessage
from comptoir.payments.code_payments import mark_seen
from comptoir.payments.code_reading import bank_message


@acts(Permission.CONFIRM_PAYMENTS)
def upload(visit: Visit) -> HttpResponse:
    """Choose a file: it is read, and nothing is confirmed yet."""
    is_sent = visit.request.method == "POST"
    form = BankFileForm(visit.request.POST if is_sent else None, visit.request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        command = OpenBankMessage(
            organization=visit.organization, person=visit.person, id=said["id"], file_name=said["file"].name,
            content=said["file"].read(),
        )  # fmt: skip
        if form.carry_out(lambda: open_bank_message(command)):
            return redirect("bank-message", message=said["id"])
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
    command = TakeBankMessage(organization=visit.organization, person=visit.person, message=message, at=visit.now)
    try:
        confirmed = take_bank_message(command)
    except DomainError:
        raise Http404 from None
    said = ngettext("%(count)s payment confirmed.", "%(count)s payments confirmed.", confirmed) % {"count": confirmed}
    messages.success(visit.request, said if confirmed else _("Nothing new: no payment was confirmed by this file."))
    return redirect("code-payments")


@acts(Permission.CONFIRM_PAYMENTS)
def move_seen(visit: Visit, move: str) -> HttpResponse:
    """A move that no payment fits is dealt with."""
    if visit.request.method == "POST":
        mark_seen(MarkSeen(organization=visit.organization, person=visit.person, at=visit.now, move=move[:64]))
    return redirect("code-payments")
