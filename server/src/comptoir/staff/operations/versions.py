"""Writes down what changed about roles and posts, at the position from which tills hear of it."""

from collections.abc import Mapping
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.staff.models import PostVersion, RoleVersion


def note_role(organization: UUID, role: UUID, rights: Mapping[str, int] | None, *, position: int) -> None:
    """A role's rights from now on; None: there is no such role any more."""
    RoleVersion.objects.create(
        organization_id=organization,
        id=new_uuid7(),
        role=role,
        position=position,
        rights=None if rights is None else dict(rights),
    )


def note_post(
    organization: UUID,
    employee: UUID,
    *,
    store: UUID | None = None,
    till: UUID | None = None,
    role: UUID | None = None,
    is_cleared: bool = False,
    position: int,
) -> None:
    """Somebody's post at a place from now on."""
    PostVersion.objects.create(
        organization_id=organization,
        id=new_uuid7(),
        employee=employee,
        store=store,
        till=till,
        role=role,
        is_cleared=is_cleared,
        position=position,
    )
