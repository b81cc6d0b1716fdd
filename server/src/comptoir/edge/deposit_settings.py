"""Containers that customers pay a deposit for, and vouchers of machines: two parts of the settings."""

from datetime import date
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection

# A store's own price wins, as with goods.
READ_DEPOSITS = """
    SELECT d.item_id, i.name, price.unit_price, price.tax_category, price.tax_rate_ppm, price.tax_class_id,
        d.follows_tax
    FROM catalog_bottle_deposit d
    JOIN catalog_item i ON i.organization_id = d.organization_id AND i.id = d.item_id
    JOIN LATERAL (
        SELECT unit_price, tax_category, tax_rate_ppm, tax_class_id FROM catalog_price p
        WHERE p.organization_id = d.organization_id AND p.item_id = d.item_id
            AND (p.store_id IS NULL OR p.store_id = $2)
        ORDER BY p.store_id IS NULL, p.position DESC LIMIT 1
    ) price ON true
    WHERE d.organization_id = $1 AND NOT i.is_archived
    ORDER BY d.position, i.name, d.item_id
"""
# The rate of the store's day; the class knows those of other days.
READ_PATTERNS = """
    SELECT p.pattern, rate.category, rate.rate_ppm, p.tax_class_id, p.days_unique
    FROM catalog_bottle_voucher_pattern p
    JOIN LATERAL (
        SELECT category, rate_ppm FROM tax_taxrate r
        WHERE r.organization_id = p.organization_id AND r.tax_class_id = p.tax_class_id
            AND r.valid_from <= $3::date
        ORDER BY r.valid_from DESC LIMIT 1
    ) rate ON true
    WHERE p.organization_id = $1 AND NOT p.is_ended AND (p.store_id IS NULL OR p.store_id = $2)
    ORDER BY p.store_id IS NULL, p.pattern, p.id
"""
READ_CONTAINERS = "SELECT item_id FROM catalog_bottle_deposit WHERE organization_id = $1 AND item_id = ANY($2::uuid[])"


class DepositSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """A container, as the till's grid shows it and as it follows its goods."""

    item: UUID
    name: str
    unit_price: int
    tax_category: str
    tax_rate_ppm: int
    tax_class: UUID | None = None
    follows_tax: bool = False


class VoucherPatternSettings(msgspec.Struct, frozen=True):
    """How a machine writes its vouchers, and how what they give back is taxed."""

    pattern: str
    tax_category: str
    tax_rate_ppm: int
    tax_class: UUID
    days_unique: int


class BottleSettings(msgspec.Struct, frozen=True):
    """Both parts, read together."""

    deposits: list[DepositSettings]
    vouchers: list[VoucherPatternSettings]


async def read_deposit_settings(connection: Connection, organization: UUID, store: UUID, today: date) -> BottleSettings:
    """What holds in a store on its day, inside a reading."""
    return BottleSettings(
        [DepositSettings(*row) for row in await connection.fetch(READ_DEPOSITS, organization, store)],
        [VoucherPatternSettings(*row) for row in await connection.fetch(READ_PATTERNS, organization, store, today)],
    )


async def is_any_container(connection: Connection, organization: UUID, items: list[UUID]) -> bool:
    """Whether one of these items is a container: tills learn its news with their settings."""
    return await connection.fetchval(READ_CONTAINERS, organization, items) is not None
