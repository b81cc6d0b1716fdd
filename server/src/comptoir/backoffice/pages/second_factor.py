"""The second step of signing in: a code from an app, asked for after the password; setting it up, and leaving it."""

from datetime import UTC, datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptoir.backoffice.access import SESSION_PROOF, Visit, acts
from comptoir.backoffice.pages.account import SESSION_HALFWAY, enter, halfway
from comptoir.backoffice.refusals import say
from comptoir.backoffice.shell import assets_version
from comptoir.identity.commands import FactorEvent, NoteSecondFactor
from comptoir.identity.public import Permission, memberships_of, note_second_factor
from comptoir.identity.second_factor import (
    ShowCode,
    check_second_factor,
    confirm_second_factor,
    offer_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    second_factor_of,
)
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import as_one

CODE_LENGTH_MAX = 40
PROOF = "code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """After the password: the code. Whoever comes here without one begins at the beginning."""
    person = halfway(request)
    if person is None:
        request.session.pop(SESSION_HALFWAY, None)
        return redirect("sign-in")
    problem = ""
    if request.method == "POST":
        try:
            is_recovery = check_second_factor(_shown(request, person, datetime.now(UTC)))
        except DomainError as refusal:
            problem = say(refusal)
        else:
            del request.session[SESSION_HALFWAY]
            if is_recovery:
                _tell_everywhere(person, FactorEvent.RECOVERY_USED)
                messages.warning(request, _("This recovery code is used up. Make new ones when few are left."))
            return enter(request, person, proof=PROOF)
    context = {
        "problem": problem,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "assets": assets_version(),
    }
    return render(request, "backoffice/sign_in_code.html", context, status=422 if problem else 200)


@acts(Permission.SEE_PRODUCTS, asks_proof=False)
def second_step(visit: Visit) -> HttpResponse:
    """What holds for oneself; and the way on for whoever the shop lets in with a second step only."""
    return _page(visit)


@acts(Permission.SEE_PRODUCTS, asks_proof=False, is_own_keys=True)
def second_step_offer(visit: Visit) -> HttpResponse:
    """A new secret for the app, as a picture to scan and as text to type."""
    if visit.request.method != "POST":
        return redirect("second-step")
    return _offer(visit, is_new=True)


@acts(Permission.SEE_PRODUCTS, asks_proof=False, is_own_keys=True)
def second_step_confirm(visit: Visit) -> HttpResponse:
    """The first code proves that the app has the secret; the recovery codes are shown on this answer only."""
    if visit.request.method != "POST":
        return redirect("second-step")
    try:
        with as_one(visit.organization):
            codes = confirm_second_factor(_shown(visit.request, visit.person, visit.now))
            note_second_factor(_note(visit, FactorEvent.ADDED))
    except DomainError as refusal:
        return _offer(visit, is_new=False, problem=say(refusal))
    visit.request.session[SESSION_PROOF] = PROOF
    return _codes(visit, codes)


@acts(Permission.SEE_PRODUCTS, asks_proof=False, is_own_keys=True)
def second_step_prove(visit: Visit) -> HttpResponse:
    """A session that a password opened, of somebody who has an app: the code is asked for now."""
    if visit.request.method != "POST":
        return redirect("second-step")
    try:
        check_second_factor(_shown(visit.request, visit.person, visit.now))
    except DomainError as refusal:
        return _page(visit, problem=say(refusal))
    visit.request.session.cycle_key()
    visit.request.session[SESSION_PROOF] = PROOF
    return redirect("home")


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def second_step_codes(visit: Visit) -> HttpResponse:
    """Ten new recovery codes, for who shows a code of the app."""
    if visit.request.method != "POST":
        return redirect("second-step")
    try:
        check_second_factor(_shown(visit.request, visit.person, visit.now))
        with as_one(visit.organization):
            codes = renew_recovery_codes(visit.person)
            note_second_factor(_note(visit, FactorEvent.CODES_RENEWED))
    except DomainError as refusal:
        return _page(visit, problem=say(refusal))
    return _codes(visit, codes)


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def second_step_remove(visit: Visit) -> HttpResponse:
    """A password is enough again, for who shows a code: a session that somebody left open is not."""
    if visit.request.method != "POST":
        return redirect("second-step")
    try:
        check_second_factor(_shown(visit.request, visit.person, visit.now))
        with as_one(visit.organization):
            remove_second_factor(visit.person)
            note_second_factor(_note(visit, FactorEvent.REMOVED))
    except DomainError as refusal:
        return _page(visit, problem=say(refusal))
    if visit.request.session.get(SESSION_PROOF) == PROOF:
        del visit.request.session[SESSION_PROOF]
    messages.success(visit.request, _("Removed. Take the entry out of the app too."))
    return redirect("second-step")


def _page(visit: Visit, *, problem: str = "") -> HttpResponse:
    with visit.reading():
        places = stores()
        context: dict[str, object] = {
            "factor": second_factor_of(visit.person),
            "is_asked": visit.member.is_strict and not visit.is_proved,
            "problem": problem,
            "zone": places[0].timezone if places else "UTC",
        }
        return visit.render("second_step.html", context, status=422 if problem else 200)


def _offer(visit: Visit, *, is_new: bool, problem: str = "") -> HttpResponse:
    with visit.reading():
        shop = organization_view().name
    try:
        offer = offer_second_factor(visit.person, shop=shop, is_new=is_new)
    except DomainError:
        return redirect("second-step")
    picture = segno.make_qr(offer.address, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    with visit.reading():
        # segno made it from base32 and percent-encoded names: nothing in it is markup of a stranger.
        context: dict[str, object] = {"picture": mark_safe(picture), "text": offer.text, "problem": problem}  # noqa: S308
        answer = visit.render("second_step_offer.html", context, status=422 if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _codes(visit: Visit, codes: list[str]) -> HttpResponse:
    with visit.reading():
        answer = visit.render("second_step_codes.html", {"codes": codes})
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, person: UUID, now: datetime) -> ShowCode:
    return ShowCode(user=person, code=request.POST.get("code", "")[:CODE_LENGTH_MAX], now=now)


def _note(visit: Visit, event: FactorEvent) -> NoteSecondFactor:
    return NoteSecondFactor(organization=visit.organization, person=visit.person, event=event)


def _tell_everywhere(person: UUID, event: FactorEvent) -> None:
    """In each organization of theirs: a session of nobody has no organization yet."""
    for member in memberships_of(person):
        note_second_factor(NoteSecondFactor(organization=member.organization, person=person, event=event))
