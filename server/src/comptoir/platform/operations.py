"""Founding an organization and its stores."""

from django.db.models import Q

from comptoir.platform import audit
from comptoir.platform.commands import (
    AddLegalEntity,
    AddStore,
    FoundOrganization,
    SetPriceMode,
    SetStoreDay,
    SetStoreReturns,
)
from comptoir.platform.errors import HoursInvalid, PriceModeUnknown, ReturnsInvalid
from comptoir.platform.inherited import RETURNS_DAYS_MAX, keep_in_stores, say_in_store
from comptoir.platform.models import LegalEntity, LogHead, Organization, Store
from comptoir.platform.setting_checks import CLOSES_MAX, KEPT, MINUTES_OF_DAY
from comptoir.platform.tenancy import operation


@operation
def found_organization(command: FoundOrganization) -> bool:
    """Create a tenant with an empty log. Answers whether it is new: a repeat changes nothing."""
    _, created = Organization.objects.get_or_create(
        id=command.organization,
        defaults={
            "name": command.name,
            "country": command.country,
            "currency": command.currency,
            "locale": command.locale,
        },
    )
    LogHead.objects.get_or_create(organization_id=command.organization, defaults={"position": 0})
    if created:
        audit.record("organization.founded", person=command.person, subject=str(command.organization))
    return created


@operation
def add_legal_entity(command: AddLegalEntity) -> bool:
    """Add a company. Answers whether it is new."""
    _, created = LegalEntity.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "name": command.name,
            "registration": command.registration,
            "tax_number": command.tax_number,
        },
    )
    if created:
        audit.record("organization.company_added", person=command.person, subject=str(command.id))
    return created


@operation
def add_store(command: AddStore) -> bool:
    """Add a place that sells. Answers whether it is new."""
    _, created = Store.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "legal_entity_id": command.legal_entity,
            "name": command.name,
            "address": command.address,
            "timezone": command.timezone,
            "price_mode": command.price_mode,
            "phone": command.phone,
            "first_tab": command.first_tab,
            "training_only": command.training_only,
        },
    )
    if created:
        # What the others have holds here, too; what this one shall have differently becomes its own.
        keep_in_stores(Q(id=command.id), KEPT)
        say_in_store(command.id, {"price_mode": command.price_mode, "first_tab": command.first_tab})
        audit.record("store.added", person=command.person, subject=str(command.id))
    return created


@operation
def set_store_day(command: SetStoreDay) -> None:
    """Decide when a store's business day begins and when its doors are open.

    The caller publishes the settings: tills then count the next day so. A day that is open keeps its name.
    """
    if not 0 <= command.day_starts_minute < MINUTES_OF_DAY:
        raise HoursInvalid
    for hours in command.opening_hours:
        is_possible = 0 <= hours.opens < MINUTES_OF_DAY and hours.opens < hours.closes <= CLOSES_MAX
        if hours.weekday not in range(7) or not is_possible:
            raise HoursInvalid
    spans = [{"weekday": span.weekday, "opens": span.opens, "closes": span.closes} for span in command.opening_hours]
    say_in_store(command.store, {"day_starts_minute": command.day_starts_minute, "opening_hours": spans})
    audit.record("store.day_set", person=command.person, subject=str(command.store))


@operation
def set_store_returns(command: SetStoreReturns) -> None:
    """Decide what goods without a receipt are worth. The caller publishes the settings."""
    if not 1 <= command.returns_days <= RETURNS_DAYS_MAX:
        raise ReturnsInvalid
    values = {"returns_days": command.returns_days, "returns_in_cash": command.returns_in_cash}
    say_in_store(command.store, values)
    audit.record("store.returns_set", person=command.person, subject=str(command.store))


@operation
def set_price_mode(command: SetPriceMode) -> None:
    """Decide whether a store's prices include their tax. The caller publishes the settings.

    No price is counted over: the same figure is from now on the one with, or the one without tax. What was sold keeps
    the way in which it was sold, also when it comes back.
    """
    if command.price_mode not in Store.PriceMode.values:
        raise PriceModeUnknown
    say_in_store(command.store, {"price_mode": command.price_mode})
    audit.record("store.price_mode_set", person=command.person, subject=str(command.store), mode=command.price_mode)
