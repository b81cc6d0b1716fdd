"""A piece leaves once: two sales of one serial number without a return in between are said of both, whichever till was
away. Goods are gone, so it is never refused.
"""

from collections.abc import Sequence

from comptoir.sales import statements as sql
from comptoir.sales.closing_reader import Fetch
from comptoir.sales.coupon_codes import lock_key
from comptoir.sales.rows import LabelRow, LateFinding

TWICE = "serial_twice"
# By the key of the index on serial numbers. What came back counts against what went.
READ_TWICE = """
    SELECT w.organization_id, w.sale_id, w.serial, max(o.sale_id::text) FILTER (
        WHERE o.quantity_milli > 0 AND o.sale_id <> w.sale_id
    )::uuid AS other
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS w(organization_id, sale_id, item, serial)
    CROSS JOIN LATERAL (
        SELECT b.sale_id, l.quantity_milli FROM sales_line_label b
        JOIN sales_line l ON l.organization_id = b.organization_id AND l.sale_id = b.sale_id AND l.number = b.number
        WHERE b.organization_id = w.organization_id AND b.serial = w.serial AND b.serial <> '' AND b.item = w.item
        OFFSET 0
    ) o
    GROUP BY w.organization_id, w.sale_id, w.serial
    HAVING sum(sign(o.quantity_milli)) > 1
"""


async def judge_serials(labels: Sequence[LabelRow], fetch: Fetch) -> list[LateFinding]:
    """Ask once the labels are written; of two batches at once the second waits for the first, and sees it."""
    wanted = [(row.organization_id, row.sale_id, row.item, row.serial) for row in labels if row.serial and row.item]
    if not wanted:
        return []
    keys = sorted({lock_key(organization, f"serial {item} {serial}") for organization, _, item, serial in wanted})
    await fetch(sql.LOCK_VOUCHERS, keys)
    found: dict[LateFinding, None] = {}
    columns: list[Sequence[object]] = list(zip(*wanted, strict=True))
    for organization, sale, serial, other in await fetch(READ_TWICE, *columns):
        if other is not None:
            found[LateFinding(organization, sale, TWICE, serial, str(other))] = None
            found[LateFinding(organization, other, TWICE, serial, str(sale))] = None
    return list(found)
