"""What sold goods had cost: of one sale, line by line, and of a period, article by article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class LineCost:
    """What the goods of a line had cost when they left, without tax; below zero is what came back."""

    line: int
    average: int
    fifo: int
    # False where nobody had said then what some of it cost (or all came for nothing): then the figures are too low.
    is_known: bool


@dataclass(frozen=True, slots=True)
class ItemCost:
    """What was sold of an article (its own shelf) in a period, refunds taken off, and what it had cost, without tax."""

    item: UUID
    sold_milli: int
    average: int
    fifo: int


def costs_of_sale(sale: UUID) -> dict[int, LineCost]:
    """By number of the line; empty while the sale is not booked. A menu's line is the sum of its parts.

    The cost is that of the moment at which the log brought the sale: of goods that the books did not have it is the
    last known cost, and what they cost in truth is part of the delivery that came then.
    """
    rows = select(LineCost, _OF_SALE, {"organization": current_organization(), "sale": sale})
    return {row.line: row for row in rows}


def costs_by_item(stores: Sequence[UUID], first: date, last: date) -> dict[UUID, ItemCost]:
    """Between two days of the stores' calendars, both included: from day sums, however many sales there were.

    A sale after midnight counts on the clock's day here, and on its session's business day in the reports.
    """
    rows = select(
        ItemCost, _BY_ITEM,
        {"organization": current_organization(), "stores": list(stores), "first": first, "last": last},
    )  # fmt: skip
    return {row.item: row for row in rows}


# A part of a menu, and the second movement of a line, are numbered so many millions above their line (`sales.goods`).
_OF_SALE = """
    SELECT b.line %% 1000000 AS line, -sum(b.average)::int8, -sum(b.fifo)::int8,
        bool_and(b.average <> 0 OR b.quantity_milli = 0)
    FROM stock_booking b
    WHERE b.organization_id = %(organization)s AND b.document = %(sale)s AND b.reason IN ('sale', 'refund')
    GROUP BY 1 ORDER BY 1
"""
_BY_ITEM = """
    SELECT item_id, sum(sold_milli)::int8, sum(average)::int8, sum(fifo)::int8 FROM stock_sold_day
    WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[])
        AND day BETWEEN %(first)s AND %(last)s
    GROUP BY item_id
"""
