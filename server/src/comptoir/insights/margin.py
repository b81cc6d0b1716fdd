"""What was earned: the takings of each business day without tax, less what the goods that went out had cost."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.insights.questions import SqlValue


@dataclass(frozen=True, slots=True)
class Earned:
    """A day: takings without tax, and the cost of what was sold by moving average and by first in, first out.

    `amount` is what was charged for goods and free amounts, and `costed` the part of it whose goods have a known cost:
    where it is less, the cost is too low.
    """

    day: date
    net: int
    average: int
    fifo: int
    amount: int
    costed: int

    @property
    def is_known(self) -> bool:
        return self.costed == self.amount


# Costs are kept by the day of the calendar, takings by the business day: what a bar sells at one in the morning has its
# cost on the day after.
_EARNED = """
    SELECT coalesce(n.day, c.day), coalesce(n.net, 0)::numeric, coalesce(c.average, 0)::numeric,
        coalesce(c.fifo, 0)::numeric, coalesce(i.amount, 0)::numeric, coalesce(i.costed, 0)::numeric
    FROM (
        SELECT day, sum(net) AS net FROM insights_sales_hour
        WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
            AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
        GROUP BY day
    ) n
    FULL JOIN (
        SELECT day, sum(average) AS average, sum(fifo) AS fifo FROM stock_sold_day
        WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
            AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
        GROUP BY day
    ) c ON c.day = n.day
    LEFT JOIN (
        SELECT day, sum(amount) AS amount, sum(amount) FILTER (WHERE EXISTS (
            SELECT FROM stock_sold_day s
            WHERE s.organization_id = t.organization_id AND s.store_id = t.store_id AND s.item_id = t.item
                AND s.day IN (t.day, t.day + 1) AND s.average <> 0
        )) AS costed
        FROM insights_item_day t
        WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
            AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
        GROUP BY day
    ) i ON i.day = coalesce(n.day, c.day)
    ORDER BY 1
"""


def earned(organization: UUID, *, first: date, last: date, store: UUID | None) -> list[Earned]:
    """Day by day, both included; a day on which nothing happened is left out."""
    parameters: dict[str, SqlValue] = {"organization": organization, "first": first, "last": last, "store": store}
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, parameters)
        return [Earned(row[0], *map(int, row[1:])) for row in cursor.fetchall()]
