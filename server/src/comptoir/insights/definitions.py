"""The standard reports, as data: a question without its days, and how its answer is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Picture(StrEnum):
    """What is drawn beside the table: nothing, a column for each row, or hours across weekdays."""

    NONE = "none"
    BARS = "bars"
    PEAKS = "peaks"


@dataclass(frozen=True, slots=True)
class Report:
    """A standard report. The first measure is what rows are ordered and compared by."""

    slug: str
    cube: str
    by: Sequence[str]
    measures: Sequence[str]
    picture: Picture = Picture.BARS


_SALES = ("gross", "sales_count", "average", "refunded")

REPORTS: Sequence[Report] = (
    Report("days", "sales", ("day",), _SALES),
    Report("weeks", "sales", ("week",), _SALES),
    Report("months", "sales", ("month",), _SALES),
    Report("weekdays", "sales", ("weekday",), _SALES),
    Report("hours", "sales", ("hour",), _SALES),
    Report("peaks", "sales", ("weekday", "hour"), ("sales_count", "gross"), Picture.PEAKS),
    Report("baskets", "sales", ("hour",), ("sales_count", "average", "lines_per_sale", "discounted_rate")),
    Report("items", "items", ("item",), ("amount", "quantity", "returned", "discount"), Picture.NONE),
    Report("categories", "items", ("category",), ("amount", "lines", "discount")),
    Report("price-lists", "lists", ("price_list",), ("amount", "quantity", "lines"), Picture.NONE),
    Report("cashiers", "sales", ("cashier",), (*_SALES, "discount")),
    Report("stores", "sales", ("store",), (*_SALES, "discount")),
    Report("tills", "sales", ("till",), _SALES),
    Report("taxes", "taxes", ("tax",), ("gross", "net", "tax"), Picture.NONE),
    Report("tenders", "tenders", ("tender",), ("amount", "count")),
)


def report_of(slug: str) -> Report | None:
    return next((report for report in REPORTS if report.slug == slug), None)
