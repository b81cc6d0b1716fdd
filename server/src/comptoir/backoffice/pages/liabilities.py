"""What is owed to customers: by the books and by their balances, what expires, and what expired."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.accounting.commands import BookExpired, GiveBackExpired
from comptoir.accounting.public import (
    astray,
    book_expired,
    expired_booked,
    expiry,
    give_back_expired,
    owed,
)
from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import business_today
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.payments.commands import SetPaymentPolicy
from comptoir.payments.public import payment_policy, set_payment_policy
from comptoir.platform.public import organization_view, stores


class ValidityForm(PlainForm):
    """For how long a card is valid."""

    months = forms.IntegerField(
        label=gettext_lazy("Cards and store credit are valid for, in months"),
        min_value=0,
        max_value=120,
        help_text=gettext_lazy(
            "After money last came onto them; 0: for ever. Say it on the card; your country's law may ask for more."
        ),
    )


@reads(Permission.SEE_BOOKS)
def liabilities(visit: Visit) -> HttpResponse:
    """Every kind, by both ways."""
    return _page(visit, None)


@acts(Permission.KEEP_BOOKS)
def liabilities_validity(visit: Visit) -> HttpResponse:
    """Decide for how long cards are valid."""
    if visit.request.method != "POST":
        return redirect("liabilities")
    form = ValidityForm(visit.request.POST)
    if form.is_valid():
        command = SetPaymentPolicy(
            organization=visit.organization, person=visit.person, valid_months=form.cleaned_data["months"]
        )
        if form.carry_out(lambda: set_payment_policy(command)):
            messages.success(visit.request, _("Saved. No card expires by itself: you book what expired."))
            return redirect("liabilities")
    with visit.reading():
        return _page(visit, form, status=422)


@acts(Permission.KEEP_BOOKS)
def liabilities_expire(visit: Visit) -> HttpResponse:
    """Book what expired."""
    if visit.request.method == "POST":
        with visit.reading():
            before = expiry(visit.now).before
            today = business_today(None, stores(), visit.now)
            currency = organization_view().currency
        total = 0
        if before is not None:
            command = BookExpired(organization=visit.organization, person=visit.person, loaded_before=before, day=today)
            total = book_expired(command)
        if total:
            told = {"amount": formats.money(total, currency, visit.language)}
            messages.success(visit.request, _("%(amount)s booked as earned; these cards are blocked now.") % told)
        else:
            messages.info(visit.request, _("Nothing has expired."))
    return redirect("liabilities")


@acts(Permission.KEEP_BOOKS)
def liabilities_give_back(visit: Visit, card: UUID) -> HttpResponse:
    """A card that expired is good again."""
    if visit.request.method == "POST":
        with visit.reading():
            today = business_today(None, stores(), visit.now)
        command = GiveBackExpired(organization=visit.organization, person=visit.person, voucher=card, day=today)
        try:
            give_back_expired(command)
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, _("The card is good again, and tills take it."))
    return redirect("liabilities")


def _page(visit: Visit, form: ValidityForm | None, *, status: int = 200) -> HttpResponse:
    rows = owed()
    found = expiry(visit.now)
    may_keep = visit.may(Permission.KEEP_BOOKS)
    context: dict[str, object] = {
        "rows": rows,
        "apart": sum(row.difference != 0 for row in rows),
        "total": sum(row.balances for row in rows),
        "astray": astray(),
        "expiry": found,
        "booked": expired_booked(),
        "currency": organization_view().currency,
        "form": (form or ValidityForm(initial={"months": payment_policy().valid_months})) if may_keep else None,
        "may_keep": may_keep,
    }
    return visit.render("liabilities.html", context, status=status)
