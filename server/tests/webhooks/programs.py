"""Programs that hear of what happens, for tests of doors."""

from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.webhooks.public import AddEndpoint, add_endpoint


def listening_program(organization: UUID) -> UUID:
    """One that hears of sales, at an address that nothing is sent to."""
    endpoint = new_uuid7()
    add_endpoint(
        AddEndpoint(
            organization=organization, person=None, id=endpoint, name="Boutique en ligne",
            address="https://shop.example/hook", kinds=("sale.sealed",),
        )
    )  # fmt: skip
    return endpoint


def of_webhooks(organization: UUID) -> dict[str, dict[str, object]]:
    """What the addresses of one program name."""
    program = listening_program(organization)
    pages = ("webhook", *(f"webhook-{what}" for what in ("turn", "test", "again", "secret", "remove")))
    return {page: {"endpoint": program} for page in pages}
