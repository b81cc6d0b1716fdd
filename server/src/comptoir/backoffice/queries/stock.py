"""What lies in the shops of an article: on hand, kept aside for whom, and free."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.backoffice.scope import Scope
from comptoir.platform.sql import select

SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class StoreStock:
    """One store's. What was never counted is no stock: it only says how many went."""

    store: UUID
    name: str
    timezone: str
    on_hand_milli: int
    counted_at: datetime | None
    kept_milli: int

    @property
    def free_milli(self) -> int:
        return self.on_hand_milli - self.kept_milli

    @property
    def is_short(self) -> bool:
        return self.counted_at is not None and self.free_milli < 0 < self.kept_milli


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """For whom some of it is kept."""

    order: UUID
    number: str
    purpose: str
    store: str
    customer: UUID | None
    customer_name: str
    quantity_milli: int
    ordered_at: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class ShortItem:
    """An article of which more is promised than lies there."""

    item: UUID
    name: str
    store: str
    missing_milli: int
    unit: str


def stock_of(organization: UUID, item: UUID) -> list[StoreStock]:
    """By store, in the order of the stores."""
    return select(StoreStock, STOCK, {"organization": organization, "item": item})


def promises_of(organization: UUID, item: UUID) -> list[PromiseRow]:
    """Oldest first: who waits longest is served first."""
    return select(PromiseRow, PROMISES, {"organization": organization, "item": item, "limit": SHOWN_MAX})


def short_items(scope: Scope) -> list[ShortItem]:
    """Where customers wait for more than is there, the worst first."""
    store = scope.store.id if scope.store else None
    return select(ShortItem, SHORT, {"organization": scope.organization, "store": store, "limit": SHOWN_MAX})


# In what is looked up by key, whose rows they are is said by row-level security alone (`sales.reservations`).
# An order keeps goods up to its last day, on its store's calendar.
_STILL = "(r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date)"
STOCK = f"""
    SELECT s.id, s.name, s.timezone, coalesce(v.on_hand_milli, 0)::int8, v.counted_at, coalesce(k.kept, 0)::int8
    FROM platform_store s
    LEFT JOIN LATERAL (
        SELECT on_hand_milli, counted_at FROM stock_level
        WHERE store_id = s.id AND item_id = %(item)s OFFSET 0
    ) v ON true
    LEFT JOIN LATERAL (
        SELECT sum(r.quantity_milli) AS kept FROM stock_reservation r
        WHERE r.item_id = %(item)s AND r.store_id = s.id AND {_STILL}
        OFFSET 0
    ) k ON true
    WHERE s.organization_id = %(organization)s
    ORDER BY s.name, s.id
"""  # noqa: S608  # a constant of ours; every value is a parameter
PROMISES = f"""
    SELECT o.id, t.code || '-' || n.number || '-' || o.sequence, o.purpose, s.name, c.id, coalesce(c.name, ''),
        r.quantity_milli::int8, o.ordered_at, r.until
    FROM (
        SELECT document, store_id, until, sum(quantity_milli) AS quantity_milli FROM stock_reservation
        WHERE organization_id = %(organization)s AND item_id = %(item)s
        GROUP BY document, store_id, until
    ) r
    JOIN platform_store s ON s.organization_id = %(organization)s AND s.id = r.store_id AND {_STILL}
    CROSS JOIN LATERAL (
        SELECT * FROM sales_order WHERE id = r.document OFFSET 0
    ) o
    JOIN tills_enrolment n ON n.organization_id = o.organization_id AND n.id = o.chain
    JOIN tills_till t ON t.organization_id = o.organization_id AND t.id = o.till_id
    LEFT JOIN customers_customer c ON c.organization_id = o.organization_id AND c.id = o.customer
        AND c.erased_at IS NULL
    ORDER BY o.ordered_at, o.id LIMIT %(limit)s
"""  # noqa: S608
# From what is kept, which is little, to its levels: not through the levels of every article.
SHORT = f"""
    SELECT i.id, i.name, s.name, (r.kept - v.on_hand_milli)::int8, i.unit
    FROM (
        SELECT r.store_id, r.item_id, sum(r.quantity_milli) AS kept FROM stock_reservation r
        JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
        WHERE r.organization_id = %(organization)s AND {_STILL}
            AND (%(store)s::uuid IS NULL OR r.store_id = %(store)s::uuid)
        GROUP BY r.store_id, r.item_id
    ) r
    CROSS JOIN LATERAL (
        SELECT on_hand_milli FROM stock_level
        WHERE store_id = r.store_id AND item_id = r.item_id AND counted_at IS NOT NULL OFFSET 0
    ) v
    JOIN platform_store s ON s.organization_id = %(organization)s AND s.id = r.store_id
    JOIN catalog_item i ON i.organization_id = %(organization)s AND i.id = r.item_id
    WHERE r.kept > v.on_hand_milli
    ORDER BY r.kept - v.on_hand_milli DESC, i.name, s.name LIMIT %(limit)s
"""  # noqa: S608
