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
class PresentCertificate:
    """A device whose enrolment this database does not know shows the server's own word for it.

    `proof` signs certificate and token with the enrolled key.
    """

    organization: UUID
    certificate: str
    token: str
    proof: str
    device: UUID
    label: str
    app_version: str
    user_agent: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeEnrolment:
    """Stop trusting a device's key: what it still sends goes to quarantine. `is_lost`: somebody else may have it."""

    organization: UUID
    chain: UUID
    now: datetime
    person: UUID | None = None
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewKey:
    """A till wants a key of its own making to follow the one that it has. `proof` signs the chain and the token with
    the new key, `vouched` the chain and the new key with the old one.
    """

    organization: UUID
    chain: UUID
    public_key: str
    token: str
    proof: str
    vouched: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRenewal:
    """Somebody in the office wants the key of a till renewed."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueAgentCode:
    """A one-time code with which an agent may join a store."""

    organization: UUID
    store: UUID
    now: datetime
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinStore:
    """An agent with a code and its own key. `proof` signs the code with that key."""

    organization: UUID
    code: str
    public_key: str
    proof: str
    name: str
    address: str
    version: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAgent:
    """Stop trusting an agent's key: tills do not talk to it any more."""

    organization: UUID
    agent: UUID
    now: datetime
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAgent:
    """What an agent reports of itself: where tills reach it, how many entries it keeps for the server."""

    organization: UUID
    agent: UUID
    address: str
    kept_count: int
    version: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ParkedGoods:
    """A basket as a till put it aside; `basket` is the till's own text."""

    id: UUID
    cashier: UUID
    label: str
    parked_at: datetime
    lines_count: int
    gross: int
    basket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareParked:
    """What a till put aside, what it has in its own hands again, and which one it wants."""

    organization: UUID
    store: UUID
    till: UUID
    parked: tuple[ParkedGoods, ...] = ()
    gone: tuple[UUID, ...] = ()
    take: UUID | None = None
    # What lies there, or is put there, and is sold already: the sale came before word that it was taken up.
    sold: tuple[UUID, ...] = ()
