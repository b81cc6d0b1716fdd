"""Transfers on a chain that fit no payment: a person says which one they were for, or that they were sent back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.refusals import say
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.payments.chain_strangers import AssignTransfer, NoteReturned, TransferKey, assign_transfer, note_returned
from comptoir.payments.errors import ChainTransferUnknown, CodePaymentUnknown


@acts(Permission.CONFIRM_PAYMENTS)
def assign(visit: Visit, account: UUID, block: str, log: int) -> HttpResponse:
    """It belongs to the payment that was chosen."""
    payment = _uuid(visit.request.POST.get("payment", ""))
    if visit.request.method != "POST" or payment is None:
        return redirect("code-payments")
    command = AssignTransfer(
        organization=visit.organization, person=visit.person, transfer=TransferKey(account, block, log),
        payment=payment, at=visit.now,
    )  # fmt: skip
    if _done(visit, lambda: assign_transfer(command), _("The transfer counts for this payment.")):
        return redirect("code-payment", payment=payment)
    return redirect("code-payments")


@acts(Permission.CONFIRM_PAYMENTS)
def sent_back(visit: Visit, account: UUID, block: str, log: int) -> HttpResponse:
    """Somebody sent it back from the shop's own wallet."""
    if visit.request.method == "POST":
        command = NoteReturned(
            organization=visit.organization, person=visit.person, transfer=TransferKey(account, block, log),
            at=visit.now,
        )  # fmt: skip
        _done(visit, lambda: note_returned(command), _("Noted: it was sent back."))
    return redirect("code-payments")


def _done(visit: Visit, act: Callable[[], None], said: str) -> bool:
    try:
        act()
    except (ChainTransferUnknown, CodePaymentUnknown):
        raise Http404 from None
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return False
    messages.success(visit.request, said)
    return True


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
