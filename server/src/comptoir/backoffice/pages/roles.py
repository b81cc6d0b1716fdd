"""Roles and their limits."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.refusals import say
from comptoir.backoffice.staff_forms import NewRightsForm, RoleForm
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view
from comptoir.staff.commands import DecideNewRights, RemoveRole, SaveRole
from comptoir.staff.public import RoleView, decide_new_rights, posts, remove_role, roles, save_role


@acts(Permission.MANAGE_TEAM)
def role_new(visit: Visit) -> HttpResponse:
    """A role of the shop's own."""
    return _edit(visit, None)


@acts(Permission.MANAGE_TEAM)
def role(visit: Visit, role: UUID) -> HttpResponse:
    """Change what a role may do: open tills decide by it as soon as they hear of it."""
    return _edit(visit, _found(visit, role))


@acts(Permission.MANAGE_TEAM)
def role_remove(visit: Visit, role: UUID) -> HttpResponse:
    """Remove a role that nobody has."""
    found = _found(visit, role)
    if visit.request.method == "POST":
        try:
            remove_role(RemoveRole(organization=visit.organization, person=visit.person, id=role))
        except DomainError as refusal:
            return _render(visit, _form(visit, found, post=False), found, problem=say(refusal), status=422)
        messages.success(visit.request, _("%(name)s is no longer a role.") % {"name": found.name})
    return redirect("team")


@acts(Permission.MANAGE_TEAM)
def new_rights(visit: Visit) -> HttpResponse:
    """What the roles get of rights that a later program brought: proposed by the rest of each role, decided here."""
    is_post = visit.request.method == "POST"
    with visit.reading():
        currency = organization_view().currency
        forms = [
            NewRightsForm(
                visit.request.POST if is_post else None, role=known, currency=currency, language=visit.language
            )
            for known in roles()
            if known.undecided
        ]
    if not forms:
        return redirect("team")
    # Every form is asked, so that each says what is wrong in it.
    answers = [form.is_valid() for form in forms]
    if is_post and all(answers):
        chosen = {form.role.id: form.rights() for form in forms}
        decide_new_rights(DecideNewRights(organization=visit.organization, person=visit.person, rights=chosen))
        messages.success(visit.request, _("Saved. The tills hear of it at once."))
        return redirect("team")
    with visit.reading():
        return visit.render("new_rights.html", {"forms": forms, "currency": currency}, status=422 if is_post else 200)


def _edit(visit: Visit, found: RoleView | None) -> HttpResponse:
    is_post = visit.request.method == "POST"
    form = _form(visit, found, post=is_post)
    if not is_post:
        return _render(visit, form, found)
    if form.is_valid():
        command = SaveRole(
            organization=visit.organization,
            person=visit.person,
            id=found.id if found else form.cleaned_data["id"],
            name=form.cleaned_data["name"],
            rights=form.rights(),
        )
        if form.carry_out(lambda: save_role(command)):
            messages.success(visit.request, _("Saved. The tills hear of it at once."))
            return redirect("team")
    return _render(visit, form, found, status=422)


def _form(visit: Visit, found: RoleView | None, *, post: bool) -> RoleForm:
    with visit.reading():
        currency = organization_view().currency
    return RoleForm(
        visit.request.POST if post else None,
        currency=currency,
        language=visit.language,
        role=found,
        fresh=new_uuid7(),
    )


def _render(
    visit: Visit, form: RoleForm, found: RoleView | None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    with visit.reading():
        context: dict[str, object] = {
            "form": form,
            "role": found,
            "problem": problem,
            "is_used": found is not None and any(post.role == found.id for post in posts()),
            "currency": organization_view().currency,
        }
        return visit.render("role.html", context, status=status)


def _found(visit: Visit, role: UUID) -> RoleView:
    with visit.reading():
        found = next((known for known in roles() if known.id == role), None)
    if found is None:
        raise Http404
    return found
