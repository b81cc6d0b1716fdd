"""Input of the staff's operations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from comptoir.staff.presets import Trade
from comptoir.staff.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpRoles:
    """Give a shop its first roles, and everybody who works there one of them."""

    organization: UUID
    person: UUID | None
    trade: Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRole:
    """A role as it shall be. The id is chosen by the caller: a new one makes a role, a known one changes it."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    rights: Mapping[Right, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideNewRights:
    """What each role gets of the rights that came after it."""

    organization: UUID
    person: UUID | None
    rights: Mapping[UUID, Mapping[Right, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRole:
    """A role that nobody has any more."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPost:
    """Who has which role where. No place means everywhere else; no role means "does not work there"."""

    organization: UUID
    person: UUID | None
    employee: UUID
    role: UUID | None
    store: UUID | None = None
    till: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearPost:
    """Forget an exception for one place: what holds everywhere else holds there too."""

    organization: UUID
    person: UUID | None
    employee: UUID
    store: UUID | None = None
    till: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    """What the shop decides about switching people and about cash."""

    organization: UUID
    person: UUID | None
    pin_length: int
    lock_after_s: int
    difference_limit: int | None
    sign_in_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPurchaseLimit:
    """What one person may buy as staff in a month; None: as much as they like."""

    organization: UUID
    person: UUID | None
    purchase_limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPin:
    """A PIN for somebody. It names a person at an enrolled till; it signs in nowhere else."""

    organization: UUID
    person: UUID | None
    employee: UUID
    pin: str = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOwnPin:
    """Somebody at a till wants another PIN, and proves it with the one they have."""

    organization: UUID
    employee: UUID
    pin: str = field(repr=False)
    new_pin: str = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBadge:
    """A new badge for somebody; the one before stops working as tills hear of it."""

    organization: UUID
    person: UUID | None
    employee: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearSecret:
    """Take somebody's PIN or badge away."""

    organization: UUID
    person: UUID | None
    employee: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """From when to when somebody worked, without the minutes of their breaks."""

    came_at: datetime
    left_at: datetime
    break_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeTime:
    """Hours as they were. `shift`: what they replace; null: nobody clocked them. `before`: what the clock tells."""

    organization: UUID
    person: UUID | None
    id: UUID
    employee: UUID
    store: UUID
    shift: UUID | None
    worked: Worked
    before: Mapping[str, str | int] | None
    after: Mapping[str, str | int]
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTime:
    """Yes or no to proposed hours."""

    organization: UUID
    person: UUID
    id: UUID
    is_approved: bool
    now: datetime
