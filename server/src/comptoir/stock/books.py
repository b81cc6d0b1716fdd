"""What the books say lies there, at a moment of the past: for whoever counts while the tills go on selling."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.platform.tenancy import current_organization

# What is booked, less what moved after its moment and was booked since the counting began, and of what no booking has
# read yet (the log beyond the cursor, the outbox) what moved until its moment: in one glance, so that the follower of
# worth may run meanwhile.
AT = """
    WITH wanted AS (
        SELECT * FROM unnest(%(items)s::uuid[], %(moments)s::timestamptz[]) AS w(item, moment)
    ), behind AS (
        SELECT l.subject FROM platform_log l
        WHERE l.organization_id = %(organization)s AND l.position > coalesce((
            SELECT position FROM platform_consumer_cursor
            WHERE organization_id = %(organization)s AND consumer = 'stock_value'
        ), 0)
        UNION ALL
        SELECT o.subject FROM platform_outbox o WHERE o.organization_id = %(organization)s
    ), late AS (
        SELECT m.item_id, m.quantity_milli, m.moved_at FROM behind CROSS JOIN LATERAL (
            SELECT item_id, store_id, quantity_milli, moved_at FROM stock_movement
            WHERE organization_id = %(organization)s AND document = behind.subject OFFSET 0
        ) m WHERE m.store_id = %(store)s
    )
    SELECT wanted.item, (coalesce((
        SELECT quantity_milli FROM stock_holding
        WHERE organization_id = %(organization)s AND store_id = %(store)s AND item_id = wanted.item
    ), 0) - coalesce((
        SELECT sum(quantity_milli) FROM stock_booking
        WHERE organization_id = %(organization)s AND store_id = %(store)s AND item_id = wanted.item
            AND position > %(after)s AND moved_at > wanted.moment
    ), 0) + coalesce((
        SELECT sum(quantity_milli) FROM late WHERE item_id = wanted.item AND moved_at <= wanted.moment
    ), 0))::int8
    FROM wanted
"""
HEAD = "SELECT coalesce(max(position), 0)::int8 FROM platform_log WHERE organization_id = %s"


def books_at(store: UUID, moments: Mapping[UUID, datetime], *, after: int) -> dict[UUID, int]:
    """What lay there of each article at its moment, as far as is known now; `after` is the log's position before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            AT,
            {
                "organization": current_organization(), "store": store, "after": after, "items": list(moments),
                "moments": list(moments.values()),
            },
        )  # fmt: skip
        return dict(cursor.fetchall())


def log_position() -> int:
    """The end of the log."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [current_organization()])
        [position] = cursor.fetchone()
    return int(position)
