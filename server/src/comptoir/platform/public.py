"""What other apps may know about the organization and its stores, and the operations that make them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.platform.commands import Hours
from comptoir.platform.models import LegalEntity, Organization, Store
from comptoir.platform.operations import (
    add_legal_entity,
    add_store,
    found_organization,
    set_price_mode,
    set_store_day,
    set_store_returns,
)
from comptoir.platform.tenancy import current_organization, once

__all__ = [
    "Hours",
    "LegalEntityView",
    "OrganizationView",
    "StoreView",
    "add_legal_entity",
    "add_store",
    "found_organization",
    "legal_entities",
    "organization_view",
    "set_price_mode",
    "set_store_day",
    "set_store_returns",
    "shop_day",
    "stores",
]


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """The tenant, and how it counts money."""

    id: UUID
    name: str
    country: str
    currency: str
    locale: str


@dataclass(frozen=True, slots=True)
class LegalEntityView:
    """Who sells, in the eyes of the tax office."""

    id: UUID
    name: str
    registration: str
    tax_number: str


@dataclass(frozen=True, slots=True)
class StoreView:
    """A place that sells. `address` holds one line of the address a line."""

    id: UUID
    legal_entity: UUID
    name: str
    address: str
    phone: str
    timezone: str
    price_mode: str
    day_starts_minute: int
    opening_hours: tuple[Hours, ...]
    training_only: str = ""
    returns_days: int = 30
    returns_in_cash: bool = False
    group: UUID | None = None


@once
def organization_view() -> OrganizationView:
    """The current organization."""
    row = Organization.objects.get(pk=current_organization())
    return OrganizationView(row.id, row.name, row.country, row.currency, row.locale)


def legal_entities() -> list[LegalEntityView]:
    """Every company of the current organization, by name."""
    return list(_legal_entities())


@once
def _legal_entities() -> tuple[LegalEntityView, ...]:
    rows = LegalEntity.objects.filter(organization_id=current_organization()).order_by("name", "id")
    return tuple(LegalEntityView(row.id, row.name, row.registration, row.tax_number) for row in rows)


def stores() -> list[StoreView]:
    """Every store of the current organization, in order of their making."""
    return list(_stores())


@once
def _stores() -> tuple[StoreView, ...]:
    rows = Store.objects.filter(organization_id=current_organization()).order_by("id")
    return tuple(
        StoreView(
            row.id,
            row.legal_entity_id,
            row.name,
            row.address,
            row.phone,
            row.timezone,
            row.price_mode,
            row.day_starts_minute,
            tuple(Hours(hours["weekday"], hours["opens"], hours["closes"]) for hours in row.opening_hours),
            row.training_only,
            row.returns_days,
            row.returns_in_cash,
            row.group_id,
        )
        for row in rows
    )


def shop_day(now: datetime) -> date:
    """The calendar's today, by which rates and prices change; of several stores, where the first one is."""
    places = stores()
    return now.astimezone(ZoneInfo(places[0].timezone if places else "UTC")).date()
