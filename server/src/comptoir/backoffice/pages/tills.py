"""Tills: what they last reported, and how a device becomes one."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import TillForm
from comptoir.backoffice.queries import tills as queries
from comptoir.identity.public import Permission
from comptoir.platform.public import stores
from comptoir.tills.commands import AskRenewal, CreateTill, IssueCode, RevokeEnrolment
from comptoir.tills.public import create_till, issue_code, revoke_enrolment
from comptoir.tills.rotating import ask_renewal

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class EnrolmentOffer:
    """What a new device needs.

    Without a secure address there is nothing to scan: a browser keeps no key there. Nor is there where the address
    means this computer only (`is_local`): on a phone it would lead to the phone itself.
    """

    code: str
    address: str
    is_secure: bool
    is_local: bool
    qr: SafeString
    # Where a device learns to trust the shop's own certificate; empty when it needs not.
    start: str


@reads(Permission.SEE_TILLS)
def tills(visit: Visit) -> HttpResponse:
    """Every till as it last reported itself."""
    context: dict[str, object] = {
        "tills": queries.till_rows(visit.organization),
        "may_manage": visit.may(Permission.MANAGE_TILLS),
    }
    return visit.render("tills.html", context)


@reads(Permission.SEE_TILLS)
def till(visit: Visit, till: UUID) -> HttpResponse:
    """One till with every device that ever was it."""
    context: dict[str, object] = {
        "till": _found(visit, till),
        "enrolments": queries.enrolments(visit.organization, till),
        "may_manage": visit.may(Permission.MANAGE_TILLS),
    }
    return visit.render("till.html", context)


@acts(Permission.MANAGE_TILLS)
def new_till(visit: Visit) -> HttpResponse:
    """Add a numbering to a store."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        places = stores()
    form = TillForm(data, stores=places)
    if data is not None and form.is_valid():
        command = CreateTill(
            organization=visit.organization,
            person=visit.person,
            id=form.cleaned_data["id"],
            store=UUID(form.cleaned_data["store"]),
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
        )
        if form.carry_out(lambda: create_till(command)):
            messages.success(visit.request, _("The till is there. Now enrol a device."))
            return redirect("till", command.id)
    with visit.reading():
        return visit.render("till_new.html", {"form": form}, status=422 if form.errors else 200)


@acts(Permission.MANAGE_TILLS)
def enrol(visit: Visit, till: UUID) -> HttpResponse:
    """Make a code, and show it this once: the server keeps only its hash."""
    if visit.request.method != "POST":
        return redirect("till", till)
    with visit.reading():
        row = _found(visit, till)
        number = queries.newest_number(visit.organization, till)
    issued = issue_code(IssueCode(organization=visit.organization, person=visit.person, till=till, now=visit.now))
    context: dict[str, object] = {
        "till": row,
        "number": number,
        "offer": enrolment_offer(visit.request, issued.code),
        "expires_at": issued.expires_at,
    }
    with visit.reading():
        answer = visit.render("till_enrol.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@reads(Permission.MANAGE_TILLS)
def enrolled(visit: Visit, till: UUID, number: int) -> HttpResponse:
    """Asked every two seconds by the page with the code: was it used?"""
    row = _found(visit, till)
    newer = queries.newer_enrolment(visit.organization, till, number)
    # htmx stops asking at 286, its own answer for "no more polling".
    return visit.render("till_enrolled_piece.html", {"till": row, "enrolment": newer}, status=286 if newer else 200)


@acts(Permission.MANAGE_TILLS)
def revoke(visit: Visit, till: UUID, chain: UUID) -> HttpResponse:
    """Ask first: a revoked device's unsent sales will wait for a person's decision."""
    with visit.reading():
        row = _found(visit, till)
        known = {enrolment.chain: enrolment for enrolment in queries.enrolments(visit.organization, till)}
        enrolment = known.get(chain)
        if enrolment is None:
            raise Http404
        if visit.request.method != "POST":
            return visit.render("till_revoke.html", {"till": row, "enrolment": enrolment})
    command = RevokeEnrolment(
        organization=visit.organization, person=visit.person, chain=chain, now=visit.now,
        is_lost=visit.request.POST.get("lost") == "1",
    )  # fmt: skip
    revoke_enrolment(command)
    messages.success(visit.request, _("Revoked. What the device still sends goes to quarantine."))
    return redirect("till", till)


@acts(Permission.MANAGE_TILLS)
def renew(visit: Visit, till: UUID, chain: UUID) -> HttpResponse:
    """The till makes itself a new key when it next reports, between two sales."""
    if visit.request.method != "POST":
        return redirect("till", till)
    with visit.reading():
        _found(visit, till)
        if chain not in {enrolment.chain for enrolment in queries.enrolments(visit.organization, till)}:
            raise Http404
    ask_renewal(AskRenewal(organization=visit.organization, person=visit.person, chain=chain, now=visit.now))
    messages.success(visit.request, _("The till renews its key by itself, within some minutes of being on line."))
    return redirect("till", till)


def enrolment_offer(request: HttpRequest, code: str) -> EnrolmentOffer:
    """The address that a new device opens, as a QR where it is safe to follow one."""
    origin = settings.ADDRESS or f"{request.scheme}://{request.get_host()}"
    address = f"{origin.rstrip('/')}/till/#code={code}"
    parts = urlsplit(origin)
    is_local = (parts.hostname or "") in LOCAL_HOSTS
    is_secure = is_local or parts.scheme == "https"
    picture = segno.make_qr(address, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    # segno made it from an address of ours and base64url: nothing in it comes from a stranger.
    start = f"{origin.rstrip('/')}/start" if os.environ.get("COMPTOIR_LAN_NAME") else ""
    return EnrolmentOffer(code, address, is_secure, is_local, mark_safe(picture), start)  # noqa: S308


def _found(visit: Visit, till: UUID) -> queries.TillRow:
    rows = queries.till_rows(visit.organization, till)
    if not rows:
        raise Http404
    return rows[0]
