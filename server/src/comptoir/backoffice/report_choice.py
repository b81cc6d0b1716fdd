"""Every report that has a name of its own, and the table of each."""

from collections.abc import Callable, Mapping

from comptoir.backoffice.loss_table import loss_table
from comptoir.backoffice.margin_table import margin_table
from comptoir.backoffice.report_tables import Asked, Table, table_of
from comptoir.backoffice.resting_table import resting_table
from comptoir.backoffice.worth_table import worth_table
from comptoir.insights.public import REPORTS, Report

# Reports that are no question to one table of sums.
MADE: Mapping[str, Callable[[Asked], Table]] = {
    "losses": loss_table,
    "dead-stock": resting_table,
    "stock-value": worth_table,
    "margin": margin_table,
}
SLUGS = (*(report.slug for report in REPORTS), *MADE)


def made_table(slug: str, report: Report | None, asked: Asked) -> Table:
    """By its name, or the question that it is."""
    return table_of(report, asked) if report else MADE[slug](asked)
