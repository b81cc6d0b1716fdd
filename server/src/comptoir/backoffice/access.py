"""Who may see which page: each view names one permission, and all of it happens in one organization.

`reads` opens `reading(organization)` around the view and its template, because templates ask the database.
`acts` does not: its view calls operations, which open their own transaction, and reads between them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language

from comptoir.backoffice.shell import shell
from comptoir.identity.public import Member, Permission, memberships_of
from comptoir.platform.tenancy import reading

SESSION_ORGANIZATION = "organization"

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

    def may(self, permission: Permission) -> bool:
        return self.member.may(permission)

    def reading(self) -> AbstractContextManager[None]:
        return reading(self.organization)

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


def acts(permission: Permission) -> Callable[[PageView[P]], DjangoView[P]]:
    """A page with a form or a button: it may call operations."""

    def decorate(view: PageView[P]) -> DjangoView[P]:
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            visit = _enter(request, permission)
            return visit if isinstance(visit, HttpResponse) else view(visit, *args, **kwargs)

        return _named(run, view, permission)

    return decorate


def member_of(request: HttpRequest) -> tuple[Member | None, int]:
    """The membership that this session works in, and how many there are."""
    assert request.user.is_authenticated
    members = memberships_of(request.user.pk)
    chosen = request.session.get(SESSION_ORGANIZATION)
    by_choice = [member for member in members if str(member.organization) == chosen]
    if by_choice:
        return by_choice[0], len(members)
    return (members[0] if len(members) == 1 else None), len(members)


def _named(run: DjangoView[P], view: PageView[P], permission: Permission) -> DjangoView[P]:
    """Name the view as it is written, and leave the permission on it, where a test finds it for every address."""
    update_wrapper(run, view)
    run.permission = permission  # type: ignore[attr-defined]  # functions carry attributes; Callable does not say so
    return run


def _enter(request: HttpRequest, permission: Permission) -> Visit | HttpResponse:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    member, count = member_of(request)
    if member is None:
        return redirect("organizations")
    visit = Visit(request, request.user.pk, request.user.name, member, count)
    if not member.may(permission):
        with visit.reading():
            return visit.render("forbidden.html", status=403)
    return visit


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a piece of a page asked for by htmx sends the whole page there."""
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = "/sign-in"
        return answer
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return redirect(f"/sign-in?{query}" if query else "/sign-in")
