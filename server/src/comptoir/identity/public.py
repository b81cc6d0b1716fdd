"""What other apps may know about people and their rights, and the operations that change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from comptoir.identity.invitations import (
    AcceptInvitation,
    EndMembership,
    InvitationView,
    Invite,
    SetMembership,
    WithdrawInvitation,
    accept_invitation,
    end_membership,
    invitation_of,
    invitations,
    invite,
    organization_of_invitation,
    set_membership,
    withdraw_invitation,
)
from comptoir.identity.models import Employee, Membership, SignInPolicy, User
from comptoir.identity.operations import (
    add_employee,
    add_membership,
    create_user,
    edit_employee,
    lock_employee,
    note_account,
    note_passkey,
    note_second_factor,
    set_sign_in_policy,
    sign_in_name,
)
from comptoir.identity.roles import PERMISSIONS, Permission, Role, lacks_whole_shop, permissions_of
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
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization

__all__ = [
    "PERMISSIONS",
    "AcceptInvitation",
    "Bearer",
    "Cashier",
    "EndMembership",
    "Former",
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
    "SetMembership",
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
    "former_members",
    "has_users",
    "invitation_of",
    "invitations",
    "invite",
    "is_use_to_note",
    "lacks_whole_shop",
    "lock_employee",
    "make_token",
    "memberships_of",
    "note_account",
    "note_passkey",
    "note_second_factor",
    "note_token_use",
    "office_roles",
    "organization_of_invitation",
    "owners",
    "people",
    "revoke_token",
    "set_membership",
    "set_sign_in_policy",
    "sign_in_name",
    "strict_roles",
    "tokens",
    "withdraw_invitation",
]


@dataclass(frozen=True, slots=True)
class Member:
    """A user's role in one organization. `is_strict`: who has it enters only with a second proof.

    `stores`: where it holds; null: everywhere.
    """

    organization: UUID
    role: Role
    is_strict: bool = False
    stores: frozenset[UUID] | None = None

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.role, is_limited=self.stores is not None)


@dataclass(frozen=True, slots=True)
class Cashier:
    """Somebody whose name stands behind an id in entries."""

    id: UUID
    name: str
    color: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in, with the role here, and the stores it is held in; null: everywhere."""

    id: UUID
    name: str
    email: str
    role: Role
    stores: frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the program writes to when something is wrong."""

    id: UUID
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who left."""

    id: UUID
    email: str


_FORMER = """
    SELECT u.id, u.email FROM identity_user u
    WHERE (u.id = ANY(%(users)s::uuid[]) OR lower(u.email) = ANY(%(addresses)s::text[]))
        AND NOT EXISTS (
            SELECT FROM identity_membership m WHERE m.organization_id = %(organization)s AND m.user_id = u.id
        )
        AND EXISTS (
            SELECT FROM platform_auditevent e WHERE e.organization_id = %(organization)s AND e.subject = u.id::text
                AND e.action = 'identity.membership_ended'
        )
"""


def has_users() -> bool:
    """Whether anybody can sign in: if not, nobody has set up this Comptoir yet."""
    return User.objects.exists()


def people() -> list[Person]:
    """Every member of the current organization, by name."""
    rows = Membership.objects.filter(organization_id=current_organization()).select_related("user")
    found = [
        Person(
            row.user.id, row.user.name, row.user.email, Role(row.role),
            None if row.stores is None else frozenset(row.stores),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda person: (person.name, person.id))


def owners() -> list[Owner]:
    """Those of the current organization, everywhere."""
    rows = Membership.objects.filter(
        organization_id=current_organization(), role=Role.OWNER, stores__isnull=True
    ).select_related("user")
    return [Owner(row.user.id, row.user.email, row.user.language) for row in rows.order_by("user_id")]


def memberships_of(user: UUID) -> list[Member]:
    """Where a user may work, oldest first. Needs no tenant: this is how one is found (security definer)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, role, is_strict, stores FROM identity_members_of(%s)", [user])
        return [
            Member(organization, Role(role), is_strict, None if stores is None else frozenset(stores))
            for organization, role, is_strict, stores in cursor.fetchall()
        ]


def former_members(users: Iterable[UUID], addresses: Iterable[str]) -> list[Former]:
    """Who of these users, and of those with these addresses, was a member of the organization and is none now."""
    return select(
        Former, _FORMER,
        {
            "organization": current_organization(), "users": list(users),
            "addresses": [address.lower() for address in addresses],
        },
    )  # fmt: skip


def strict_roles() -> frozenset[Role]:
    """The roles of the current organization that enter only with a second proof."""
    row = SignInPolicy.objects.filter(organization_id=current_organization()).first()
    return frozenset() if row is None else frozenset(Role(role) for role in row.strict_roles)


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
