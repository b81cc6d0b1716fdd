"""Founding an organization and its stores."""

from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
from comptoir.platform.models import LegalEntity, LogHead, Organization, Store
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
        },
    )
    return created
