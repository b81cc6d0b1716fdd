"""One person at the tills: name, role by place, PIN, badge."""

from dataclasses import dataclass
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.queries.tills import till_rows
from comptoir.backoffice.staff_forms import PersonForm, PinForm, PostForm
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import EditEmployee
from comptoir.identity.public import Cashier, Permission, cashiers, edit_employee
from comptoir.platform.public import stores
from comptoir.staff.commands import ClearPost, ClearSecret, IssueBadge, SetPost
from comptoir.staff.public import (
    PostView,
    clear_post,
    clear_secret,
    issue_badge,
    policy,
    posts,
    roles,
    secrets_set,
    set_post,
)

KINDS = {"pin", "badge"}


@dataclass(frozen=True, slots=True)
class Place:
    """A store or a till, as a form names it."""

    key: str
    name: str
    store: UUID | None
    till: UUID | None


@dataclass(frozen=True, slots=True)
class LocalPost:
    """What holds for one person at one place only."""

    place: Place
    role: str


@acts(Permission.MANAGE_TEAM)
def employee(visit: Visit, employee: UUID) -> HttpResponse:
    """See and change how somebody is shown, and whether they work at tills."""
    found = _found(visit, employee)
    if visit.request.method != "POST":
        return _render(visit, found)
    form = PersonForm(visit.request.POST)
    if form.is_valid():
        command = EditEmployee(organization=visit.organization, person=visit.person, id=employee, **form.cleaned_data)
        if form.carry_out(lambda: edit_employee(command)):
            publish_settings(PublishSettings(organization=visit.organization))
            return _saved(visit, employee)
    return _render(visit, found, person=form, status=422)


@acts(Permission.MANAGE_TEAM)
def employee_post(visit: Visit, employee: UUID) -> HttpResponse:
    """Give a role: everywhere, or at one place; or forget what was decided for one place."""
    found = _found(visit, employee)
    if visit.request.method != "POST":
        return redirect("employee", employee)
    with visit.reading():
        known, places = roles(), _places(visit)
    by_key = {place.key: place for place in places}
    place = by_key.get(visit.request.POST.get("place", ""))
    where = {"store": place.store if place else None, "till": place.till if place else None}
    if "clear" in visit.request.POST:
        if place is None:
            raise Http404
        clear_post(ClearPost(organization=visit.organization, person=visit.person, employee=employee, **where))
        return _saved(visit, employee)
    choices = [(known_place.key, known_place.name) for known_place in places] if place else []
    form = PostForm(visit.request.POST, roles=known, places=choices)
    if not form.is_valid():
        return _render(visit, found, post=form, status=422)
    set_post(
        SetPost(organization=visit.organization, person=visit.person, employee=employee, role=form.role(), **where)
    )
    return _saved(visit, employee)


@acts(Permission.MANAGE_TEAM)
def employee_pin(visit: Visit, employee: UUID) -> HttpResponse:
    """Set a PIN. It is told to nobody afterwards."""
    found = _found(visit, employee)
    if visit.request.method != "POST":
        return redirect("employee", employee)
    with visit.reading():
        length = policy().pin_length
    form = PinForm(visit.request.POST, length=length)
    if form.is_valid() and form.carry_out_for(
        employee, organization=visit.organization, person=visit.person, now=visit.now
    ):
        return _saved(visit, employee)
    return _render(visit, found, pin=form, status=422)


@acts(Permission.MANAGE_TEAM)
def employee_badge(visit: Visit, employee: UUID) -> HttpResponse:
    """Make a badge and show it this once: the server keeps only its hash."""
    found = _found(visit, employee)
    if visit.request.method != "POST":
        return redirect("employee", employee)
    code = issue_badge(
        IssueBadge(organization=visit.organization, person=visit.person, employee=employee, now=visit.now)
    )
    context: dict[str, object] = {"employee": found, "code": code, "qr": _picture(code)}
    with visit.reading():
        answer = visit.render("badge.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@acts(Permission.MANAGE_TEAM)
def employee_secret_clear(visit: Visit, employee: UUID, kind: str) -> HttpResponse:
    """Take a PIN or badge away."""
    _found(visit, employee)
    if kind not in KINDS:
        raise Http404
    if visit.request.method == "POST":
        clear_secret(ClearSecret(organization=visit.organization, person=visit.person, employee=employee, kind=kind))
        return _saved(visit, employee)
    return redirect("employee", employee)


def _picture(code: str) -> SafeString:
    # segno made it from digits of ours: nothing in it comes from a stranger.
    picture = segno.make_qr(code, error="q").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    return mark_safe(picture)  # noqa: S308


def _saved(visit: Visit, employee: UUID) -> HttpResponse:
    messages.success(visit.request, _("Saved. The tills hear of it at once."))
    return redirect("employee", employee)


def _render(
    visit: Visit,
    found: Cashier,
    *,
    person: PlainForm | None = None,
    post: PostForm | None = None,
    pin: PinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    with visit.reading():
        known, places = roles(), _places(visit)
        own = [held for held in posts() if held.employee == found.id]
        secrets = {secret.kind: secret.set_at for secret in secrets_set() if secret.employee == found.id}
        initial = {"name": found.name, "color": found.color, "is_active": found.is_active}
        context: dict[str, object] = {
            "employee": found,
            "form": person or PersonForm(initial=initial),
            "has_roles": bool(known),
            "post_form": post if post and "place" not in post.fields else PostForm(roles=known, posts=own),
            "place_form": post
            if post and "place" in post.fields
            else PostForm(roles=known, places=[(place.key, place.name) for place in places]),
            "exceptions": _exceptions(own, places, {role.id: role.name for role in known}),
            "pin_form": pin or PinForm(length=policy().pin_length),
            "pin_since": secrets.get("pin"),
            "badge_since": secrets.get("badge"),
            "zone": stores()[0].timezone if stores() else "UTC",
        }
        return visit.render("employee.html", context, status=status)


def _exceptions(own: list[PostView], places: list[Place], names: dict[UUID, str]) -> list[LocalPost]:
    by_place = {(place.store, place.till): place for place in places}
    return [
        LocalPost(by_place[held.store, held.till], names.get(held.role, "") if held.role else "")
        for held in own
        if (held.store, held.till) in by_place
    ]


def _places(visit: Visit) -> list[Place]:
    found = [Place(f"store:{store.id}", store.name, store.id, None) for store in stores()]
    for till in till_rows(visit.organization):
        found.append(Place(f"till:{till.id}", f"{till.code} · {till.name}", None, till.id))
    return found


def _found(visit: Visit, employee: UUID) -> Cashier:
    with visit.reading():
        found = next((cashier for cashier in cashiers() if cashier.id == employee), None)
    if found is None:
        raise Http404
    return found
