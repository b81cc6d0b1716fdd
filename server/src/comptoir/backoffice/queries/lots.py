"""Which receipts have goods of a lot, or the piece with a serial number: a maker or an authority calls them back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.platform.sql import Parameters, select


@dataclass(frozen=True, slots=True)
class SoldPiece:
    """A line of a sale or, below zero, of what came back. `item_name` is the article's name of today."""

    sale: UUID
    receipt: str
    kind: str
    sold_at: datetime
    timezone: str
    store_name: str
    item: UUID | None
    name: str
    quantity_milli: int
    unit: str
    lot: str
    serial: str
    expires: date | None
    # Receipts of it that were sent, and not erased since: whoever got one can be told.
    sent_count: int


def sold_pieces(organization: UUID, text: str) -> list[SoldPiece]:
    """The newest first. People write letters as they come; codes are compared as they are, and in capitals."""
    parameters: Parameters = {"organization": organization, "codes": sorted({text, text.upper(), text.lower()})}
    return select(SoldPiece, _PIECES, parameters)


# By the keys of both indexes, a code at a time: a table that grows with every sale is never read as a whole. Inside,
# the policy alone says whose rows: said twice, a planner without statistics takes the primary key for as good.
LABELS = """
    SELECT b.* FROM unnest(%(codes)s::text[]) AS wanted(code) CROSS JOIN LATERAL (
        SELECT * FROM sales_line_label WHERE lot <> '' AND lot = wanted.code OFFSET 0
    ) b WHERE b.organization_id = %(organization)s
    UNION
    SELECT b.* FROM unnest(%(codes)s::text[]) AS wanted(code) CROSS JOIN LATERAL (
        SELECT * FROM sales_line_label WHERE serial <> '' AND serial = wanted.code OFFSET 0
    ) b WHERE b.organization_id = %(organization)s
"""
_PIECES = f"""
    WITH b AS MATERIALIZED ({LABELS})
    SELECT s.id, t.code || '-' || e.number || '-' || n.sequence, s.kind, s.sold_at, p.timezone, p.name,
        l.item_id, l.name, l.quantity_milli, l.unit, b.lot, b.serial, b.expires,
        (
            SELECT count(*) FROM papers_delivery d
            WHERE d.organization_id = s.organization_id AND d.entry_id = s.id AND d.address <> '' AND d.state = 'sent'
        )
    FROM b
    JOIN sales_sale s ON s.organization_id = b.organization_id AND s.id = b.sale_id
    JOIN sales_line l ON l.organization_id = b.organization_id AND l.sale_id = b.sale_id AND l.number = b.number
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment e ON e.organization_id = n.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    ORDER BY s.sold_at DESC, n.sequence DESC, b.number
"""  # noqa: S608  # texts of ours
