"""Signing in and out, and choosing the organization."""

from time import time
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.backoffice.access import SESSION_ORGANIZATION, SESSION_PROOF, SESSION_SIGN_ON, member_of, reachable
from comptoir.backoffice.sessions import note_entry, open_session
from comptoir.backoffice.shell import assets_version, first_page
from comptoir.identity.public import has_users, sign_in_name
from comptoir.identity.second_factor import has_second_factor
from comptoir.identity.sessions import place_of
from comptoir.platform.buckets import TokenBuckets
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import reading

SESSION_HALFWAY = "halfway"
HALFWAY_SECONDS = 300
SIGN_IN_WRONG = _("This name and this password do not belong together.")
SIGN_IN_SLOW = _("Too many attempts from this place. Wait a minute, then try again.")
# Wrong passwords from one address, whatever the names: a lock of one name does not stop who tries many.
failure_buckets = TokenBuckets(burst=60, per_minute=10, name="sign_in_failed")
SIGN_IN_LOCKED = _("Too many attempts. Wait 15 minutes, then try again.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. One sentence for every failure: it must not say which addresses exist."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    if request.method != "POST":
        return sign_in_page(request) if has_users() else redirect("begin")
    place = request.META.get("REMOTE_ADDR", "")
    # A proxy of this computer that nobody named (COMPTOIR_PROXIES) is everybody: the lock of a name holds all the same.
    is_somewhere = place_of(place) != "computer"
    if is_somewhere and not (turn := failure_buckets.look(place)):
        answer = sign_in_page(request, problem=str(SIGN_IN_SLOW), status=429)
        answer["Retry-After"] = str(turn.wait_seconds)
        return answer
    name = sign_in_name(request.POST.get("email", ""))
    user = authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        if is_somewhere:
            failure_buckets.take(place)
        return sign_in_page(request, problem=str(SIGN_IN_WRONG), status=422)

    if has_second_factor(user.pk):
        return ask_for_code(request, user.pk)
    return enter(request, user.pk)


def enter(request: HttpRequest, person: UUID, *, proof: str = "", sign_on: UUID | None = None) -> HttpResponse:
    """Open the session, and go where the person wanted to. `proof`: by what, if by more than a password.

    `sign_on`: the organization whose own provider vouches for the person, and the only one that believes it.
    """
    wanted = next_page(request)
    open_session(request, person)
    # A session of the same person that was opened before keeps its data: what proved it then proves nothing now.
    for kept in (SESSION_PROOF, SESSION_SIGN_ON):
        request.session.pop(kept, None)
    if proof:
        request.session[SESSION_PROOF] = proof
    if sign_on is not None:
        request.session[SESSION_SIGN_ON] = str(sign_on)
    if len(members := reachable(request)) == 1:
        note_entry(request, members[0].organization, way=proof or "password")
    answer = redirect(wanted)
    user = request.user
    if user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def ask_for_code(request: HttpRequest, person: UUID) -> HttpResponse:
    """The password was right: remember that for a few minutes, in a session of nobody, and ask for the code."""
    user = get_user_model().objects.get(pk=person)
    wanted = request.POST.get("next", "")
    request.session.flush()
    request.session[SESSION_HALFWAY] = {
        "user": str(user.pk), "password": user.get_session_auth_hash(), "until": time() + HALFWAY_SECONDS,
    }  # fmt: skip
    address = reverse("sign-in-code")
    return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted else address)


def halfway(request: HttpRequest) -> UUID | None:
    """Who gave the right password a moment ago; nobody when that password was changed since."""
    kept = request.session.get(SESSION_HALFWAY)
    if not isinstance(kept, dict) or time() >= kept["until"]:
        return None
    user = get_user_model().objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["password"]):
        return None
    return user.pk


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """What django-axes answers after eight failures of one address from one place."""
    answer = sign_in_page(request, problem=str(SIGN_IN_LOCKED), status=429)
    answer["Retry-After"] = str(15 * 60)
    return answer


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django answers to a form without a valid token, in words; the reason is in the log."""
    return render(request, "backoffice/form_expired.html", {"assets": assets_version()}, status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and let the browser forget the pages. Its storage stays: a till of this address keeps its sales
    there. Its cookies stay as well: they may be of other programs of the same domain, and ours opens nothing any more.
    """
    logout(request)
    answer = redirect("sign-in")
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the first page that the role may see."""
    if not request.user.is_authenticated:
        return redirect("sign-in" if has_users() else "begin")
    member, _count = member_of(request)
    return redirect("organizations") if member is None else redirect(first_page(member))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organizations(request: HttpRequest) -> HttpResponse:
    """Choose where to work; each organization is read by itself, for no transaction sees two."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    members = reachable(request)
    if request.method == "POST":
        chosen = request.POST.get("organization", "")
        if chosen in {str(member.organization) for member in members}:
            request.session[SESSION_ORGANIZATION] = chosen
            note_entry(request, UUID(chosen), way=request.session.get(SESSION_PROOF, "password"))
            return redirect("home")
    choices = []
    for member in members:
        with reading(member.organization):
            choices.append((organization_view(), member.role))
    context = {"choices": choices, "assets": assets_version()}
    return render(request, "backoffice/organizations.html", context)


def sign_in_page(request: HttpRequest, *, problem: str = "", notice: str = "", status: int = 200) -> HttpResponse:
    """The page to sign in on, and what went wrong or well."""
    context = {
        "problem": problem,
        "notice": notice,
        "email": request.POST.get("email", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "language": translation.get_language(),
        "assets": assets_version(),
    }
    return render(request, "backoffice/sign_in.html", context, status=status)


def next_page(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else reverse("home")
