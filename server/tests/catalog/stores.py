"""Places that sell, for tests of what differs from store to store."""

from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore
from comptoir.platform.operations import add_legal_entity, add_store


def new_store(organization: UUID, timezone: str = "Europe/Paris") -> UUID:
    """A store, in Paris where nothing else is said, of a company of its own."""
    entity, store = new_uuid7(), new_uuid7()
    add_legal_entity(
        AddLegalEntity(organization=organization, id=entity, name="Essai SARL", registration="", tax_number="")
    )
    add_store(
        AddStore(
            organization=organization,
            id=store,
            legal_entity=entity,
            name=f"Magasin {str(store)[-4:]}",
            address="1 rue de l'Essai",
            phone="",
            timezone=timezone,
            price_mode="gross",
        )
    )
    return store
