"""Who may see which page: each view names one permission, and all of it happens in one organization.

`reads` opens `reading(organization)` around the view and its template, because templates ask the database.
`acts` does not: its view calls operations, which open their own transaction, and reads between them.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comptoir.backoffice.permission_words import PERMISSION_WORDS
from comptoir.backoffice.refusals import say
from comptoir.backoffice.shell import shell
from comptoir.identity.public import Member, Permission, Role, lacks_whole_shop, memberships_of, people
from comptoir.identity.refused import note_refused
from comptoir.platform.errors import OtherStore
from comptoir.platform.public import stores
from comptoir.platform.tenancy import limited_to, reading

SESSION_ORGANIZATION = "organization"
# By what the person of this session proved who they are; a password alone leaves no trace here.
SESSION_PROOF = "proof"
# The organization whose own provider opened this session: its word counts nowhere else.
SESSION_SIGN_ON = "sign_on"

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person on a page of one organization."""

    request: HttpRequest
    person: UUID
    name: str
    member: Member
    memberships: int
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def organization(self) -> UUID:
        return self.member.organization

    @property
    def language(self) -> str:
        return (get_language() or "en")[:2]

    @property
    def is_proved(self) -> bool:
        """Whether more than a password opened this session."""
        return SESSION_PROOF in self.request.session

    def may(self, permission: Permission) -> bool:
        return self.member.may(permission)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A reading of what this person may see, wherever and whenever it is opened: a file is streamed later."""
        with self.limited(), reading(self.organization):
            yield

    def limited(self) -> AbstractContextManager[None]:
        return limited_to(self.member.stores)

    def render(self, template: str, context: dict[str, object] | None = None, *, status: int = 200) -> HttpResponse:
        """Render a page with its frame (navigation, stores); call it inside `reading`."""
        everything = {"visit": self, "shell": shell(self.request, self.member, self.memberships), **(context or {})}
        return render(self.request, f"backoffice/{template}", everything, status=status)


PageView = Callable[Concatenate[Visit, P], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reads(permission: Permission) -> Callable[[PageView[P]], DjangoView[P]]:
    """A page that shows: GET only, all of it in one read-only transaction."""

    def decorate(view: PageView[P]) -> DjangoView[P]:
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            visit = _enter(request, permission)
            if isinstance(visit, HttpResponse):
                return visit
            with visit.reading():
                return view(visit, *args, **kwargs)

        return _named(run, view, permission)

    return decorate


def acts(
    permission: Permission, *, asks_proof: bool = True, is_own_keys: bool = False
) -> Callable[[PageView[P]], DjangoView[P]]:
    """A page with a form or a button: it may call operations. `asks_proof`: not the pages where one is set up.

    `is_own_keys`: it changes what proves a user everywhere; a session that a company's sign-in opened may not.
    """

    def decorate(view: PageView[P]) -> DjangoView[P]:
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            visit = _enter(request, permission, asks_proof=asks_proof)
            if is_own_keys and SESSION_SIGN_ON in request.session and isinstance(visit, Visit):
                messages.error(request, _("You came in by your company’s sign-in: what proves you is managed there."))
                return redirect("own-account")
            if isinstance(visit, HttpResponse):
                return visit
            try:
                with visit.limited():
                    return view(visit, *args, **kwargs)
            except OtherStore as refusal:
                with visit.reading():
                    return visit.render("other_store.html", {"sentence": say(refusal)}, status=403)

        return _named(run, view, permission)

    return decorate


def member_of(request: HttpRequest) -> tuple[Member | None, int]:
    """The membership that this session works in, and how many there are."""
    assert request.user.is_authenticated
    members = reachable(request)
    chosen = request.session.get(SESSION_ORGANIZATION)
    by_choice = [member for member in members if str(member.organization) == chosen]
    if by_choice:
        return by_choice[0], len(members)
    return (members[0] if len(members) == 1 else None), len(members)


def reachable(request: HttpRequest) -> list[Member]:
    """Where this session may work: everywhere that the person may, or where a company's sign-in is believed."""
    assert request.user.is_authenticated
    members = memberships_of(request.user.pk)
    only = request.session.get(SESSION_SIGN_ON)
    return [member for member in members if only in (None, str(member.organization))]


def _named(run: DjangoView[P], view: PageView[P], permission: Permission) -> DjangoView[P]:
    """Name the view as it is written, and leave the permission on it, where a test finds it for every address.

    What a page says of a shop no browser keeps, unless the page says otherwise (a photograph, a download).
    """

    def kept_nowhere(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = run(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    update_wrapper(kept_nowhere, view)
    kept_nowhere.permission = permission  # type: ignore[attr-defined]  # Callable does not say that functions carry any
    return kept_nowhere


def _enter(request: HttpRequest, permission: Permission, *, asks_proof: bool = True) -> Visit | HttpResponse:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    member, count = member_of(request)
    if member is None:
        return redirect("organizations")
    visit = Visit(request, request.user.pk, request.user.name, member, count)
    if asks_proof and member.is_strict and not visit.is_proved:
        return _elsewhere(request, reverse("second-step"))
    if not member.may(permission):
        note_refused(visit.organization, visit.person, permission, asker=visit.person)
        with visit.reading():
            return visit.render("forbidden.html", _lacking(visit, permission), status=403)
    return visit


def _lacking(visit: Visit, permission: Permission) -> dict[str, object]:
    """What the person lacks, and who can give it."""
    return {
        "deed": PERMISSION_WORDS[permission],
        "is_whole_shop": visit.member.stores is not None and lacks_whole_shop(visit.member.role, permission),
        "places": ", ".join(store.name for store in stores()),
        "owners": ", ".join(person.name for person in people() if person.role == Role.OWNER),
    }


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a piece of a page asked for by htmx sends the whole page there."""
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return _elsewhere(request, f"/sign-in?{query}" if query else "/sign-in", piece="/sign-in")


def _elsewhere(request: HttpRequest, address: str, *, piece: str = "") -> HttpResponse:
    """Lead away; a piece of a page takes the whole page along."""
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = piece or address
        return answer
    return redirect(address)
