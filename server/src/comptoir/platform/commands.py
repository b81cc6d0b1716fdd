"""Input of platform's operations."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrganization:
    """A new tenant; its id is chosen by the caller so that a repeat is recognized."""

    organization: UUID
    name: str
    country: str
    currency: str
    locale: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLegalEntity:
    """A company that sells."""

    organization: UUID
    id: UUID
    name: str
    registration: str
    tax_number: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStore:
    """A place that sells for a legal entity."""

    organization: UUID
    id: UUID
    legal_entity: UUID
    name: str
    address: str
    timezone: str
    price_mode: str
    phone: str = ""
    first_tab: str = "articles"
    training_only: str = ""
    person: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStoreReturns:
    """What a store gives for goods that come back without a receipt, and how."""

    organization: UUID
    person: UUID | None
    store: UUID
    returns_days: int
    returns_in_cash: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriceMode:
    """Whether a store's prices include their tax (`gross`) or the till adds it (`net`)."""

    organization: UUID
    person: UUID | None
    store: UUID
    price_mode: str


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of a day, in minutes after midnight of the store's clock. `closes` may lie beyond midnight."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStoreDay:
    """When a store's business day begins, and when its doors are open."""

    organization: UUID
    person: UUID | None
    store: UUID
    day_starts_minute: int
    opening_hours: tuple[Hours, ...]
