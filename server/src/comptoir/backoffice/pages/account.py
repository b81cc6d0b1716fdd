"""Signing in and out, and choosing the organization."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.backoffice.access import SESSION_ORGANIZATION, member_of
from comptoir.backoffice.shell import assets_version, first_page
from comptoir.identity.public import has_users, memberships_of, sign_in_name
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import reading

SIGN_IN_WRONG = _("This name and this password do not belong together.")
SIGN_IN_LOCKED = _("Too many attempts. Wait 15 minutes, then try again.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. One sentence for every failure: it must not say which addresses exist."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    if request.method != "POST":
        return sign_in_page(request) if has_users() else redirect("begin")
    name = sign_in_name(request.POST.get("email", ""))
    user = authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        return sign_in_page(request, problem=str(SIGN_IN_WRONG), status=422)

    login(request, user)
    answer = redirect(next_page(request))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 24 * 3600, samesite="Lax")
    return answer


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """What django-axes answers after eight failures of one address from one place."""
    return sign_in_page(request, problem=str(SIGN_IN_LOCKED), status=429)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django answers to a form without a valid token, in words; the reason is in the log."""
    return render(request, "backoffice/form_expired.html", {"assets": assets_version()}, status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


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
    members = memberships_of(request.user.pk)
    if request.method == "POST":
        chosen = request.POST.get("organization", "")
        if chosen in {str(member.organization) for member in members}:
            request.session[SESSION_ORGANIZATION] = chosen
            return redirect("home")
    choices = []
    for member in members:
        with reading(member.organization):
            choices.append((organization_view(), member.role))
    context = {"choices": choices, "assets": assets_version()}
    return render(request, "backoffice/organizations.html", context)


def sign_in_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page to sign in on, and what went wrong."""
    context = {
        "problem": problem,
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
