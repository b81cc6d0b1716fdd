"""Input of identity's operations."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from comptoir.identity.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser:
    """A person who will sign in; the id is chosen by the caller so that a repeat is recognized."""

    id: UUID
    email: str
    name: str
    password: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMembership:
    """Give a user a role. `person` is null only for the founder, whom nobody could have let in."""

    organization: UUID
    person: UUID | None
    id: UUID
    user: UUID
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePasskey:
    """That somebody made or removed a passkey of their own, in the organization where they did it."""

    organization: UUID
    person: UUID | None
    label: str
    is_removed: bool = False
    # Whose key it was, where whoever runs the server took it away.
    subject: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectPasskey:
    """A copy of somebody's passkey exists: said in an organization where they work."""

    organization: UUID
    user: UUID
    label: str


class FactorEvent(StrEnum):
    """What happened to somebody's second factor."""

    ADDED = "second_factor_added"
    REMOVED = "second_factor_removed"
    CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_USED = "recovery_code_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSecondFactor:
    """That it happened, in an organization where `subject` works; null: `person` did it to oneself."""

    organization: UUID
    person: UUID | None
    event: FactorEvent
    subject: UUID | None = None


class AccountEvent(StrEnum):
    """What happened to somebody's way in."""

    SIGNED_IN = "signed_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (events' names)
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSWORD_LINK_MADE = "password_link_made"  # noqa: S105
    SESSIONS_ENDED = "sessions_ended"
    RIGHT_REFUSED = "right_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAccount:
    """That it happened, in an organization where `subject` works; null: `person` did it to oneself.

    `way`: by what somebody came in. `permission`: what was refused.
    """

    organization: UUID
    person: UUID | None
    event: AccountEvent
    subject: UUID | None = None
    way: str = ""
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignInPolicy:
    """Who has one of these roles enters only with a code or a passkey."""

    organization: UUID
    person: UUID
    strict_roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEmployee:
    """Somebody who works at tills; `user` when the same person also signs in to the back office."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    color: str = "#2f6f5e"
    user: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditEmployee:
    """Another name or color, or somebody who no longer (or again) stands at tills."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    color: str
    is_active: bool
