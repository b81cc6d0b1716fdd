"""What runs short, what to order of it, and why: read by pages, by the digest and by tills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select, select_one
from comptoir.platform.tenancy import current_organization
from comptoir.purchasing.operations.reordering import FREE
from comptoir.purchasing.reordering import Levels, suggested

SHOWN_MAX = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article of a store to order: how many are free, on their way and sold in a week, and when it is time."""

    store: UUID
    item: UUID
    name: str
    unit: str
    supplier: UUID | None
    supplier_name: str
    reference: str
    unit_cost: int
    minimum_milli: int
    lead_days: int
    weekly_milli: int
    free_milli: int
    coming_milli: int
    point_milli: int
    up_to_milli: int
    is_by_hand: bool

    @property
    def quantity_milli(self) -> int:
        return suggested(
            self.free_milli + self.coming_milli, Levels(self.point_milli, self.up_to_milli),
            minimum_milli=self.minimum_milli, unit=self.unit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReorderView:
    """What stands for an article in a store; `rule_milli` null: nobody set anything."""

    store: UUID
    store_name: str
    point_milli: int | None
    up_to_milli: int | None
    weekly_milli: int | None
    rule_milli: int | None
    rule_up_to_milli: int | None
    is_low: bool


@dataclass(frozen=True, slots=True)
class ShortRow:
    """An article that ran short, and when somebody saw it."""

    store: UUID
    store_name: str
    item: UUID
    name: str
    unit: str
    free_milli: int
    point_milli: int
    since: datetime


@dataclass(frozen=True, slots=True)
class RecipientView:
    """Who is written to; `store_name` empty: of all stores. `code`: why the last mail did not go."""

    id: UUID
    address: str
    language: str
    store: UUID | None
    store_name: str
    told_until: datetime
    attempts: int
    code: str


def suggestions(stores: Sequence[UUID]) -> list[Suggestion]:
    """What to order for each of these stores, by supplier and name; what comes already is taken into account."""
    rows = select(
        Suggestion, _SUGGESTIONS, {"organization": current_organization(), "stores": list(stores), "limit": SHOWN_MAX}
    )
    return [row for row in rows if row.quantity_milli]


def reorder_views(item: UUID) -> list[ReorderView]:
    """Of an article, by store."""
    return select(ReorderView, _OF_ITEM, {"organization": current_organization(), "item": item})


def short_rows(stores: Sequence[UUID], *, since: datetime | None = None) -> list[ShortRow]:
    """What is short in these stores now; `since`: only what ran short after that moment."""
    return select(
        ShortRow, _SHORT_ROWS, {"organization": current_organization(), "stores": list(stores), "since": since}
    )


def recipients() -> list[RecipientView]:
    """Who is written to."""
    return select(RecipientView, _RECIPIENTS, {"organization": current_organization(), "id": None})


def recipient_of(recipient: UUID) -> RecipientView | None:
    """One of them; null when taken away."""
    return select_one(RecipientView, _RECIPIENTS, {"organization": current_organization(), "id": recipient})


_SUGGESTIONS = f"""
    SELECT w.store, g.item, g.name, g.unit, g.supplier_id, g.supplier, g.reference, g.unit_cost, g.minimum_milli,
        g.lead_days, g.weekly_milli, g.free_milli, g.coming, g.point_milli, g.up_to_milli, g.is_by_hand
    FROM unnest(%(stores)s::uuid[]) WITH ORDINALITY AS w(store, place)
    CROSS JOIN LATERAL (
        SELECT row_number() OVER (ORDER BY s.name NULLS LAST, s.id, i.folded, i.id) AS row, i.id AS item, i.name,
            i.unit, p.supplier_id, coalesce(s.name, '') AS supplier, coalesce(o.reference, '') AS reference,
            coalesce(o.unit_cost, 0) AS unit_cost, coalesce(o.minimum_milli, 0) AS minimum_milli, p.lead_days,
            p.weekly_milli, f.free_milli, c.coming, p.point_milli, p.up_to_milli, p.is_by_hand
        FROM ({FREE}) f
        JOIN purchasing_reorder_point p ON p.organization_id = f.organization_id AND p.store_id = f.store_id
            AND p.item_id = f.item_id
        JOIN catalog_item i ON i.organization_id = p.organization_id AND i.id = p.item_id AND NOT i.is_archived
        LEFT JOIN purchasing_supplier s ON s.organization_id = p.organization_id AND s.id = p.supplier_id
        LEFT JOIN purchasing_offer o ON o.organization_id = p.organization_id AND o.supplier_id = p.supplier_id
            AND o.item_id = p.item_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(greatest(l.quantity_milli - l.received_milli, 0)), 0)::int8 AS coming
            FROM purchasing_order_line l
            JOIN purchasing_order b ON b.organization_id = l.organization_id AND b.id = l.order_id
            WHERE l.organization_id = p.organization_id AND l.item_id = p.item_id AND b.store_id = p.store_id
                AND b.state <> 'closed' OFFSET 0
        ) c
        WHERE f.store_id = w.store AND f.free_milli + c.coming <= f.point_milli
        ORDER BY row LIMIT %(limit)s
    ) g
    ORDER BY w.place, g.row
"""  # noqa: S608  # statements of ours; every value is a parameter
_OF_ITEM = """
    SELECT s.id, s.name, p.point_milli, p.up_to_milli, p.weekly_milli, r.point_milli, r.up_to_milli,
        w.item_id IS NOT NULL
    FROM platform_store s
    LEFT JOIN purchasing_reorder_point p ON p.organization_id = s.organization_id AND p.store_id = s.id
        AND p.item_id = %(item)s
    LEFT JOIN purchasing_reorder_rule r ON r.organization_id = s.organization_id AND r.store_id = s.id
        AND r.item_id = %(item)s
    LEFT JOIN purchasing_low_stock w ON w.organization_id = s.organization_id AND w.store_id = s.id
        AND w.item_id = %(item)s
    WHERE s.organization_id = %(organization)s ORDER BY s.name, s.id
"""
_SHORT_ROWS = f"""
    SELECT f.store_id, s.name, f.item_id, i.name, i.unit, f.free_milli, f.point_milli, w.since
    FROM purchasing_low_stock w
    JOIN ({FREE}) f ON f.store_id = w.store_id AND f.item_id = w.item_id
    JOIN platform_store s ON s.organization_id = w.organization_id AND s.id = w.store_id
    JOIN catalog_item i ON i.organization_id = w.organization_id AND i.id = w.item_id
    WHERE w.organization_id = %(organization)s AND w.store_id = ANY(%(stores)s::uuid[])
        AND (%(since)s::timestamptz IS NULL OR w.since > %(since)s)
    ORDER BY s.name, s.id, i.folded, i.id
"""  # noqa: S608
_RECIPIENTS = """
    SELECT r.id, r.address, r.language, r.store_id, coalesce(s.name, ''), r.told_until, r.attempts, r.code
    FROM purchasing_recipient r
    LEFT JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
    WHERE r.organization_id = %(organization)s AND (%(id)s::uuid IS NULL OR r.id = %(id)s)
    ORDER BY r.address, r.id
"""


def low_items() -> frozenset[UUID]:
    """The articles of which some store runs low, as the worker saw it last."""
    rows = select(LowItem, _LOW_ITEMS, {"organization": current_organization(), "limit": SHOWN_MAX})
    return frozenset(row.item for row in rows)


@dataclass(frozen=True, slots=True)
class LowItem:
    """An article that runs low somewhere."""

    item: UUID


_LOW_ITEMS = """
    SELECT item_id FROM purchasing_low_stock WHERE organization_id = %(organization)s
    GROUP BY item_id ORDER BY max(since) DESC, item_id LIMIT %(limit)s
"""
