"""What was lost, and what lay on the shelves at the end of any day, as lists that are walked from a place on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.stock.listing import LevelPlace, MovementPlace


@dataclass(frozen=True, slots=True)
class LossRow:
    """Goods that are gone and that nobody bought."""

    document: UUID
    line: int
    store: UUID
    item: UUID
    quantity_milli: int
    reason: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class WorthRow:
    """An article on the shelf of a store, and what it is worth by either way, without tax."""

    store: UUID
    item: UUID
    quantity_milli: int
    average: int
    fifo: int


def losses(
    organization: UUID, *, store: UUID | None, reason: str | None, after: MovementPlace | None, limit: int
) -> list[LossRow]:
    """The newest documents first."""
    return select(
        LossRow, _LOSSES,
        {
            "organization": organization, "store": store, "reason": reason, "limit": limit,
            "after_document": after.document if after else None, "after_line": after.line if after else None,
        },
    )  # fmt: skip


def worth(
    organization: UUID, *, store: UUID | None, day: date | None, after: LevelPlace | None, limit: int
) -> list[WorthRow]:
    """By store and article, now or at the end of a day: midnight of each store's own clock.

    A shelf that is empty and worth nothing is a row as well: whoever walks the list knows that it was looked at.
    """
    return select(
        WorthRow, _WORTH,
        {
            "organization": organization, "store": store, "day": day, "limit": limit,
            "after_store": after.store if after else None, "after_item": after.item if after else None,
        },
    )  # fmt: skip


_LOSSES = """
    SELECT m.document, m.line, m.store_id, m.item_id, -m.quantity_milli, m.reason, m.moved_at
    FROM stock_movement m
    WHERE m.organization_id = %(organization)s AND m.reason IN ('loss', 'damaged', 'waste')
        AND (%(store)s::uuid IS NULL OR m.store_id = %(store)s)
        AND (%(reason)s::text IS NULL OR m.reason = %(reason)s)
        AND (%(after_document)s::uuid IS NULL OR (m.document, m.line) < (%(after_document)s, %(after_line)s))
    ORDER BY m.document DESC, m.line DESC LIMIT %(limit)s
"""
# The shelves as they are, less what moved since. Each is looked up by its key behind OFFSET 0.
_WORTH = """
    SELECT h.store_id, h.item_id, (h.quantity_milli - coalesce(b.quantity, 0))::int8,
        (h.average - coalesce(b.average, 0))::int8, (h.fifo - coalesce(b.fifo, 0))::int8
    FROM (
        SELECT store_id, item_id, quantity_milli, average, fifo FROM stock_holding
        WHERE organization_id = %(organization)s AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
            AND (%(after_store)s::uuid IS NULL OR (store_id, item_id) > (%(after_store)s, %(after_item)s))
        ORDER BY store_id, item_id LIMIT %(limit)s
    ) h
    JOIN platform_store s ON s.organization_id = %(organization)s AND s.id = h.store_id
    LEFT JOIN LATERAL (
        SELECT sum(quantity_milli) AS quantity, sum(average) AS average, sum(fifo) AS fifo FROM stock_booking
        WHERE organization_id = %(organization)s AND store_id = h.store_id AND item_id = h.item_id
            AND moved_at >= ((%(day)s::date + 1)::timestamp AT TIME ZONE s.timezone) OFFSET 0
    ) b ON %(day)s::date IS NOT NULL
    ORDER BY h.store_id, h.item_id
"""
