"""A customer's card: made with a code of the shop's own, and printed for a reader or a camera."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.customers.commands import IssueCard
from comptoir.customers.errors import CustomerUnknown
from comptoir.customers.public import customer as one_customer
from comptoir.customers.public import issue_card
from comptoir.identity.public import Permission
from comptoir.labels.bars import bars_of

BARS_HEIGHT = 40


@acts(Permission.MANAGE_TILLS)
def make(visit: Visit, customer: UUID) -> HttpResponse:
    """Give a customer a card with a fresh code, to be printed next."""
    if visit.request.method != "POST":
        return redirect("customer", customer=customer)
    try:
        issue_card(IssueCard(organization=visit.organization, person=visit.person, customer=customer))
    except CustomerUnknown:
        raise Http404 from None
    messages.success(visit.request, _("Open tills know this card now."))
    return redirect("customer-card", customer=customer)


@reads(Permission.SEE_SALES)
def card(visit: Visit, customer: UUID) -> HttpResponse:
    """The card to print: bars for a reader, a code for a camera."""
    known = one_customer(customer)
    if known is None or not known.card:
        raise Http404
    context: dict[str, object] = {"customer": known, "bars": _bars(known.card), "qr": _picture(known.card)}
    return visit.render("customer_card.html", context)


def _picture(code: str) -> SafeString:
    # segno draws modules: no letter of the code stands in the picture.
    picture = segno.make_qr(code, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    return mark_safe(picture)  # noqa: S308


def _bars(code: str) -> SafeString | None:
    """As a reader of lines reads it, with its quiet zones; null for letters that no such code has."""
    found = bars_of(code)
    if found is None:
        return None
    modules = found.modules
    strokes = "".join(f"M{place + 10} 0v{BARS_HEIGHT}h1V0z" for place, is_dark in enumerate(modules) if is_dark)
    # Figures of ours alone.
    return mark_safe(  # noqa: S308
        f'<svg viewBox="0 0 {len(modules) + 20} {BARS_HEIGHT}" preserveAspectRatio="none" shape-rendering="crispEdges">'
        f'<path d="{strokes}"/></svg>'
    )
