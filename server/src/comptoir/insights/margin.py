"""What was earned: the takings of each business day without tax, less what the goods that went out had cost."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.insights.questions import SqlValue


@dataclass(frozen=True, slots=True)
class Earned:
    """A day: takings without tax, and the cost of what was sold by moving average and by first in, first out."""

    day: date
    net: int
    average: int
    fifo: int


# Costs are kept by the day of the calendar, takings by the business day: what a bar sells at one in the morning has its
# cost on the day after.
_EARNED = """
    SELECT coalesce(n.day, c.day), coalesce(n.net, 0)::numeric, coalesce(c.average, 0)::numeric,
        coalesce(c.fifo, 0)::numeric
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
    ORDER BY 1
"""


def earned(organization: UUID, *, first: date, last: date, store: UUID | None) -> list[Earned]:
    """Day by day, both included; a day on which nothing happened is left out."""
    parameters: dict[str, SqlValue] = {"organization": organization, "first": first, "last": last, "store": store}
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, parameters)
        return [Earned(row[0], *map(int, row[1:])) for row in cursor.fetchall()]
