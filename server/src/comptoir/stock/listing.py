"""What lies there and what moved, as lists that are walked from a place on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class LevelRow:
    """An article in a store. What was never counted is no stock: it only says how many went."""

    item: UUID
    store: UUID
    on_hand_milli: int
    reserved_milli: int
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Goods that came (positive) or went (negative), and the line of the document that says why."""

    document: UUID
    line: int
    store: UUID
    item: UUID
    quantity_milli: int
    reason: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class LevelPlace:
    """Where a page of levels ended."""

    store: UUID
    item: UUID


@dataclass(frozen=True, slots=True)
class MovementPlace:
    """Where a page of movements ended."""

    document: UUID
    line: int


def levels(
    organization: UUID, *, store: UUID | None, item: UUID | None, after: LevelPlace | None, limit: int
) -> list[LevelRow]:
    """By store and article; of one store or one article when asked."""
    return select(
        LevelRow, _LEVELS,
        {
            "organization": organization, "store": store, "item": item, "limit": limit,
            "after_store": after.store if after else None, "after_item": after.item if after else None,
        },
    )  # fmt: skip


def movements(organization: UUID, *, after: MovementPlace | None, limit: int) -> list[MovementRow]:
    """In order of their documents' identifiers, which sort by time: those of a till that was away come in between."""
    return select(
        MovementRow, _MOVEMENTS,
        {
            "organization": organization, "limit": limit,
            "after_document": after.document if after else None, "after_line": after.line if after else None,
        },
    )  # fmt: skip


# An order keeps goods up to its last day, on its store's calendar.
_LEVELS = """
    SELECT v.item_id, v.store_id, v.on_hand_milli::int8, coalesce((
        SELECT sum(r.quantity_milli) FROM stock_reservation r
        JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
        WHERE r.organization_id = v.organization_id AND r.item_id = v.item_id AND r.store_id = v.store_id
            AND (r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date)
    ), 0)::int8, v.counted_at
    FROM stock_level v
    WHERE v.organization_id = %(organization)s
        AND (%(store)s::uuid IS NULL OR v.store_id = %(store)s)
        AND (%(item)s::uuid IS NULL OR v.item_id = %(item)s)
        AND (%(after_store)s::uuid IS NULL OR (v.store_id, v.item_id) > (%(after_store)s, %(after_item)s))
    ORDER BY v.store_id, v.item_id LIMIT %(limit)s
"""
_MOVEMENTS = """
    SELECT m.document, m.line, m.store_id, m.item_id, m.quantity_milli, m.reason, m.moved_at
    FROM stock_movement m
    WHERE m.organization_id = %(organization)s
        AND (%(after_document)s::uuid IS NULL OR (m.document, m.line) > (%(after_document)s, %(after_line)s))
    ORDER BY m.document, m.line LIMIT %(limit)s
"""
