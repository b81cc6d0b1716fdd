"""Joining the back office by a link, and leaving it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection

from comptoir.identity.errors import (
    EmployeeUnknown,
    InvitationOver,
    InvitationUnknown,
    LastOwner,
    MemberAlready,
    NameMissing,
    OwnerEverywhere,
    StoresMissing,
    UserUnknown,
)
from comptoir.identity.models import ApiToken, Employee, Invitation, Membership
from comptoir.identity.roles import Role
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.errors import StoreUnknown
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores as known_stores
from comptoir.platform.tenancy import current_organization, operation

VALID = timedelta(days=7)
NAME_LENGTH_MAX = 80
CODE_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Somebody shall join with a role; `employee` when they stand at tills already."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    role: Role
    employee: UUID | None
    now: datetime
    # Where the role shall hold; null: everywhere.
    stores: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMembership:
    """Another role, or the stores that it is held in; null: everywhere."""

    organization: UUID
    person: UUID
    user: UUID
    role: Role
    stores: frozenset[UUID] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawInvitation:
    """The link shall open nothing any more."""

    organization: UUID
    person: UUID | None
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvitation:
    """Whoever holds the link joins as this user."""

    organization: UUID
    code: str
    user: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMembership:
    """Somebody leaves the back office."""

    organization: UUID
    person: UUID | None
    user: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A link that nobody used yet."""

    id: UUID
    name: str
    role: Role
    employee: UUID | None
    expires_at: datetime


@operation
def invite(command: Invite) -> str | None:
    """Make a link's code: shown once and kept as its hash. A repeat makes no second one, and answers null."""
    if Invitation.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return None
    name = " ".join(command.name.split())[:NAME_LENGTH_MAX]
    if not name:
        raise NameMissing
    stores = _checked_stores(command.role, command.stores)
    if command.employee is not None:
        employee = Employee.objects.filter(organization_id=command.organization, pk=command.employee).first()
        if employee is None:
            raise EmployeeUnknown(employee=str(command.employee))
        if employee.user_id is not None:
            raise MemberAlready(role="")
    code = secrets.token_urlsafe(32)
    Invitation.objects.create(
        organization_id=command.organization,
        id=command.id,
        name=name,
        role=command.role,
        stores=stores,
        employee_id=command.employee,
        code_hash=_hash(code),
        person=command.person,
        made_at=command.now,
        expires_at=command.now + VALID,
    )
    audit.record("identity.invited", person=command.person, subject=str(command.id), name=name, role=command.role)
    return code


@operation
def withdraw_invitation(command: WithdrawInvitation) -> bool:
    """Answers whether the link was good until now."""
    rows = Invitation.objects.filter(organization_id=command.organization, pk=command.id)
    row = rows.first()
    if row is None:
        raise InvitationUnknown
    if not rows.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=command.now):
        return False
    audit.record("identity.invitation_withdrawn", person=command.person, subject=str(row.id), name=row.name)
    return True


@operation
def accept_invitation(command: AcceptInvitation) -> None:
    """Spend the link: the user joins with its role, and is from then on the employee that it names.

    The row is locked: of two who hold one link at once, one joins.
    """
    row = Invitation.objects.select_for_update(of=("self",)).filter(
        organization_id=command.organization, code_hash=_hash(command.code)
    ).first()  # fmt: skip
    if row is None:
        raise InvitationUnknown
    if row.used_at is not None or row.withdrawn_at is not None or command.now >= row.expires_at:
        raise InvitationOver
    membership, created = Membership.objects.get_or_create(
        organization_id=command.organization,
        user_id=command.user,
        defaults={"id": new_uuid7(), "role": row.role, "stores": row.stores},
    )
    if not created:
        raise MemberAlready(role=membership.role)
    if row.employee_id is not None:
        Employee.objects.filter(
            organization_id=command.organization, pk=row.employee_id, user_id__isnull=True
        ).update(user_id=command.user)  # fmt: skip
    row.used_at = command.now
    row.save(update_fields=["used_at"])
    audit.record("identity.membership_added", person=command.user, subject=str(command.user), role=row.role)
    emit("identity.membership_added", membership.id)


@operation
def set_membership(command: SetMembership) -> None:
    """Change somebody's role or its stores: every page asks anew, so it holds from the next one on.

    The owners' rows are locked together, as when somebody leaves: one owner stays.
    """
    stores = _checked_stores(command.role, command.stores)
    members = Membership.objects.filter(organization_id=command.organization)
    owners = list(members.filter(role=Role.OWNER).select_for_update(of=("self",)).order_by("id"))
    found = members.filter(user_id=command.user).select_for_update(of=("self",)).first()
    if found is None:
        raise UserUnknown(user=str(command.user))
    if command.role != Role.OWNER and [owner.user_id for owner in owners] == [command.user]:
        raise LastOwner
    if (found.role, found.stores) == (command.role, stores):
        return
    found.role, found.stores = command.role, stores
    found.save(update_fields=["role", "stores"])
    audit.record("identity.membership_changed", person=command.person, subject=str(command.user), role=command.role)
    emit("identity.membership_changed", found.id)


@operation
def end_membership(command: EndMembership) -> None:
    """Somebody leaves the back office at once: every page asks the membership anew, and their tokens open nothing.

    The owners' rows are locked together, so that of two owners who leave at once one stays.
    """
    members = Membership.objects.filter(organization_id=command.organization)
    owners = list(members.filter(role=Role.OWNER).select_for_update(of=("self",)).order_by("id"))
    found = members.filter(user_id=command.user).first()
    if found is None:
        raise UserUnknown(user=str(command.user))
    if [owner.user_id for owner in owners] == [command.user]:
        raise LastOwner
    ended = found.id
    found.delete()
    ApiToken.objects.filter(
        organization_id=command.organization, person=command.user, revoked_at__isnull=True
    ).update(revoked_at=command.now)  # fmt: skip
    Employee.objects.filter(organization_id=command.organization, user_id=command.user).update(user_id=None)
    audit.record("identity.membership_ended", person=command.person, subject=str(command.user), role=found.role)
    emit("identity.membership_ended", ended)


def invitations(now: datetime) -> list[InvitationView]:
    """Links of the current organization that are still good, the newest first."""
    rows = Invitation.objects.filter(
        organization_id=current_organization(), used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    ).order_by("-id")
    return [InvitationView(row.id, row.name, Role(row.role), row.employee_id, row.expires_at) for row in rows]


def invitation_of(code: str, now: datetime) -> InvitationView | None:
    """The link of the current organization that has this code, while it is good."""
    row = Invitation.objects.filter(organization_id=current_organization(), code_hash=_hash(code)).first()
    return next((view for view in invitations(now) if row is not None and view.id == row.id), None)


def organization_of_invitation(code: str) -> UUID | None:
    """Where a link leads. Needs no tenant: this is how one is found (security definer)."""
    if not 0 < len(code) <= CODE_LENGTH_MAX or not code.isascii():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id FROM identity_organization_of_invitation(%s)", [_hash(code)])
        row = cursor.fetchone()
    return row[0] if row else None


def _checked_stores(role: Role, stores: frozenset[UUID] | None) -> list[UUID] | None:
    """The stores of a role, sorted; an owner is one everywhere."""
    if stores is None:
        return None
    if role == Role.OWNER:
        raise OwnerEverywhere
    if not stores:
        raise StoresMissing
    if not stores <= {store.id for store in known_stores()}:
        raise StoreUnknown
    return sorted(stores)


def _hash(code: str) -> bytes:
    return sha256(code.encode("ascii", "replace")).digest()
