"""Gift cards and store credit: what the shop owes, each card's movements, and what was decided about them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.tender_forms import PolicyForm
from comptoir.identity.public import Permission
from comptoir.journal import read_foreign_code, read_voucher_code, voucher_identifier
from comptoir.kernel import DomainError
from comptoir.payments.commands import BlockVoucher, SetPaymentPolicy
from comptoir.payments.public import block_voucher, payment_policy, set_payment_policy
from comptoir.platform.public import organization_view
from comptoir.sales import gift_cards as queries
from comptoir.tax.public import tax_classes


@reads(Permission.SEE_SALES)
def gift_cards(visit: Visit) -> HttpResponse:
    """All cards, or the one whose code was typed. The code itself stays nowhere."""
    typed = visit.request.GET.get("code", "").strip()
    code = read_voucher_code(typed) or read_foreign_code(typed)
    found = voucher_identifier(visit.organization, code) if code else None
    if found is not None and queries.card(visit.organization, found) is not None:
        return redirect("gift-card", card=found)
    context: dict[str, object] = {
        "cards": queries.cards(visit.organization),
        "owed": queries.owed(visit.organization),
        "currency": organization_view().currency,
        "typed": typed,
        "is_wrong": bool(typed) and code is None,
        "is_unknown": found is not None,
        "policy": payment_policy(),
        "form": _form(visit) if visit.may(Permission.MANAGE_TILLS) else None,
    }
    return visit.render("gift_cards.html", context)


@reads(Permission.SEE_SALES)
def gift_card(visit: Visit, card: UUID) -> HttpResponse:
    """One card: what is on it, and each entry that changed it."""
    found = queries.card(visit.organization, card)
    if found is None:
        raise Http404
    context: dict[str, object] = {"card": found, "movements": queries.movements(visit.organization, card)}
    context["may_block"] = visit.may(Permission.MANAGE_TILLS)
    return visit.render("gift_card.html", context)


@acts(Permission.MANAGE_TILLS)
def gift_card_block(visit: Visit, card: UUID) -> HttpResponse:
    """Block a lost card, or free it again."""
    if visit.request.method == "POST":
        is_blocked = visit.request.POST.get("blocked") == "1"
        command = BlockVoucher(
            organization=visit.organization, person=visit.person, voucher=card, is_blocked=is_blocked
        )
        try:
            block_voucher(command)
        except DomainError:
            raise Http404 from None
        messages.success(visit.request, _("The card is blocked.") if is_blocked else _("The card can be used again."))
    return redirect("gift-card", card=card)


@acts(Permission.MANAGE_TILLS)
def payment_policy_set(visit: Visit) -> HttpResponse:
    """Decide about gift cards."""
    if visit.request.method != "POST":
        return redirect("gift-cards")
    with visit.reading():
        form = _form(visit, bound=True)
    if form.is_valid() and form.carry_out(
        lambda: set_payment_policy(
            SetPaymentPolicy(organization=visit.organization, person=visit.person, **form.decisions())
        )
    ):
        messages.success(visit.request, _("Open tills know it now."))
        return redirect("gift-cards")
    with visit.reading():
        context: dict[str, object] = {
            "cards": queries.cards(visit.organization),
            "owed": queries.owed(visit.organization),
            "currency": organization_view().currency,
            "policy": payment_policy(),
            "form": form,
        }
        return visit.render("gift_cards.html", context, status=422)


def _form(visit: Visit, *, bound: bool = False) -> PolicyForm:
    return PolicyForm(
        visit.request.POST if bound else None,
        currency=organization_view().currency,
        language=visit.language,
        classes=tax_classes(),
        policy=payment_policy(),
    )
