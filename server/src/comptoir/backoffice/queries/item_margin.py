"""What an article earned: of some days, from the kept sums of takings and costs, and with its last sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from comptoir.backoffice.sale_margins import Margin, without_tax
from comptoir.kernel import divide_half_away
from comptoir.platform.public import StoreView
from comptoir.platform.sql import Parameters, select, select_one

DAYS = (30, 365)


@dataclass(frozen=True, slots=True)
class Earned:
    """Of so many days: what was sold, refunds taken off, and its margin."""

    days: int
    quantity_milli: int
    margin: Margin


@dataclass(frozen=True, slots=True)
class LastSale:
    """The last line of goods that was sold of it, as its store booked it."""

    sale: UUID
    sold_at: datetime
    timezone: str
    quantity_milli: int
    amount: int
    tax_rate_ppm: int
    price_mode: str
    average: int
    fifo: int

    @property
    def margin(self) -> Margin:
        net = without_tax(self.amount, self.tax_rate_ppm) if self.price_mode == "gross" else self.amount
        return Margin(net, self.average, self.fifo, is_known=self.average != 0)


@dataclass(frozen=True, slots=True)
class _Sum:
    """Of a store: what the article brought by itself, and what left its shelf, in packs and menus too."""

    days: int
    store: UUID
    quantity_milli: int
    amount: int
    left_milli: int
    average: int
    fifo: int


def earned_with(
    organization: UUID, item: UUID, *, rate_ppm: int, stores: Sequence[StoreView], today: date
) -> list[Earned]:
    """Of the last 30 and 365 days of these stores, today included; periods without a sale are left out.

    Takings are kept with their tax, so it is taken off at the rate of today. Costs are of the goods that left, also as
    parts of packs and menus: what the article sold by itself has its share of them by quantity. So have goods whose
    cost nobody had said yet.
    """
    sums = select(
        _Sum, _SUMS,
        {
            "organization": organization, "item": item, "stores": [store.id for store in stores], "today": today,
            "year": today - timedelta(days=DAYS[1] - 1), "month": today - timedelta(days=DAYS[0] - 1),
        },
    )  # fmt: skip
    modes = {store.id: store.price_mode for store in stores}
    found = []
    for days in DAYS:
        rows = [row for row in sums if row.days == days and (row.quantity_milli or row.amount)]
        if rows:
            net = sum(without_tax(row.amount, rate_ppm) if modes[row.store] == "gross" else row.amount for row in rows)
            margin = Margin(
                net,
                sum(_share(row.average, row) for row in rows),
                sum(_share(row.fifo, row) for row in rows),
                all(row.average != 0 for row in rows),
            )
            found.append(Earned(days, sum(row.quantity_milli for row in rows), margin))
    return found


def last_sale(organization: UUID, item: UUID, stores: Sequence[StoreView]) -> LastSale | None:
    """The one that came last, among these stores; null where it was never sold by itself, or is not booked yet."""
    parameters: Parameters = {"organization": organization, "item": item, "stores": [store.id for store in stores]}
    return select_one(LastSale, _LAST, parameters)


def _share(cost: int, row: _Sum) -> int:
    return divide_half_away(cost * row.quantity_milli, row.left_milli) if row.left_milli > 0 else 0


# By key: of each day and store one row, however many articles were sold there.
_SUMS = """
    SELECT p.days, s.store, coalesce(t.quantity_milli, 0)::int8, coalesce(t.amount, 0)::int8,
        coalesce(c.left_milli, 0)::int8, coalesce(c.average, 0)::int8, coalesce(c.fifo, 0)::int8
    FROM (VALUES (30, %(month)s::date), (365, %(year)s::date)) p (days, first)
    CROSS JOIN unnest(%(stores)s::uuid[]) s (store)
    CROSS JOIN LATERAL (
        SELECT sum(quantity_milli) AS quantity_milli, sum(amount) AS amount FROM insights_item_day
        WHERE organization_id = %(organization)s AND store_id = s.store AND item = %(item)s
            AND day = ANY(ARRAY(SELECT generate_series(p.first, %(today)s::date, interval '1 day')::date))
    ) t
    CROSS JOIN LATERAL (
        SELECT sum(sold_milli) AS left_milli, sum(average) AS average, sum(fifo) AS fifo FROM stock_sold_day
        WHERE average <> 0 AND organization_id = %(organization)s AND store_id = s.store AND item_id = %(item)s
            AND day BETWEEN p.first AND %(today)s
    ) c
    ORDER BY 1, 2
"""
_LAST = """
    SELECT x.document, x.sold_at, p.timezone, x.quantity_milli, x.amount, x.tax_rate_ppm, x.price_mode,
        x.average, x.fifo
    FROM unnest(%(stores)s::uuid[]) s (store)
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = s.store
    CROSS JOIN LATERAL (
        SELECT b.document, z.sold_at, b.position, l.quantity_milli, l.amount, l.tax_rate_ppm, z.price_mode,
            -b.average AS average, -b.fifo AS fifo
        FROM stock_booking b
        JOIN sales_line l ON l.organization_id = b.organization_id AND l.sale_id = b.document AND l.number = b.line
        JOIN sales_sale z ON z.organization_id = b.organization_id AND z.id = b.document
        WHERE b.organization_id = %(organization)s AND b.store_id = s.store AND b.item_id = %(item)s
            AND b.reason = 'sale' AND l.item_id = b.item_id
        ORDER BY b.position DESC, b.line DESC LIMIT 1
    ) x
    ORDER BY x.position DESC, x.document LIMIT 1
"""
