"""Input of the tills' operations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTill:
    """A numbering in a store. `code` begins its receipt numbers: A1-1-42."""

    organization: UUID
    id: UUID
    store: UUID
    code: str
    name: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCode:
    """A one-time code with which a device may enrol as this till."""

    organization: UUID
    till: UUID
    now: datetime
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterKey:
    """A device with a code and its own new key. `proof` signs the code with that key."""

    organization: UUID
    code: str
    public_key: str
    proof: str
    device: UUID
    label: str
    app_version: str
    user_agent: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeEnrolment:
    """Stop trusting a device's key: what it still sends goes to quarantine."""

    organization: UUID
    chain: UUID
    now: datetime
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterExchangeKey:
    """The key by which a device and the server agree on a secret. `proof` signs it with the chain's key."""

    organization: UUID
    chain: UUID
    key: str
    proof: str
