"""Opening a session and noting its use, and what of it stands in the shop's events."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from comptoir.identity.commands import AccountEvent, NoteAccount
from comptoir.identity.public import memberships_of, note_account
from comptoir.identity.sessions import OPENED, opened_by

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Which organizations' events say already that this session came in.
SESSION_NOTED = "noted"
# Pages that ask again by themselves, whether somebody sits there or not.
ASKS_BY_ITSELF = frozenset({"till-enrolled"})


def open_session(request: HttpRequest, person: UUID) -> None:
    """Sign somebody in, in a session that remembers by which browser and since when."""
    login(request, get_user_model().objects.get(pk=person), backend=BACKEND)
    request.session[OPENED] = opened_by(request.META)
    request.session.pop(SESSION_NOTED, None)


def session_number(request: HttpRequest) -> UUID | None:
    """The name of this session in its person's list."""
    opened = request.session.get(OPENED)
    return UUID(opened["number"]) if isinstance(opened, dict) else None


def note_use(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a session that is used stays good. What a page asks for by itself is no use."""

    def run(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        match = request.resolver_match
        # Of a database that is away nobody asks who it was.
        is_use = answer.status_code < 500 and (match is None or match.url_name not in ASKS_BY_ITSELF)
        if is_use and request.user.is_authenticated:
            request.session.touch()  # type: ignore[attr-defined]  # our own store
        return answer

    return run


def note_entry(request: HttpRequest, organization: UUID, *, way: str = "") -> None:
    """Say once a session, in the organization that it works in, that somebody came in and by what."""
    noted = request.session.get(SESSION_NOTED, [])
    if str(organization) in noted:
        return
    assert request.user.is_authenticated
    note_account(NoteAccount(organization=organization, person=request.user.pk, event=AccountEvent.SIGNED_IN, way=way))
    request.session[SESSION_NOTED] = [*noted, str(organization)]


def note_everywhere(person: UUID, event: AccountEvent, *, by: UUID | None = None) -> None:
    """In each organization of theirs: what happened to an account concerns all of them."""
    for member in memberships_of(person):
        note_account(NoteAccount(organization=member.organization, person=by or person, event=event, subject=person))
