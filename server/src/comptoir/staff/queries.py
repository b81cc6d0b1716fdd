"""Reads of staff that are more than a `.get()`."""

from uuid import UUID

from comptoir.staff.history import PostAt, RoleAt, StaffHistory
from comptoir.staff.models import PIN_LENGTH, Policy, PostVersion, RoleVersion
from comptoir.staff.rights import limits_of
from comptoir.staff.secrets import PIN_ITERATIONS, new_salt


def policy_of(organization: UUID) -> Policy:
    """The shop's policy; a fresh one, not yet written, where nothing was decided."""
    known = Policy.objects.filter(organization_id=organization).first()
    if known is not None:
        return known
    return Policy(
        organization_id=organization, pin_length=PIN_LENGTH, pin_salt=new_salt(), pin_iterations=PIN_ITERATIONS
    )


def history_of(organization: UUID) -> StaffHistory:
    """Every version of an organization's roles and posts, newest first."""
    roles: dict[UUID, list[RoleAt]] = {}
    for version in RoleVersion.objects.filter(organization_id=organization).order_by("-position", "-id"):
        rights = None if version.rights is None else limits_of(version.rights)
        roles.setdefault(version.role, []).append(RoleAt(version.position, version.changed_at, rights))
    posts: dict[UUID, list[PostAt]] = {}
    for post in PostVersion.objects.filter(organization_id=organization).order_by("-position", "-id"):
        at = PostAt(post.position, post.changed_at, post.store, post.till, post.role, post.is_cleared)
        posts.setdefault(post.employee, []).append(at)
    return StaffHistory(roles, posts)
