"""Reads the history of an organization's roles and posts for the ledger, and remembers it."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.sales.entries import Received
from comptoir.sales.limits import needs_of
from comptoir.sales.state import State
from comptoir.staff.history import PostAt, RoleAt, StaffHistory
from comptoir.staff.rights import limits_of

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ORGANIZATIONS_REMEMBERED = 2_000
READ_ROLES = """
    SELECT v.organization_id, v.role, v.position, v.changed_at, v.rights
    FROM unnest($1::uuid[]) AS wanted(id) JOIN staff_role_version v ON v.organization_id = wanted.id
    ORDER BY v.position DESC, v.id DESC
"""
READ_POSTS = """
    SELECT v.organization_id, v.employee, v.position, v.changed_at, v.store, v.till, v.role, v.is_cleared
    FROM unnest($1::uuid[]) AS wanted(id) JOIN staff_post_version v ON v.organization_id = wanted.id
    ORDER BY v.position DESC, v.id DESC
"""
READ_POSITIONS = """
    SELECT wanted.id, coalesce((
        SELECT max(position) FROM catalog_feed f WHERE f.organization_id = wanted.id), 0)::int8 AS position
    FROM unnest($1::uuid[]) AS wanted(id)
"""


class StaffMemory:
    """Histories, each complete up to the feed position at which it was read: versions are only added behind it."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[int, StaffHistory]] = OrderedDict()

    def get(self, organization: UUID, position: int) -> StaffHistory | None:
        """The history that knows this position; None when it must be read."""
        known = self._known.get(organization)
        return known[1] if known is not None and position <= known[0] else None

    def remember(self, organization: UUID, position: int, history: StaffHistory) -> None:
        self._known[organization] = (position, history)
        self._known.move_to_end(organization)
        while len(self._known) > ORGANIZATIONS_REMEMBERED:
            self._known.popitem(last=False)


def recall_staff(batch: Sequence[Received], memory: StaffMemory, state: State) -> bool:
    """Give the state the histories that a batch asks for, from memory alone; False when one must be read.

    What is found upon it is judged once more upon a reading: a batch with a finding takes the careful way.
    """
    for received in asking(batch):
        assert received.envelope is not None
        organization = received.sender.organization
        history = memory.get(organization, received.envelope.catalog_position)
        if history is None:
            return False
        state.staff[organization] = history
    return True


async def read_staff(batch: Sequence[Received], connection: Connection, memory: StaffMemory, state: State) -> None:
    """The same, read anew. The position first: what is committed meanwhile is newer than it and does no harm."""
    wanted = list({received.sender.organization for received in asking(batch)})
    if not wanted:
        return
    positions = await connection.fetch(READ_POSITIONS, wanted)
    roles: dict[UUID, dict[UUID, list[RoleAt]]] = {organization: {} for organization in wanted}
    posts: dict[UUID, dict[UUID, list[PostAt]]] = {organization: {} for organization in wanted}
    for organization, role, position, changed_at, rights in await connection.fetch(READ_ROLES, wanted):
        known = None if rights is None else limits_of(msgspec.json.decode(rights))
        roles[organization].setdefault(role, []).append(RoleAt(position, changed_at, known))
    for organization, employee, *post in await connection.fetch(READ_POSTS, wanted):
        posts[organization].setdefault(employee, []).append(PostAt(*post))
    for organization, position in positions:
        history = StaffHistory(roles[organization], posts[organization])
        memory.remember(organization, position, history)
        state.staff[organization] = history


def asking(batch: Sequence[Received]) -> Iterable[Received]:
    """The entries that take something of a right: of sales, only those with a discount by hand."""
    return (received for received in batch if received.envelope is not None and needs_of(received))
