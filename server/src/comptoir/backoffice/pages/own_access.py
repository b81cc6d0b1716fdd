"""A person's own way in: another password, and the browsers that they are signed in with."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.account_forms import PasswordForm
from comptoir.backoffice.pages.passkeys import account_page
from comptoir.backoffice.sessions import note_everywhere, session_number
from comptoir.identity.commands import AccountEvent, NoteAccount
from comptoir.identity.errors import PasswordWrong, TooManyTries
from comptoir.identity.passwords import ChangePassword, change_password
from comptoir.identity.public import Permission, note_account
from comptoir.identity.sessions import end_session, end_sessions
from comptoir.platform.buckets import TokenBuckets

# Whoever sits down at somebody's open browser guesses so slowly.
wrong_buckets = TokenBuckets(burst=8, per_minute=1, name="own_password")


@acts(Permission.SEE_PRODUCTS, is_own_keys=True)
def own_password(visit: Visit) -> HttpResponse:
    """Choose another password, with the one of now. Every other session ends."""
    if visit.request.method != "POST":
        return redirect("own-account")
    form = PasswordForm(visit.request.POST)
    if form.is_valid() and form.carry_out(lambda: _change(visit, form)):
        update_session_auth_hash(visit.request, get_user_model().objects.get(pk=visit.person))
        note_everywhere(visit.person, AccountEvent.PASSWORD_CHANGED)
        messages.success(visit.request, _("Your new password holds. Every other browser is signed out."))
        return redirect("own-account")
    return account_page(visit, password=form, status=422)


@acts(Permission.SEE_PRODUCTS)
def own_session_end(visit: Visit, number: UUID) -> HttpResponse:
    """Sign out in one other browser."""
    if visit.request.method != "POST":
        return redirect("own-account")
    if number == session_number(visit.request) or not end_session(visit.person, number):
        raise Http404
    _ended(visit)
    return redirect("own-account")


@acts(Permission.SEE_PRODUCTS)
def own_sessions_end(visit: Visit) -> HttpResponse:
    """Sign out everywhere but here."""
    if visit.request.method != "POST":
        return redirect("own-account")
    if end_sessions(visit.person, keep=session_number(visit.request)):
        _ended(visit)
    return redirect("own-account")


def _change(visit: Visit, form: PasswordForm) -> None:
    if not wrong_buckets.look(str(visit.person)):
        raise TooManyTries
    command = ChangePassword(
        user=visit.person, current=form.cleaned_data["current"], new=form.cleaned_data["new"],
        session=session_number(visit.request),
    )  # fmt: skip
    try:
        change_password(command)
    except PasswordWrong:
        wrong_buckets.take(str(visit.person))
        raise


def _ended(visit: Visit) -> None:
    note_account(NoteAccount(organization=visit.organization, person=visit.person, event=AccountEvent.SESSIONS_ENDED))
    messages.success(visit.request, _("Signed out there."))
