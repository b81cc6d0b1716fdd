"""Which stores and which business days somebody asks about, and the sales in them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.platform.public import StoreView
from comptoir.platform.sql import Parameters
from comptoir.sales.turnover import SIDES, day_of, in_days

# A day begins somewhere on earth up to 14 hours before and ends up to 12 hours after it does in UTC. The index
# on the time of a sale finds the candidates; the business day then decides.
FIRST_HOURS = 14
LAST_HOURS = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """A store (or all of them) and a range of its business days."""

    organization: UUID
    store: StoreView | None
    first: date
    last: date
    today: date
    timezone: str

    @property
    def is_today(self) -> bool:
        return self.first == self.last == self.today

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """The next day, unless it has not come yet."""
        return self.last + timedelta(days=1) if self.last < self.today else None

    def parameters(self) -> Parameters:
        midnight = datetime.combine(self.first, datetime.min.time(), UTC)
        end = datetime.combine(self.last + timedelta(days=1), datetime.min.time(), UTC)
        return {
            "organization": self.organization,
            "store": self.store.id if self.store else None,
            "first": self.first,
            "last": self.last,
            "since": midnight - timedelta(hours=FIRST_HOURS),
            "until": end + timedelta(hours=LAST_HOURS),
        }


# The rows of `sales_sale` in a scope, with their business day and their store's own clock. Give it the parameters of a
# Scope.
SCOPED_SALES = f"""
    SELECT s.*, p.timezone, p.name AS store_name, s.sold_at AT TIME ZONE p.timezone AS local_time,
        {day_of("s.sold_at")} AS business_day, {SIDES}
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    WHERE s.organization_id = %(organization)s AND {in_days("s.sold_at")}
      AND (%(store)s::uuid IS NULL OR s.store_id = %(store)s)
"""  # noqa: S608  # a constant of ours; every value is a parameter
