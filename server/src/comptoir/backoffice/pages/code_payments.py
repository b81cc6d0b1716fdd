"""Payments by a code: what nobody has confirmed yet, what is odd, and the history of each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.identity.public import Permission, people
from comptoir.kernel import DomainError
from comptoir.payments.chain_strangers import chain_accounts
from comptoir.payments.code_commands import DecideCodePayment, MarkSeen
from comptoir.payments.code_payments import decide_code_payment, mark_seen
from comptoir.payments.code_reading import code_payment as found_payment
from comptoir.payments.code_reading import decided, odd, odd_moves, unconfirmed, words_of
from comptoir.payments.errors import CodePaymentUnknown


@reads(Permission.SEE_SALES)
def code_payments(visit: Visit) -> HttpResponse:
    """What waits for somebody's word, oldest first; below it what is settled."""
    context: dict[str, object] = {
        "unconfirmed": unconfirmed(),
        "odd": odd(),
        "moves": odd_moves(),
        "chains": chain_accounts(),
        "decided": decided(),
        "may_confirm": visit.may(Permission.CONFIRM_PAYMENTS),
    }
    return visit.render("code_payments.html", context)


@reads(Permission.SEE_SALES)
def code_payment(visit: Visit, payment: UUID) -> HttpResponse:
    """One, with each word of its history."""
    return _one(visit, payment)


@acts(Permission.CONFIRM_PAYMENTS)
def decide(visit: Visit, payment: UUID) -> HttpResponse:
    """The money is on the account, or it is not."""
    said = visit.request.POST.get("paid", "")
    if visit.request.method != "POST" or said not in ("0", "1"):
        with visit.reading():
            if found_payment(payment) is None:
                raise Http404
        return redirect("code-payment", payment=payment)
    command = DecideCodePayment(
        organization=visit.organization, person=visit.person, payment=payment, is_paid=said == "1", at=visit.now
    )
    try:
        decide_code_payment(command)
    except CodePaymentUnknown:
        raise Http404 from None
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, _("Confirmed.") if said == "1" else _("Noted: the money did not come."))
    return redirect("code-payment", payment=payment)


@acts(Permission.CONFIRM_PAYMENTS)
def payment_seen(visit: Visit, payment: UUID) -> HttpResponse:
    """What was odd about it is dealt with."""
    if visit.request.method == "POST":
        command = MarkSeen(organization=visit.organization, person=visit.person, at=visit.now, payment=payment)
        try:
            mark_seen(command)
        except DomainError:
            raise Http404 from None
    return redirect("code-payments")


def _one(visit: Visit, payment: UUID) -> HttpResponse:
    found = found_payment(payment)
    if found is None:
        raise Http404
    names = {person.id: person.name for person in people()}
    context: dict[str, object] = {
        "payment": found,
        "words": [
            {"word": word, "who": names.get(word.person, "") if word.person else ""} for word in words_of(payment)
        ],
        "may_confirm": visit.may(Permission.CONFIRM_PAYMENTS),
    }
    return visit.render("code_payment.html", context)
