"""The team: who stands at tills, and who signs in here."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import EmployeeForm
from comptoir.backoffice.member_forms import InviteForm, SignInPolicyForm
from comptoir.backoffice.staff_forms import PolicyForm, TradeForm
from comptoir.backoffice.words import RIGHTS as RIGHT_NAMES
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import (
    Cashier,
    InvitationView,
    Permission,
    add_employee,
    cashiers,
    invitations,
    people,
    strict_roles,
)
from comptoir.identity.second_factor import with_second_factor
from comptoir.kernel import new_uuid7
from comptoir.papers.inviting import invitation_mails
from comptoir.platform.public import organization_view, stores
from comptoir.staff.commands import SetPolicy, SetPost, SetUpRoles
from comptoir.staff.public import (
    Right,
    RoleView,
    Trade,
    policy,
    posts,
    roles,
    secrets_set,
    set_policy,
    set_post,
    set_up_roles,
)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Somebody at the tills: the role, and how they prove themselves."""

    cashier: Cashier
    role: str
    exceptions: int
    has_pin: bool
    has_badge: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was invited; `address` and `state` of the mail, if it went by mail."""

    invitation: InvitationView
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class _Forms:
    """The page's forms; one of them may carry what was refused."""

    employee: EmployeeForm | None = None
    policy: PolicyForm | None = None


@reads(Permission.SEE_TEAM)
def team(visit: Visit) -> HttpResponse:
    return _page(visit, _Forms())


@acts(Permission.MANAGE_TEAM)
def new_employee(visit: Visit) -> HttpResponse:
    """Add a cashier; open tills offer the name at once."""
    if visit.request.method != "POST":
        return redirect("team")
    with visit.reading():
        known = roles()
    form = EmployeeForm(visit.request.POST, roles=known)
    if form.is_valid():
        command = AddEmployee(
            organization=visit.organization,
            person=visit.person,
            id=form.cleaned_data["id"],
            name=form.cleaned_data["name"],
            color=form.cleaned_data["color"],
        )

        def employ() -> None:
            add_employee(command)
            _give_role(visit, command.id, form.role())

        if form.carry_out(employ):
            publish_settings(PublishSettings(organization=visit.organization))
            messages.success(visit.request, _("%(name)s can now be chosen at the tills.") % {"name": command.name})
            return redirect("team")
    with visit.reading():
        return _page(visit, _Forms(employee=form), status=422)


@acts(Permission.MANAGE_TEAM)
def roles_set_up(visit: Visit) -> HttpResponse:
    """Begin with the roles of a trade."""
    form = TradeForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        set_up_roles(
            SetUpRoles(organization=visit.organization, person=visit.person, trade=Trade(form.cleaned_data["trade"]))
        )
        messages.success(visit.request, _("The roles are there. Change them as you like."))
    return redirect("team")


@acts(Permission.MANAGE_TEAM)
def team_policy(visit: Visit) -> HttpResponse:
    """What holds for everybody at the tills."""
    if visit.request.method != "POST":
        return redirect("team")
    with visit.reading():
        currency, current = organization_view().currency, policy()
    form = PolicyForm(visit.request.POST, policy=current, currency=currency, language=visit.language)
    if form.is_valid() and form.carry_out(
        lambda: set_policy(SetPolicy(organization=visit.organization, person=visit.person, **form.cleaned_data))
    ):
        messages.success(visit.request, _("Saved. The tills hear of it at once."))
        return redirect("team")
    with visit.reading():
        return _page(visit, _Forms(policy=form), status=422)


def _give_role(visit: Visit, employee: UUID, role: UUID | None) -> None:
    if role is not None:
        set_post(SetPost(organization=visit.organization, person=visit.person, employee=employee, role=role))


def _page(visit: Visit, forms: _Forms, *, status: int = 200) -> HttpResponse:
    known = roles()
    organization = organization_view()
    members, at_tills = people(), cashiers()
    context: dict[str, object] = {
        "form": forms.employee or EmployeeForm(initial={"id": new_uuid7()}, roles=known),
        "policy_form": forms.policy
        or PolicyForm(policy=policy(), currency=organization.currency, language=visit.language),
        "trade_form": TradeForm(),
        "rows": _rows(known, at_tills),
        "roles": known,
        "new_rights": [RIGHT_NAMES.get(right.value, right.value) for right in _new_rights(known)],
        "people": members,
        "store_names": {store.id: store.name for store in stores()},
        "proved": with_second_factor(person.id for person in members),
        "sign_in_form": SignInPolicyForm(chosen=strict_roles()),
        "invite_form": InviteForm(cashiers=[one for one in at_tills if one.is_active], stores=stores()),
        "invitations": _waiting(visit),
        "may_manage": visit.may(Permission.MANAGE_TEAM),
    }
    return visit.render("team.html", context, status=status)


def _waiting(visit: Visit) -> list[Waiting]:
    """Invitations that nobody took yet, and where their mails stand."""
    open_ones = invitations(visit.now)
    mails = invitation_mails() if open_ones else {}
    return [Waiting(one, *mails.get(one.id, ("", ""))) for one in open_ones]


def _new_rights(known: list[RoleView]) -> list[Right]:
    """What came after the roles were made, and waits for somebody to decide."""
    return [right for right in Right if any(right in role.undecided for role in known)]


def _rows(known: list[RoleView], at_tills: list[Cashier]) -> list[TeamRow]:
    names, given = {role.id: role.name for role in known}, posts()
    everywhere = {post.employee: post.role for post in given if post.store is None and post.till is None}
    exceptions = [post.employee for post in given if post.store is not None or post.till is not None]
    secrets = {(secret.employee, secret.kind) for secret in secrets_set()}
    return [
        TeamRow(
            cashier,
            names.get(role, "") if (role := everywhere.get(cashier.id)) else "",
            exceptions.count(cashier.id),
            (cashier.id, "pin") in secrets,
            (cashier.id, "badge") in secrets,
        )
        for cashier in at_tills
    ]
