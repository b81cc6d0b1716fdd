"""What waits to be printed in a store: prices that its customers read otherwise on the shelf."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.platform.tenancy import current_organization

# An article waits where its price in the store is another one than when its label was hung, from the feed's position on
# up to which all labels hang. A price that went and came back asks for nothing. Every step is by key: the feed from
# there on in its order, its price at that place, its label, its two prices.
_CHANGED = """
    SELECT f.subject, i.name, f.position
    FROM catalog_feed f
    JOIN catalog_item i ON i.organization_id = f.organization_id AND i.id = f.subject AND NOT i.is_archived
    LEFT JOIN labels_shelf_label l ON l.organization_id = f.organization_id AND l.store_id = %(store)s
        AND l.item_id = f.subject
    CROSS JOIN LATERAL (
        SELECT (
            SELECT p.unit_price FROM catalog_price p
            WHERE p.organization_id = f.organization_id AND p.item_id = f.subject
                AND (p.store_id IS NULL OR p.store_id = %(store)s)
            ORDER BY p.store_id IS NULL, p.position DESC LIMIT 1
        ) AS now, (
            SELECT p.unit_price FROM catalog_price p
            WHERE p.organization_id = f.organization_id AND p.item_id = f.subject
                AND (p.store_id IS NULL OR p.store_id = %(store)s) AND p.position <= greatest(l.position, %(floor)s)
            ORDER BY p.store_id IS NULL, p.position DESC LIMIT 1
        ) AS hung
    ) price
    WHERE f.organization_id = %(organization)s AND f.kind = 'item' AND f.position > %(floor)s
        AND f.position > coalesce(l.position, 0) AND price.now IS NOT NULL AND price.now IS DISTINCT FROM price.hung
        AND f.position = (
            SELECT max(p.position) FROM catalog_price p
            WHERE p.organization_id = f.organization_id AND p.item_id = f.subject
                AND (p.store_id IS NULL OR p.store_id = %(store)s)
        )
    ORDER BY f.position LIMIT %(limit)s
"""
_WANTED = """
    SELECT l.item_id, i.name, l.position
    FROM labels_shelf_label l
    JOIN catalog_item i ON i.organization_id = l.organization_id AND i.id = l.item_id AND NOT i.is_archived
    WHERE l.organization_id = %(organization)s AND l.store_id = %(store)s AND l.wanted_at IS NOT NULL
    ORDER BY l.wanted_at, l.item_id LIMIT %(limit)s
"""
_FLOOR = "SELECT position FROM labels_store_labels WHERE organization_id = %(organization)s AND store_id = %(store)s"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A label to print. `is_wanted`: asked for by hand."""

    item: UUID
    name: str
    is_wanted: bool


def waiting_labels(store: UUID, *, limit: int) -> list[Waiting]:
    """What waits in a store: first what was asked for by hand, then by when its price changed; at most so many."""
    key: dict[str, Any] = {"organization": current_organization(), "store": store, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, key)
        floor = cursor.fetchone()
        cursor.execute(_WANTED, key)
        found = {item: Waiting(item, name, True) for item, name, _ in cursor.fetchall()}
        cursor.execute(_CHANGED, key | {"floor": floor[0] if floor else 0})
        for item, name, _position in cursor.fetchall():
            found.setdefault(item, Waiting(item, name, False))
    return list(found.values())[:limit]
