"""What other apps may know about people and their rights, and the operations that change them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from comptoir.identity.invitations import (
    AcceptInvitation,
    EndMembership,
    InvitationView,
    Invite,
    WithdrawInvitation,
    accept_invitation,
    end_membership,
    invitation_of,
    invitations,
    invite,
    organization_of_invitation,
    withdraw_invitation,
)
from comptoir.identity.models import Employee, Membership, User
from comptoir.identity.operations import (
    add_employee,
    add_membership,
    create_user,
    edit_employee,
    note_passkey,
    sign_in_name,
)
from comptoir.identity.roles import PERMISSIONS, Permission, Role
from comptoir.identity.tokens import (
    Bearer,
    MadeToken,
    MakeToken,
    NoteTokenUse,
    RevokeToken,
    TokenView,
    bearer_of,
    is_use_to_note,
    make_token,
    note_token_use,
    revoke_token,
    tokens,
)
from comptoir.platform.tenancy import current_organization

__all__ = [
    "PERMISSIONS",
    "AcceptInvitation",
    "Bearer",
    "Cashier",
    "EndMembership",
    "InvitationView",
    "Invite",
    "MadeToken",
    "MakeToken",
    "Member",
    "NoteTokenUse",
    "Permission",
    "Person",
    "RevokeToken",
    "Role",
    "TokenView",
    "WithdrawInvitation",
    "accept_invitation",
    "add_employee",
    "add_membership",
    "bearer_of",
    "cashiers",
    "create_user",
    "edit_employee",
    "end_membership",
    "has_users",
    "invitation_of",
    "invitations",
    "invite",
    "is_use_to_note",
    "make_token",
    "memberships_of",
    "note_passkey",
    "note_token_use",
    "office_roles",
    "organization_of_invitation",
    "people",
    "revoke_token",
    "sign_in_name",
    "tokens",
    "withdraw_invitation",
]


@dataclass(frozen=True, slots=True)
class Member:
    """A user's role in one organization."""

    organization: UUID
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]


@dataclass(frozen=True, slots=True)
class Cashier:
    """Somebody whose name stands behind an id in entries."""

    id: UUID
    name: str
    color: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in, with the role here."""

    id: UUID
    name: str
    email: str
    role: Role


def has_users() -> bool:
    """Whether anybody can sign in: if not, nobody has set up this Comptoir yet."""
    return User.objects.exists()


def people() -> list[Person]:
    """Every member of the current organization, by name."""
    rows = Membership.objects.filter(organization_id=current_organization()).select_related("user")
    found = [Person(row.user.id, row.user.name, row.user.email, Role(row.role)) for row in rows]
    return sorted(found, key=lambda person: (person.name, person.id))


def memberships_of(user: UUID) -> list[Member]:
    """Where a user may work, oldest first. Needs no tenant: this is how one is found (security definer)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, role FROM identity_memberships_of(%s)", [user])
        return [Member(organization, Role(role)) for organization, role in cursor.fetchall()]


def cashiers() -> list[Cashier]:
    """Everybody who ever worked at a till of the current organization, by name."""
    rows = Employee.objects.filter(organization_id=current_organization()).order_by("name", "id")
    return [Cashier(row.id, row.name, row.color, row.is_active) for row in rows]


def employee_of(user: UUID) -> UUID | None:
    """The employee of the current organization who is this user."""
    found = Employee.objects.filter(organization_id=current_organization(), user_id=user).order_by("id").first()
    return found.id if found else None


def office_roles() -> dict[UUID, Role]:
    """The back-office role of each employee who also signs in there."""
    employees = Employee.objects.filter(organization_id=current_organization(), user__isnull=False)
    roles = dict(Membership.objects.filter(organization_id=current_organization()).values_list("user_id", "role"))
    pairs = employees.values_list("id", "user_id")
    return {employee: Role(roles[user]) for employee, user in pairs if user in roles}
