"""Input of the operations of several shops."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.inherited import Changes, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """What a place says from now on, from `starts_at` on, or from when the clock of each store shows `wall`.

    `id` is made with the page: a second tap changes nothing. `place` names the group, company, store or till. Null for
    a value: the place inherits again.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    level: Level
    place: UUID | None
    values: Changes
    now: datetime
    starts_at: datetime | None = None
    wall: datetime | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawChange:
    """A planned change shall not start."""

    organization: UUID
    person: UUID | None
    change: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChange:
    """Put back what a change replaced, as a change of its own."""

    organization: UUID
    person: UUID | None
    id: UUID
    change: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDue:
    """Start every planned change whose moment has come."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveGroup:
    """A group of stores, new or with another name."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStores:
    """These stores stand in this group from now on; without a group, in none."""

    organization: UUID
    person: UUID | None
    group: UUID | None
    stores: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveGroup:
    """The group is no more; what it said counts no longer, and its stores stand in none."""

    organization: UUID
    person: UUID | None
    group: UUID
    now: datetime
