"""A person's own page: passkeys and the PIN at tills; and signing in by a passkey."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.backoffice.access import SESSION_SIGN_ON, Visit, acts
from comptoir.backoffice.account_forms import PasswordForm
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.pages.account import enter, sign_in_page
from comptoir.backoffice.refusals import say
from comptoir.backoffice.sessions import session_number
from comptoir.backoffice.staff_forms import PinForm
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import NotePasskey
from comptoir.identity.passkeys import (
    AddPasskey,
    Site,
    UsePasskey,
    add_passkey,
    authentication_options,
    passkeys_of,
    registration_options,
    remove_passkey,
    use_passkey,
)
from comptoir.identity.public import Permission, employee_of, note_passkey
from comptoir.identity.second_factor import second_factor_of
from comptoir.identity.sessions import sessions_of
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import as_one
from comptoir.staff.public import policy, secrets_set

CHALLENGE = "passkey_challenge"


@acts(Permission.SEE_PRODUCTS)
def own_account(visit: Visit) -> HttpResponse:
    """What a person proves themselves with, here and at tills."""
    return account_page(visit)


@acts(Permission.SEE_PRODUCTS)
def own_pin(visit: Visit) -> HttpResponse:
    """Set one's own PIN: whoever signed in here needs nobody for it."""
    with visit.reading():
        employee, length = employee_of(visit.person), policy().pin_length
    if visit.request.method != "POST":
        return redirect("own-account")
    if employee is None:
        raise Http404
    form = PinForm(visit.request.POST, length=length)
    if form.is_valid() and form.carry_out_for(
        employee, organization=visit.organization, person=visit.person, now=visit.now
    ):
        messages.success(visit.request, _("Saved. The tills hear of it at once."))
        return redirect("own-account")
    return account_page(visit, pin=form, status=422)


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def passkey_options(visit: Visit) -> HttpResponse:
    """What the browser needs to make a passkey."""
    if visit.request.method != "POST":
        return redirect("own-account")
    with visit.reading():
        shop = organization_view().name
    options = registration_options(visit.person, site_of(visit.request), shop)
    visit.request.session[CHALLENGE] = options["challenge"]
    return JsonResponse(options)


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def passkey_add(visit: Visit) -> HttpResponse:
    """Keep what the browser made; the tills hear of it."""
    if visit.request.method != "POST":
        return redirect("own-account")
    command = AddPasskey(
        user=visit.person,
        credential=visit.request.POST.get("credential", ""),
        challenge=visit.request.session.pop(CHALLENGE, ""),
        site=site_of(visit.request),
        label=visit.request.POST.get("label", "") or _("Passkey"),
        now=visit.now,
    )
    try:
        with as_one(visit.organization):
            add_passkey(command)
            note_passkey(NotePasskey(organization=visit.organization, person=visit.person, label=command.label))
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        publish_settings(PublishSettings(organization=visit.organization))
        messages.success(visit.request, _("Your passkey signs you in here from now on, and at the tills."))
    return redirect("own-account")


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def passkey_remove(visit: Visit, passkey: UUID) -> HttpResponse:
    """Forget a passkey: here at once, at the tills as they hear of it."""
    if visit.request.method != "POST":
        return redirect("own-account")
    label = next((known.label for known in passkeys_of(visit.person) if known.id == passkey), "")
    with as_one(visit.organization):
        if not remove_passkey(user=visit.person, passkey=passkey):
            raise Http404
        note_passkey(NotePasskey(organization=visit.organization, person=visit.person, label=label, is_removed=True))
    publish_settings(PublishSettings(organization=visit.organization))
    messages.success(visit.request, _("Removed. Take it off your device too, in its settings."))
    return redirect("own-account")


@never_cache
@require_http_methods(["POST"])
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """What the browser needs to prove who is there; it names nobody, so it says nothing about who exists."""
    options = authentication_options(site_of(request))
    request.session[CHALLENGE] = options["challenge"]
    return JsonResponse(options)


@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey. Each challenge is good once."""
    command = UsePasskey(
        credential=request.POST.get("credential", ""),
        challenge=request.session.pop(CHALLENGE, ""),
        site=site_of(request),
        now=datetime.now(UTC),
    )
    try:
        user_id = use_passkey(command)
    except DomainError as refusal:
        return sign_in_page(request, problem=say(refusal), status=422)
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return sign_in_page(request, problem=_("This passkey belongs to nobody who may sign in."), status=422)
    return enter(request, user.pk, proof="passkey")


def site_of(request: HttpRequest) -> Site:
    """The host as the browser sees it: ALLOWED_HOSTS has checked it."""
    host = request.get_host()
    scheme = "https" if request.is_secure() or settings.IS_SECURE else "http"
    return Site(rp_id=host.rsplit(":", 1)[0], origin=f"{scheme}://{host}")


def account_page(
    visit: Visit, *, pin: PlainForm | None = None, password: PlainForm | None = None, status: int = 200
) -> HttpResponse:
    """A person's own page, with what was wrong with a form of it."""
    with visit.reading():
        employee = employee_of(visit.person)
        since = {secret.kind: secret.set_at for secret in secrets_set() if secret.employee == employee}
        places = stores()
        context: dict[str, object] = {
            "passkeys": passkeys_of(visit.person),
            "second_factor": second_factor_of(visit.person),
            "employee": employee,
            "pin_form": pin or PinForm(length=policy().pin_length),
            "pin_since": since.get("pin"),
            "zone": places[0].timezone if places else "UTC",
            "password_form": password or PasswordForm(),
            "user_name": visit.request.user.get_username(),
            "is_company": SESSION_SIGN_ON in visit.request.session,
            "sessions": sessions_of(visit.person),
            "this_session": session_number(visit.request),
            "unknown_browser": _("A browser"),
            "idle_hours": settings.SESSION_IDLE_SECONDS // 3600,
        }
        return visit.render("own_account.html", context, status=status)
