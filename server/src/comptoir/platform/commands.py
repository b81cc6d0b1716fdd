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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLegalEntity:
    """A company that sells."""

    organization: UUID
    id: UUID
    name: str
    registration: str
    tax_number: str


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
