"""Payment links of the shop: made, shown as a code, watched and cancelled; and the calls of providers."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.link_forms import LinkForm, usable
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import zone_of
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.links.public import (
    CancelLink,
    GiveBackPaid,
    LinkView,
    MakeLink,
    SetHookSecret,
    give_back_paid,
    hooks,
    link_of,
    links,
    make_link,
    set_hook_secret,
    withdraw_link,
)
from comptoir.payments.accounts import accounts
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import OFFICE, AttemptView, DecideAttempt, decide
from comptoir.payments.terminal_desk import advance
from comptoir.platform.public import organization_view, stores

SEE, ACT = Permission.SEE_SALES, Permission.MANAGE_TILLS


@reads(SEE)
def payment_links(visit: Visit) -> HttpResponse:
    """The newest links and how each stands."""
    found = links(visit.now)
    context = {
        "links": found,
        "unsold": sum(one.unsold for one in found),
        "zone": zone_of(None, stores()),
        "can_make": bool(usable(accounts())),
    }
    return visit.render("payment_links.html", context)


@acts(ACT)
def payment_link_new(visit: Visit) -> HttpResponse:
    """Make one. Without an account that has a page to pay on, the page says so."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        known = accounts()
        form = LinkForm(
            data, fresh=new_uuid7(), currency=organization_view().currency, accounts=known, stores=stores()
        )  # fmt: skip
    if data is not None and form.is_valid():
        said = form.cleaned_data
        command = MakeLink(
            organization=visit.organization, person=visit.person, id=said["id"], account=UUID(said["account"]),
            store=UUID(said["store"]), amount=said["amount"], text=said["text"], allows_parts=said["allows_parts"],
            expires_at=form.expires_at(visit.now), now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: make_link(command)):
            return redirect("payment-link", command.id)
    with visit.reading():
        context = {"form": form, "can_make": bool(usable(known))}
        return visit.render("payment_link_new.html", context, status=422 if form.errors else 200)


@reads(SEE)
def payment_link(visit: Visit, link: UUID) -> HttpResponse:
    """One link: its code and address to give away, and who paid what."""
    found = _one(visit, link)
    address = visit.request.build_absolute_uri(f"/pay/{found.token}")
    code = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#000", light="#fff")
    context = {
        "link": found, "address": address, "code": code, "zone": zone_of(None, stores()), "fresh": new_uuid7(),
        "can_act": visit.may(ACT),
    }  # fmt: skip
    return visit.render("payment_link.html", context)


@acts(ACT)
def payment_link_cancel(visit: Visit, link: UUID) -> HttpResponse:
    """Nobody shall pay it any more."""
    with visit.reading():
        _one(visit, link)
    if visit.request.method == "POST":
        withdraw_link(CancelLink(organization=visit.organization, person=visit.person, link=link, now=visit.now))
        messages.success(visit.request, _("Cancelled: nobody can pay it any more."))
    return redirect("payment-link", link)


@acts(ACT)
def payment_link_back(visit: Visit, link: UUID, payment: UUID) -> HttpResponse:
    """Money that no till has taken goes back by its provider; or a person says whether it did."""
    with visit.reading():
        found = _one(visit, link)
    if visit.request.method == "POST":
        if payment not in {one.id for one in found.tries}:
            raise Http404
        try:
            _say_back(visit, _back(visit, found, payment))
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
    return redirect("payment-link", link)


def _back(visit: Visit, link: LinkView, payment: UUID) -> AttemptView:
    last = next(one.last_back for one in link.tries if one.id == payment)
    went = visit.request.POST.get("went", "")
    if went and last is not None:
        return decide(
            DecideAttempt(
                organization=visit.organization, id=last.id, now=visit.now, till=OFFICE, is_paid=went == "yes"
            )
        )  # fmt: skip
    try:
        key = UUID(visit.request.POST.get("id", ""))
    except ValueError:
        raise Http404 from None
    command = GiveBackPaid(
        organization=visit.organization, store=None, till=None, person=visit.person, id=key, payment=payment,
        kind=Kind.REVERSAL, amount=None, now=visit.now,
    )  # fmt: skip
    give_back_paid(command)
    # Whoever is on the provider's page is not let go on: the link is closed.
    withdraw_link(CancelLink(organization=visit.organization, person=visit.person, link=link.id, now=visit.now))
    return advance(visit.organization, key)


def _say_back(visit: Visit, view: AttemptView) -> None:
    if view.state == "approved":
        messages.success(visit.request, _("Given back."))
    elif view.is_open:
        messages.success(visit.request, _("On its way back: the provider is asked until it says so."))
    else:
        messages.error(visit.request, _("The provider did not give it back. Look on its page why."))


@acts(ACT)
def payment_hooks(visit: Visit) -> HttpResponse:
    """Where each provider calls, by what that is checked, and how many calls were somebody else's."""
    if visit.request.method == "POST":
        try:
            command = SetHookSecret(
                organization=visit.organization, person=visit.person, account=UUID(visit.request.POST["account"]),
                secret=visit.request.POST.get("secret", ""), now=visit.now,
            )  # fmt: skip
        except (KeyError, ValueError):
            raise Http404 from None
        try:
            set_hook_secret(command)
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, _("Saved. It is not shown again."))
        return redirect("payment-hooks")
    with visit.reading():
        origin = f"{visit.request.scheme}://{visit.request.get_host()}"
        return visit.render("payment_hooks.html", {"hooks": hooks(), "origin": origin})


def _one(visit: Visit, link: UUID) -> LinkView:
    found = link_of(visit.now, key=link)
    if found is None:
        raise Http404
    return found
