"""A forgotten password: a link by mail, or one that an owner makes and hands over."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.account_forms import NewPasswordForm
from comptoir.backoffice.pages.account import sign_in_page
from comptoir.backoffice.sessions import note_everywhere
from comptoir.backoffice.shell import assets_version
from comptoir.identity.commands import AccountEvent
from comptoir.identity.passwords import (
    ResetPassword,
    WishPassword,
    make_password_link,
    reset_password,
    user_of_link,
    wish_password,
)
from comptoir.identity.public import Permission, memberships_of, people, sign_in_name
from comptoir.messaging.public import channels
from comptoir.platform.buckets import TokenBuckets, Turn

# Whoever asks for many names, and whose mailbox is asked for again and again, whether there is anybody or not.
place_buckets = TokenBuckets(burst=10, per_minute=2, name="forgotten_from")
name_buckets = TokenBuckets(burst=3, every_seconds=600, name="forgotten_of")
# Codes have 256 bits; trying them is made slow all the same.
link_buckets = TokenBuckets(burst=20, per_minute=10, name="forgotten_link")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. One answer, equally soon, whoever is asked for."""
    can_mail = "email" in channels()
    if request.method != "POST" or not can_mail:
        return _page(request, "ask" if can_mail else "no_mail")
    name = sign_in_name(request.POST.get("email", "")[:200])
    turn = place_buckets.take(request.META.get("REMOTE_ADDR", ""))
    turn = turn and name_buckets.take(name)
    if not turn:
        return _slow(request, turn)
    origin = (settings.ADDRESS or f"{request.scheme}://{request.get_host()}").rstrip("/")
    wish_password(
        WishPassword(name=name, language=(get_language() or "fr")[:2], origin=origin, now=datetime.now(UTC))
    )  # fmt: skip
    return _page(request, "asked")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_link(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the link chooses a new password, once; a second step is asked for as ever."""
    turn = link_buckets.take(request.META.get("REMOTE_ADDR", ""))
    if not turn:
        return _slow(request, turn)
    now = datetime.now(UTC)
    if user_of_link(code, now) is None:
        return _page(request, "over", status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    done: list[UUID] = []
    if form.is_bound and form.is_valid() and form.carry_out(lambda: done.append(_reset(code, form, now))):
        note_everywhere(done[0], AccountEvent.PASSWORD_RESET)
        request.session.flush()
        return sign_in_page(request, notice=_("Your new password holds. Sign in with it."))
    if form.is_bound and user_of_link(code, now) is None:  # somebody else was faster
        return _page(request, "over", status=404)
    return _page(request, "choose", form=form, status=422 if form.is_bound else 200)


@acts(Permission.MANAGE_TEAM)
def member_password(visit: Visit, user: UUID) -> HttpResponse:
    """A link for somebody of the team who works nowhere else: another shop's owner may count on the password."""
    if visit.request.method != "POST":
        return redirect("member", user)
    with visit.reading():
        found = next((person for person in people() if person.id == user), None)
    if found is None or user == visit.person or len(memberships_of(user)) != 1:
        raise Http404
    note_everywhere(user, AccountEvent.PASSWORD_LINK_MADE, by=visit.person)
    link = visit.request.build_absolute_uri(f"/forgotten/{make_password_link(user, visit.now)}")
    with visit.reading():
        answer = visit.render("member_password.html", {"link": link, "name": found.name})
    answer["Cache-Control"] = "no-store"
    return answer


def _reset(code: str, form: NewPasswordForm, now: datetime) -> UUID:
    return reset_password(ResetPassword(code=code, new=form.cleaned_data["new"], now=now))


def _slow(request: HttpRequest, turn: Turn) -> HttpResponse:
    answer = _page(request, "slow", status=429)
    answer["Retry-After"] = str(turn.wait_seconds)
    return answer


def _page(request: HttpRequest, state: str, *, form: NewPasswordForm | None = None, status: int = 200) -> HttpResponse:
    context = {"state": state, "form": form, "assets": assets_version()}
    return render(request, "backoffice/forgotten.html", context, status=status)
