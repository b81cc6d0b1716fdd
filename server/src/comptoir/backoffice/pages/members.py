"""Who comes into the back office: a link that lets somebody in once, and leaving, which ends everything at once."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptoir.backoffice.access import SESSION_ORGANIZATION, SESSION_SIGN_ON, Visit, acts
from comptoir.backoffice.member_forms import InviteForm, JoinForm, MemberForm, SignInPolicyForm
from comptoir.backoffice.refusals import say
from comptoir.backoffice.sessions import note_entry, open_session
from comptoir.backoffice.shell import assets_version
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import CreateUser, EditEmployee, FactorEvent, NoteSecondFactor, SetSignInPolicy
from comptoir.identity.public import (
    AcceptInvitation,
    EndMembership,
    Invite,
    Permission,
    Person,
    Role,
    SetMembership,
    WithdrawInvitation,
    accept_invitation,
    cashiers,
    create_user,
    edit_employee,
    employee_of,
    end_membership,
    invitation_of,
    invite,
    memberships_of,
    note_second_factor,
    organization_of_invitation,
    people,
    set_membership,
    set_sign_in_policy,
    withdraw_invitation,
)
from comptoir.identity.second_factor import has_second_factor, remove_second_factor
from comptoir.kernel import DomainError, new_uuid7
from comptoir.papers.inviting import MailInvitation, mail_invitation
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import as_one, reading
from comptoir.staff.commands import ClearSecret
from comptoir.staff.public import clear_secret


@acts(Permission.MANAGE_TEAM)
def member_invite(visit: Visit) -> HttpResponse:
    """Make a link; it is shown on this answer and never again."""
    if visit.request.method != "POST":
        return redirect("team")
    with visit.reading():
        form = InviteForm(visit.request.POST, cashiers=cashiers(), stores=stores())
    links: list[str] = []
    if form.is_valid() and form.carry_out(lambda: links.extend(_invite(visit, form))):
        if not links:
            return redirect("team")
        context: dict[str, object] = {
            "link": links[0], "name": form.cleaned_data["name"], "email": form.cleaned_data.get("email", ""),
        }  # fmt: skip
        with visit.reading():
            answer = visit.render("member_invited.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    with visit.reading():
        return visit.render("member_invite.html", {"form": form}, status=422)


@acts(Permission.MANAGE_TEAM)
def sign_in_policy(visit: Visit) -> HttpResponse:
    """Which roles need a second step; it holds from the next page of each of them on."""
    form = SignInPolicyForm(visit.request.POST)
    if visit.request.method == "POST" and form.is_valid():
        set_sign_in_policy(
            SetSignInPolicy(organization=visit.organization, person=visit.person, strict_roles=form.roles())
        )
        messages.success(visit.request, _("Saved. It holds from the next page on."))
    return redirect("team")


@acts(Permission.MANAGE_TEAM)
def invitation_withdraw(visit: Visit, invitation: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    if visit.request.method != "POST":
        return redirect("team")
    command = WithdrawInvitation(organization=visit.organization, person=visit.person, id=invitation, now=visit.now)
    try:
        withdraw_invitation(command)
    except DomainError:
        raise Http404 from None
    messages.success(visit.request, _("The link opens nothing any more."))
    return redirect("team")


@acts(Permission.MANAGE_TEAM)
def member(visit: Visit, user: UUID) -> HttpResponse:
    """What somebody may do here and in which stores; and help for whoever lost phone and recovery codes."""
    with visit.reading():
        found = _member(user)
        places = stores()
    form = MemberForm(visit.request.POST if visit.request.method == "POST" else None, member=found, stores=places)
    if form.is_bound and form.is_valid():
        command = SetMembership(
            organization=visit.organization,
            person=visit.person,
            user=user,
            role=Role(form.cleaned_data["role"]),
            stores=form.chosen_stores(),
        )
        if form.carry_out(lambda: set_membership(command)):
            messages.success(visit.request, _("Saved. It holds from the next page on."))
            return redirect("home" if user == visit.person else "team")
    with visit.reading():
        context: dict[str, object] = {
            "form": form, "member": found, "has_factor": has_second_factor(user),
            "is_here_only": len(memberships_of(user)) == 1,
        }  # fmt: skip
        return visit.render("member.html", context, status=422 if form.is_bound else 200)


@acts(Permission.MANAGE_TEAM)
def member_second_step(visit: Visit, user: UUID) -> HttpResponse:
    """Take away the second step of somebody who works nowhere else: another shop's owner may count on it."""
    if visit.request.method != "POST":
        return redirect("member", user)
    with visit.reading():
        found = _member(user)
    if len(memberships_of(user)) != 1:
        raise Http404
    with as_one(visit.organization):
        if remove_second_factor(user):
            note_second_factor(NoteSecondFactor(
                organization=visit.organization, person=visit.person, event=FactorEvent.REMOVED, subject=user
            ))  # fmt: skip
    messages.success(
        visit.request, _("%(name)s enters by the password alone until an app is set up again.") % {"name": found.name}
    )
    return redirect("team")


@acts(Permission.MANAGE_TEAM)
def member_leave(visit: Visit, user: UUID) -> HttpResponse:
    """Somebody leaves: says what ends, then ends all of it or nothing."""
    with visit.reading():
        member = _member(user)
        employee = employee_of(user)
    if visit.request.method == "POST":
        try:
            _leave(visit, member, employee)
        except DomainError as refusal:
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, _("%(name)s has left.") % {"name": member.name})
        return redirect("home" if user == visit.person else "team")
    with visit.reading():
        return visit.render("member_leave.html", {"member": member, "is_at_tills": employee is not None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds a link joins: with an own new password, or as who is signed in already."""
    now = datetime.now(UTC)
    organization = organization_of_invitation(code)
    if organization is None:
        return _over(request)
    with reading(organization):
        invitation, shop = invitation_of(code, now), organization_view().name
    if invitation is None:
        return _over(request)
    is_known = _user_of(request) is not None
    user = _user_of(request) or new_uuid7()
    is_posted = request.method == "POST"
    form = JoinForm(request.POST if is_posted else None, initial={"name": invitation.name})
    problem = ""
    if is_posted and (is_known or form.is_valid()):
        try:
            with as_one(organization):
                if not is_known:
                    create_user(_new_user(user, form))
                command = AcceptInvitation(organization=organization, code=code, user=user, now=now)
                accept_invitation(command)
        except DomainError as refusal:
            if is_known or refusal.code not in form.fields_of_refusals:
                problem = say(refusal)
            else:
                form.refuse(refusal)
        else:
            publish_settings(PublishSettings(organization=organization))
            if not is_known:
                request.session.flush()
                open_session(request, user)
                note_entry(request, organization, way="invitation")
            request.session[SESSION_ORGANIZATION] = str(organization)
            return redirect("home")
    context = {
        "form": form, "shop": shop, "role": invitation.role, "problem": problem, "is_known": is_known,
        "assets": assets_version(), "language": get_language(),
    }  # fmt: skip
    return render(request, "backoffice/join.html", context, status=422 if is_posted else 200)


def _member(user: UUID) -> Person:
    found = next((person for person in people() if person.id == user), None)
    if found is None:
        raise Http404
    return found


def _user_of(request: HttpRequest) -> UUID | None:
    """Who is signed in; a company's sign-in proves nobody to another shop."""
    is_proved = request.user.is_authenticated and SESSION_SIGN_ON not in request.session
    return request.user.pk if is_proved else None


def _over(request: HttpRequest) -> HttpResponse:
    """One sentence for every link that is none: used, withdrawn, old, or never there."""
    return render(request, "backoffice/join_over.html", {"assets": assets_version()}, status=404)


def _invite(visit: Visit, form: InviteForm) -> list[str]:
    """The link of a new invitation, on its way by mail if an address was given: both, or neither."""
    command = _invitation(visit, form)
    address = form.cleaned_data.get("email", "")
    with as_one(visit.organization):
        code = invite(command)
        if code is None:
            return []
        link = visit.request.build_absolute_uri(f"/join/{code}")
        if address:
            mail_invitation(
                MailInvitation(
                    organization=visit.organization,
                    person=visit.person,
                    id=command.id,
                    invitation=command.id,
                    address=address,
                    language=visit.language,
                    inviter=visit.name,
                    link=link,
                    now=visit.now,
                )
            )
    return [link]


def _invitation(visit: Visit, form: InviteForm) -> Invite:
    return Invite(
        organization=visit.organization,
        person=visit.person,
        id=form.cleaned_data["id"],
        name=form.cleaned_data["name"],
        role=Role(form.cleaned_data["role"]),
        employee=form.employee_id(),
        now=visit.now,
        stores=form.chosen_stores(),
    )


def _new_user(user: UUID, form: JoinForm) -> CreateUser:
    return CreateUser(
        id=user,
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=(get_language() or "fr")[:2],
    )


def _leave(visit: Visit, member: Person, employee: UUID | None) -> None:
    """PIN, badge, passkeys at the tills, the work there, the membership and its tokens: one act."""
    organization, person = visit.organization, visit.person
    with visit.reading():
        at_tills = next((one for one in cashiers() if one.id == employee), None)
    with as_one(organization):
        end_membership(EndMembership(organization=organization, person=person, user=member.id, now=visit.now))
        if at_tills is not None:
            for kind in ("pin", "badge"):
                clear_secret(ClearSecret(organization=organization, person=person, employee=at_tills.id, kind=kind))
            edit_employee(
                EditEmployee(
                    organization=organization, person=person, id=at_tills.id, name=at_tills.name,
                    color=at_tills.color, is_active=False,
                )
            )  # fmt: skip
    publish_settings(PublishSettings(organization=organization))
