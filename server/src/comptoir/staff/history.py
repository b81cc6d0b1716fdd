"""Who could do what, at any position of the catalogue's feed: the question of a ledger that judges limits. Pure.

The same rules as at a till (`limitOf` in till-core): the narrowest post counts, and a shop without roles has no
limits. Versions are ordered newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from comptoir.staff.rights import UNLIMITED, Right


class RoleAt(NamedTuple):
    """A role's rights from a position on; None: removed."""

    position: int
    changed_at: datetime
    rights: Mapping[Right, int] | None


class PostAt(NamedTuple):
    """Somebody's role at a place (both null: everywhere else) from a position on."""

    position: int
    changed_at: datetime
    store: UUID | None
    till: UUID | None
    role: UUID | None
    is_cleared: bool


class Spot(NamedTuple):
    """Where a till stands."""

    store: UUID
    till: UUID


@dataclass(frozen=True, slots=True)
class StaffHistory:
    """Every version of an organization's roles and posts, each list newest first."""

    roles: Mapping[UUID, Sequence[RoleAt]]
    posts: Mapping[UUID, Sequence[PostAt]]

    def limit(self, right: Right, person: UUID | None, spot: Spot, *, position: int, seen: datetime | None) -> int:
        """What somebody could do alone, as a till knew it that priced at `position`.

        Settings reach a till a moment before the position that it then names. `seen` is the newest server time that
        it knew: what was changed by then, it may have known as well, and the wider limit of both counts.
        """
        limit = self._limit_at(right, person, spot, position)
        known = self._position_at(seen) if seen is not None else position
        return limit if known <= position else max(limit, self._limit_at(right, person, spot, known))

    def is_decided(self, right: Right, *, position: int) -> bool:
        """Whether any role of then names it: a right that is newer than all roles was decided by nobody."""
        found = (_rights_at(versions, position) for versions in self.roles.values())
        return any(right in rights for rights in found if rights is not None)

    def _position_at(self, seen: datetime) -> int:
        """The newest position of a version that was made by then."""
        roles = (at.position for found in self.roles.values() for at in found if at.changed_at <= seen)
        posts = (at.position for found in self.posts.values() for at in found if at.changed_at <= seen)
        return max(max(roles, default=0), max(posts, default=0))

    def _limit_at(self, right: Right, person: UUID | None, spot: Spot, position: int) -> int:
        rights = {role: _rights_at(versions, position) for role, versions in self.roles.items()}
        if all(found is None for found in rights.values()):
            return UNLIMITED
        role = _role_at(self.posts.get(person, ()) if person is not None else (), spot, position)
        found = rights.get(role) if role is not None else None
        return found.get(right, 0) if found is not None else 0


def _rights_at(versions: Sequence[RoleAt], position: int) -> Mapping[Right, int] | None:
    return next((version.rights for version in versions if version.position <= position), None)


def _role_at(versions: Sequence[PostAt], spot: Spot, position: int) -> UUID | None:
    """The role of the narrowest post: at the till, in its store, everywhere else."""
    for place in ((None, spot.till), (spot.store, None), (None, None)):
        at = next((post for post in versions if post.position <= position and (post.store, post.till) == place), None)
        if at is not None and not at.is_cleared:
            return at.role
    return None
