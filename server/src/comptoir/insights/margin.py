"""What was earned: the takings of each business day without tax, less what the goods that went out had cost.

What a store's day came to is kept when it is over (`keep_earned`), and dropped by the database as soon as a row that it
was made of changes; what is not kept is counted by whoever asks. So nothing that is kept is ever wrong, and a year is
read from a row a day and store.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from comptoir.insights.commands import KeepEarned
from comptoir.insights.questions import SqlValue
from comptoir.platform.tenancy import operation


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


# So many days of stores at once: the followers that write them wait meanwhile.
STEP = 300
# Of a store's day (`m`). Costs are kept by the day of the calendar, takings by the business day: what a bar sells at
# one in the morning has its cost on the day after.
_COUNTED = """
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(average), 0)::int8 AS average, coalesce(sum(fifo), 0)::int8 AS fifo FROM stock_sold_day
        WHERE organization_id = %(organization)s AND store_id = m.store_id AND day = m.day
    ) cost
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(t.amount), 0)::int8 AS amount,
            coalesce(sum(t.amount) FILTER (WHERE known.item_id IS NOT NULL), 0)::int8 AS costed
        FROM insights_item_day t
        LEFT JOIN (
            SELECT DISTINCT item_id FROM stock_sold_day
            WHERE organization_id = %(organization)s AND store_id = m.store_id AND day IN (m.day, m.day + 1)
                AND average <> 0
        ) known ON known.item_id = t.item
        WHERE t.organization_id = %(organization)s AND t.day = m.day AND t.store_id = m.store_id
    ) taken
"""
# Never planned by statistics, which a young table has none of: the two lists are hashed or sorted.
_MISSING = """
    SELECT d.day, s.id AS store_id
    FROM (SELECT generate_series(%(first)s::date, %(last)s::date, interval '1 day')::date AS day) d
    CROSS JOIN platform_store s
    WHERE s.organization_id = %(organization)s AND (%(store)s::uuid IS NULL OR s.id = %(store)s)
    EXCEPT
    SELECT day, store_id FROM insights_earned_day
    WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
"""
_EARNED = f"""
    WITH told AS (
        SELECT day, average, fifo, amount, costed FROM insights_earned_day
        WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
            AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
        UNION ALL
        SELECT m.day, cost.average, cost.fifo, taken.amount, taken.costed FROM ({_MISSING}) m {_COUNTED}
    )
    SELECT coalesce(n.day, c.day), coalesce(n.net, 0)::numeric, coalesce(c.average, 0)::numeric,
        coalesce(c.fifo, 0)::numeric, coalesce(c.amount, 0)::numeric, coalesce(c.costed, 0)::numeric
    FROM (
        SELECT day, sum(net) AS net FROM insights_sales_hour
        WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
            AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
        GROUP BY day
    ) n
    FULL JOIN (
        SELECT day, sum(average) AS average, sum(fifo) AS fifo, sum(amount) AS amount, sum(costed) AS costed FROM told
        GROUP BY day HAVING bool_or(average <> 0 OR fifo <> 0 OR amount <> 0)
    ) c ON c.day = n.day
    ORDER BY 1
"""  # noqa: S608  # parts of ours; every value is a parameter
# Whoever writes the rows that this is made of holds one of the two: nobody does meanwhile.
_BEGIN = """
    INSERT INTO platform_consumer_cursor (organization_id, consumer, position)
    SELECT %s, consumer, 0 FROM unnest(ARRAY['insights', 'stock_value']) consumer ORDER BY consumer
    ON CONFLICT DO NOTHING
"""
_HOLD = """
    SELECT position FROM platform_consumer_cursor
    WHERE organization_id = %s AND consumer IN ('insights', 'stock_value') ORDER BY consumer FOR UPDATE
"""
_FIRST = "SELECT min(day) FROM insights_item_day WHERE organization_id = %s"
_KEEP = f"""
    INSERT INTO insights_earned_day (organization_id, day, store_id, average, fifo, amount, costed)
    SELECT %(organization)s, m.day, m.store_id, cost.average, cost.fifo, taken.amount, taken.costed
    FROM ({_MISSING} ORDER BY 1 DESC, 2 LIMIT {STEP}) m {_COUNTED}
"""  # noqa: S608


def earned(organization: UUID, *, first: date, last: date, store: UUID | None) -> list[Earned]:
    """Day by day, both included; a day on which nothing happened is left out."""
    parameters: dict[str, SqlValue] = {"organization": organization, "first": first, "last": last, "store": store}
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, parameters)
        return [Earned(row[0], *map(int, row[1:])) for row in cursor.fetchall()]


@operation
def keep_earned(command: KeepEarned) -> int:
    """Keep what some days of stores came to that are over, the newest first; answers how many. 0: all are kept."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [command.organization])
        [first] = cursor.fetchone()
        last = command.now.date() - timedelta(days=2)
        if first is None or first > last:
            return 0
        cursor.execute(_BEGIN, [command.organization])
        cursor.execute(_HOLD, [command.organization])
        cursor.execute(_KEEP, {"organization": command.organization, "first": first, "last": last, "store": None})
        kept: int = cursor.rowcount
    return kept
