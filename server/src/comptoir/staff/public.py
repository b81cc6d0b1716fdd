"""What other apps may know about rights at tills, and the operations that change them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.inherited import effective, lock_settings
from comptoir.platform.tenancy import current_organization
from comptoir.staff.commands import ChangeOwnPin
from comptoir.staff.history import StaffHistory
from comptoir.staff.models import Post, Role, Secret
from comptoir.staff.operations import (
    change_own_pin,
    clear_post,
    clear_secret,
    decide_new_rights,
    decide_time,
    issue_badge,
    propose_time,
    remove_role,
    save_role,
    set_pin,
    set_policy,
    set_post,
    set_purchase_limit,
    set_up_roles,
)
from comptoir.staff.operations.policy import lock_policy as lock_own_policy
from comptoir.staff.presets import Trade
from comptoir.staff.proposals import proposed, undecided
from comptoir.staff.queries import policy_of
from comptoir.staff.rights import ALL, LIMIT_MAX, MEASURES, UNLIMITED, Measure, Right, Rights, limits_of
from comptoir.staff.secrets import exchange_public_key, mac_key, reveal, verifier

__all__ = [
    "ALL",
    "LIMIT_MAX",
    "MEASURES",
    "UNLIMITED",
    "ChangeOwnPin",
    "Measure",
    "PolicyView",
    "PostView",
    "Right",
    "Rights",
    "RoleView",
    "SecretView",
    "StaffHistory",
    "Trade",
    "change_own_pin",
    "clear_post",
    "clear_secret",
    "decide_new_rights",
    "decide_time",
    "exchange_public_key",
    "issue_badge",
    "limits_of",
    "lock_policy",
    "mac_key",
    "policy",
    "posts",
    "propose_time",
    "proposed",
    "remove_role",
    "reveal",
    "roles",
    "save_role",
    "secrets_set",
    "set_pin",
    "set_policy",
    "set_post",
    "set_purchase_limit",
    "set_up_roles",
    "verifier",
]


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role and its limits."""

    id: UUID
    name: str
    rights: Rights
    # Rights that came after it, about which nobody of the shop has decided.
    undecided: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class PostView:
    """Who has which role where; both places null: everywhere else."""

    employee: UUID
    store: UUID | None
    till: UUID | None
    role: UUID | None


@dataclass(frozen=True, slots=True)
class SecretView:
    """That somebody has a PIN or a badge, and since when."""

    employee: UUID
    kind: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What the shop decided."""

    pin_length: int
    lock_after_s: int
    difference_limit: int | None
    sign_in_note: str
    purchase_limit: int | None = None


def roles() -> list[RoleView]:
    """The roles of the current organization, from the most to the least."""
    rows = Role.objects.filter(organization_id=current_organization()).order_by("position", "name")
    return [RoleView(row.id, row.name, limits_of(row.rights), undecided(row.decided)) for row in rows]


def posts() -> list[PostView]:
    """Every post of the current organization."""
    rows = Post.objects.filter(organization_id=current_organization()).order_by("id")
    return [PostView(row.employee_id, row.store_id, row.till_id, row.role_id) for row in rows]


def secrets_set() -> list[SecretView]:
    """Who can prove themselves how."""
    rows = Secret.objects.filter(organization_id=current_organization()).order_by("id")
    return [SecretView(row.employee_id, row.kind, row.set_at) for row in rows]


def lock_policy() -> None:
    """In a running operation: nobody else decides what `policy` tells until it ends. In the order of `set_policy`."""
    lock_own_policy(current_organization())
    lock_settings()


def policy() -> PolicyView:
    """The policy of the current organization, or what holds until it has one."""
    found, counts = policy_of(current_organization()), effective()
    return PolicyView(
        found.pin_length,
        counts["lock_after_s"].value,
        counts["difference_limit"].value,
        counts["sign_in_note"].value,
        found.purchase_limit,
    )
