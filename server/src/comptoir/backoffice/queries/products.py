"""Who changed a price, when, and where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A row of an item's price history; no store means every store, no person an import or the demo."""

    unit_price: int
    tax_rate_ppm: int
    changed_at: datetime
    store_name: str | None
    person_name: str | None


def price_changes(organization: UUID, item: UUID, limit: int = 20) -> list[PriceChange]:
    return select(
        PriceChange,
        """
        SELECT r.unit_price, r.tax_rate_ppm, r.changed_at, p.name, u.name
        FROM catalog_price r
        LEFT JOIN platform_store p ON p.organization_id = r.organization_id AND p.id = r.store_id
        LEFT JOIN identity_user u ON u.id = r.person
        WHERE r.organization_id = %(organization)s AND r.item_id = %(item)s
        ORDER BY r.position DESC, r.store_id LIMIT %(limit)s
        """,
        {"organization": organization, "item": item, "limit": limit},
    )
