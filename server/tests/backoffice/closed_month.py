"""A month that somebody closed."""

from comptoir.kernel import new_uuid7
from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import reading
from comptoir.sales.period_closing import close_period_by_log
from comptoir.sales.periods import ClosePeriodByLog
from tests.backoffice.conftest import NOON, Day

CLOSED_ROWS = {"period-close", "period-closing"}
CLOSED_POSTS = {"period-close"}


def closed_month(day: Day) -> dict[str, dict[str, object]]:
    """The address of October 2026, closed."""
    with reading(day.organization):
        company = legal_entities()[0].id
    command = ClosePeriodByLog(
        organization=day.organization, company=company, name="2026-10", person=new_uuid7(), now=NOON
    )
    return {"period-closing": {"sequence": close_period_by_log(command).sequence}}
