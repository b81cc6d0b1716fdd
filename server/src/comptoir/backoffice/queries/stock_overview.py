"""What lies in the stores, what it is worth, today or at the end of any past day, and how an article came and went."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from comptoir.platform.sql import Parameters, select, select_one

PAGE = 50
LEDGER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which stores, of which articles, and at the end of which day (null: now)."""

    organization: UUID
    stores: tuple[UUID, ...]
    text: str = ""
    category: UUID | None = None
    only: str = ""
    day: date | None = None
    after_name: str = ""
    after_item: UUID | None = None

    def parameters(self, limit: int) -> Parameters:
        return {
            "organization": self.organization, "stores": list(self.stores), "text": self.text,
            "category": self.category, "only": self.only, "day": self.day, "after_name": self.after_name,
            "after_item": self.after_item, "limit": limit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class StockRow:
    """An article over the stores that are asked for. What was never counted has no figure."""

    item: UUID
    name: str
    folded: str
    unit: str
    category: str
    on_hand_milli: int
    is_known: bool
    kept_milli: int
    average: int
    fifo: int

    @property
    def free_milli(self) -> int:
        return self.on_hand_milli - self.kept_milli


@dataclass(frozen=True, slots=True)
class Worth:
    """All of it together. `below` articles lie below zero."""

    average: int
    fifo: int
    in_transit: int
    articles: int
    below: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A movement of an article: how many lay there after it, and what it changed in their worth.

    `net`: what a sale's line brought without tax; null where it is no line of a sale.
    """

    position: int
    line: int
    document: UUID
    reason: str
    store: str
    timezone: str
    quantity_milli: int
    moved_at: datetime
    average: int
    fifo: int
    after_milli: int
    net: int | None
    receipt: str
    order: UUID | None
    order_number: int | None

    @property
    def margin(self) -> int | None:
        return None if self.net is None else self.net + self.average


def stock_rows(asked: Asked) -> list[StockRow]:
    """A page of articles by name; one more than a page says that there is another."""
    return select(StockRow, _query(asked), asked.parameters(PAGE + 1))


def all_rows(asked: Asked) -> list[StockRow]:
    """Every article, for a file."""
    return select(StockRow, _query(asked), asked.parameters(1_000_000))


def _query(asked: Asked) -> str:
    query = {"below": ROWS_BELOW, "low": ROWS_LOW}.get(asked.only, ROWS)
    return query.format(figures=PAST if asked.day else NOW)


def next_page(asked: Asked, last: StockRow) -> Asked:
    """What comes behind a row."""
    return replace(asked, after_name=last.folded, after_item=last.item)


def worth_of(asked: Asked) -> Worth:
    """The sum over all articles of the stores."""
    found = select_one(Worth, WORTH_THEN if asked.day else WORTH_NOW, asked.parameters(0))
    assert found is not None
    return found


def ledger_rows(organization: UUID, item: UUID, store: UUID, *, before: int | None) -> list[LedgerRow]:
    """How an article came to a store and went, the newest first; `before` is a position of the log."""
    return select(
        LedgerRow,
        LEDGER,
        {"organization": organization, "item": item, "store": store, "before": before, "limit": LEDGER_PAGE},
    )


# A day ends at midnight of each store's own zone. Everything is looked up by key behind OFFSET 0: a new shop has no
# statistics. Packs, menus and families have no shelf.
_END = "((%(day)s::date + 1)::timestamp AT TIME ZONE s.timezone)"
NOW = """
    LEFT JOIN LATERAL (
        SELECT sum(on_hand_milli)::int8 AS on_hand, bool_or(counted_at IS NOT NULL) AS is_known FROM stock_level
        WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]) AND item_id = i.id OFFSET 0
    ) v ON true
    LEFT JOIN LATERAL (
        SELECT sum(r.quantity_milli)::int8 AS kept FROM stock_reservation r
        JOIN platform_store s ON s.organization_id = r.organization_id AND s.id = r.store_id
        WHERE r.organization_id = %(organization)s AND r.item_id = i.id AND r.store_id = ANY(%(stores)s::uuid[])
            AND (r.until IS NULL OR r.until >= (now() AT TIME ZONE s.timezone)::date) OFFSET 0
    ) k ON true
    LEFT JOIN LATERAL (
        SELECT sum(average)::int8 AS average, sum(fifo)::int8 AS fifo FROM stock_holding
        WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]) AND item_id = i.id OFFSET 0
    ) h ON true
"""
PAST = f"""
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity_milli)::int8 AS on_hand, true AS is_known, sum(b.average)::int8 AS average,
            sum(b.fifo)::int8 AS fifo
        FROM stock_booking b JOIN platform_store s ON s.organization_id = b.organization_id AND s.id = b.store_id
        WHERE b.organization_id = %(organization)s AND b.store_id = ANY(%(stores)s::uuid[]) AND b.item_id = i.id
            AND b.moved_at < {_END} OFFSET 0
    ) v ON true
    CROSS JOIN LATERAL (SELECT 0 AS kept) k
    CROSS JOIN LATERAL (SELECT v.average, v.fifo) h
"""  # noqa: S608  # constants of ours; every value is a parameter
_COLUMNS = """
    SELECT i.id, i.name, i.folded, i.unit, c.name, coalesce(v.on_hand, 0), coalesce(v.is_known, false),
        coalesce(k.kept, 0), coalesce(h.average, 0), coalesce(h.fifo, 0)
"""
_HAS_SHELF = """
    NOT EXISTS (
        SELECT FROM catalog_item_traits t WHERE t.organization_id = %(organization)s AND t.item_id = i.id
            AND (t.pack_count IS NOT NULL OR t.bundle <> '[]' OR t.options <> '[]')
    )
"""
_WANTED = """
    i.organization_id = %(organization)s AND (%(text)s = '' OR i.folded LIKE '%%' || %(text)s || '%%')
    AND (%(category)s::uuid IS NULL OR p.category_id = %(category)s::uuid)
    AND (i.folded, i.id) > (%(after_name)s, coalesce(%(after_item)s::uuid, '00000000-0000-0000-0000-000000000000'))
"""
_OF = """
    JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
    JOIN catalog_category c ON c.organization_id = p.organization_id AND c.id = p.category_id
"""
ROWS = f"""
    {_COLUMNS} FROM (
        SELECT i.*, p.category_id FROM catalog_item i
        JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
        WHERE {_WANTED} AND NOT i.is_archived AND {_HAS_SHELF}
        ORDER BY i.folded, i.id LIMIT %(limit)s
    ) i
    JOIN catalog_category c ON c.organization_id = i.organization_id AND c.id = i.category_id
    {{figures}}
    ORDER BY i.folded, i.id
"""  # noqa: S608
_BELOW = """
    SELECT DISTINCT item_id FROM stock_level
    WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]) AND on_hand_milli < 0
        AND counted_at IS NOT NULL
"""
# As the worker saw it last, a minute ago at most.
_LOW = """
    SELECT DISTINCT item_id FROM purchasing_low_stock
    WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[])
"""
_ROWS_OF = f"""
    {_COLUMNS} FROM ({{some}}) b
    JOIN catalog_item i ON i.organization_id = %(organization)s AND i.id = b.item_id
    {_OF} {{figures}}
    WHERE {_WANTED}
    ORDER BY i.folded, i.id LIMIT %(limit)s
"""
ROWS_BELOW = _ROWS_OF.format(some=_BELOW, figures="{figures}")
ROWS_LOW = _ROWS_OF.format(some=_LOW, figures="{figures}")
_TRANSIT = """
    (SELECT coalesce(sum(t.average), 0)::int8 FROM stock_transfer f
        JOIN stock_transit t ON t.organization_id = f.organization_id AND t.document = f.id
        WHERE f.organization_id = %(organization)s AND f.destination_id = ANY(%(stores)s::uuid[]) AND {still})
"""
_STILL_THEN = "f.sent_at::date <= %(day)s::date AND (f.received_at IS NULL OR f.received_at::date > %(day)s::date)"
WORTH_NOW = f"""
    SELECT coalesce(sum(h.average), 0)::int8, coalesce(sum(h.fifo), 0)::int8,
        {_TRANSIT.format(still="f.arrival IS NULL")},
        count(*) FILTER (WHERE h.quantity_milli > 0)::int4,
        (SELECT count(*)::int4 FROM stock_level WHERE organization_id = %(organization)s
            AND store_id = ANY(%(stores)s::uuid[]) AND on_hand_milli < 0 AND counted_at IS NOT NULL)
    FROM stock_holding h WHERE h.organization_id = %(organization)s AND h.store_id = ANY(%(stores)s::uuid[])
"""  # noqa: S608
WORTH_THEN = f"""
    SELECT coalesce(sum(x.average), 0)::int8, coalesce(sum(x.fifo), 0)::int8,
        {_TRANSIT.format(still=_STILL_THEN)},
        count(*) FILTER (WHERE x.quantity > 0)::int4, count(*) FILTER (WHERE x.quantity < 0)::int4
    FROM (
        SELECT b.item_id, sum(b.quantity_milli) AS quantity, sum(b.average) AS average, sum(b.fifo) AS fifo
        FROM stock_booking b JOIN platform_store s ON s.organization_id = b.organization_id AND s.id = b.store_id
        WHERE b.organization_id = %(organization)s AND b.store_id = ANY(%(stores)s::uuid[]) AND b.moved_at < {_END}
        GROUP BY b.store_id, b.item_id
    ) x
"""  # noqa: S608
LEDGER = """
    SELECT b.position, b.line, b.document, b.reason, s.name, s.timezone, b.quantity_milli, b.moved_at, b.average,
        b.fifo, b.after_milli, n.net, coalesce(n.receipt, ''), o.id, o.number
    FROM (
        SELECT position, line, document, reason, quantity_milli, moved_at, average, fifo,
            (coalesce((
                SELECT quantity_milli FROM stock_holding
                WHERE organization_id = %(organization)s AND store_id = %(store)s AND item_id = %(item)s
            ), 0) - coalesce(sum(quantity_milli) OVER (
                ORDER BY position DESC, line DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0))::int8 AS after_milli
        FROM stock_booking
        WHERE organization_id = %(organization)s AND store_id = %(store)s AND item_id = %(item)s
    ) b
    JOIN platform_store s ON s.organization_id = %(organization)s AND s.id = %(store)s
    LEFT JOIN LATERAL (
        SELECT (CASE WHEN x.price_mode = 'gross'
                THEN round(l.amount::numeric * 1000000 / (1000000 + l.tax_rate_ppm)) ELSE l.amount END)::int8 AS net,
            t.code || '-' || e.number || '-' || y.sequence AS receipt
        FROM sales_line l
        JOIN sales_sale x ON x.organization_id = l.organization_id AND x.id = l.sale_id
        JOIN sales_entry y ON y.organization_id = l.organization_id AND y.id = l.sale_id
        JOIN tills_enrolment e ON e.organization_id = y.organization_id AND e.id = y.chain_id
        JOIN tills_till t ON t.organization_id = y.organization_id AND t.id = y.till_id
        WHERE b.reason IN ('sale', 'refund') AND l.organization_id = %(organization)s AND l.sale_id = b.document
            AND l.number = b.line OFFSET 0
    ) n ON true
    LEFT JOIN LATERAL (
        SELECT p.id, p.number FROM purchasing_delivery d
        JOIN purchasing_order p ON p.organization_id = d.organization_id AND p.id = d.order_id
        WHERE b.reason IN ('receipt', 'supplier') AND d.organization_id = %(organization)s AND d.id = b.document
        OFFSET 0
    ) o ON true
    WHERE %(before)s::int8 IS NULL OR b.position < %(before)s::int8
    ORDER BY b.position DESC, b.line DESC LIMIT %(limit)s
"""
