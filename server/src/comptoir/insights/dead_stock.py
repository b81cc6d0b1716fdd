"""What lies on the shelf and nobody bought in some days: counted stock without a sale."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.insights.questions import SqlValue


@dataclass(frozen=True, slots=True)
class Resting:
    """An article of a store, and how many of it rest there."""

    item: UUID
    name: str
    unit: str
    store: UUID
    on_hand_milli: int


# Sold is what left a till in these days, whatever came back: whoever buys and returns it has at least wanted it.
_RESTING = """
    SELECT i.id, i.name, i.unit, l.store_id, l.on_hand_milli, count(*) OVER ()
    FROM stock_level l
    JOIN catalog_item i ON i.organization_id = l.organization_id AND i.id = l.item_id
    WHERE l.organization_id = %(organization)s AND l.counted_at IS NOT NULL AND l.on_hand_milli > 0
        AND NOT i.is_archived AND (%(store)s::uuid IS NULL OR l.store_id = %(store)s)
        AND NOT EXISTS (
            SELECT 1 FROM insights_item_day d
            WHERE d.organization_id = %(organization)s AND d.day BETWEEN %(first)s AND %(last)s
                AND d.store_id = l.store_id AND d.item = l.item_id AND d.quantity_milli - d.returned_milli > 0
        )
    ORDER BY l.on_hand_milli DESC, i.name, l.store_id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class DeadStock:
    """The most first; `count` there are in all."""

    rows: list[Resting]
    count: int


def dead_stock(organization: UUID, *, first: date, last: date, store: UUID | None, limit: int) -> DeadStock:
    """Articles that nobody bought between two business days."""
    parameters: dict[str, SqlValue] = {
        "organization": organization,
        "first": first,
        "last": last,
        "store": store,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, parameters)
        found = cursor.fetchall()
    return DeadStock([Resting(*row[:5]) for row in found], found[0][5] if found else 0)
