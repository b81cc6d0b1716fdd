"""What the goods on the shelves were worth at the end of a day: by category and store."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.insights.questions import SqlValue


@dataclass(frozen=True, slots=True)
class Shelved:
    """The goods of a category in a store: how many articles lie there, and their worth by either way, without tax."""

    category: str
    store: UUID
    articles: int
    average: int
    fifo: int


# The shelves as they are, less what moved since: of a recent day little has to be read.
_WORTH = """
    SELECT c.name, x.store_id, count(*) FILTER (WHERE x.quantity > 0), coalesce(sum(x.average), 0)::int8,
        coalesce(sum(x.fifo), 0)::int8
    FROM (
        SELECT h.store_id, h.item_id, h.quantity_milli - coalesce(b.quantity, 0) AS quantity,
            h.average - coalesce(b.average, 0) AS average, h.fifo - coalesce(b.fifo, 0) AS fifo
        FROM stock_holding h
        LEFT JOIN (
            SELECT b.store_id, b.item_id, sum(b.quantity_milli) AS quantity, sum(b.average) AS average,
                sum(b.fifo) AS fifo
            FROM stock_booking b JOIN platform_store s ON s.organization_id = b.organization_id AND s.id = b.store_id
            WHERE b.organization_id = %(organization)s AND (%(store)s::uuid IS NULL OR b.store_id = %(store)s)
                AND b.moved_at >= ((%(last)s::date + 1)::timestamp AT TIME ZONE s.timezone)
            GROUP BY b.store_id, b.item_id
        ) b ON b.store_id = h.store_id AND b.item_id = h.item_id
        WHERE h.organization_id = %(organization)s AND (%(store)s::uuid IS NULL OR h.store_id = %(store)s)
    ) x
    JOIN catalog_item i ON i.organization_id = %(organization)s AND i.id = x.item_id
    JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
    JOIN catalog_category c ON c.organization_id = p.organization_id AND c.id = p.category_id
    WHERE x.quantity <> 0 OR x.average <> 0 OR x.fifo <> 0
    GROUP BY c.name, x.store_id
    ORDER BY 4 DESC, 1, 2
"""


def stock_value(organization: UUID, *, last: date, store: UUID | None) -> list[Shelved]:
    """The most first. A day ends at midnight of each store's own clock."""
    parameters: dict[str, SqlValue] = {"organization": organization, "last": last, "store": store}
    with connection.cursor() as cursor:
        cursor.execute(_WORTH, parameters)
        return [Shelved(*row) for row in cursor.fetchall()]
