"""Whose figures stand out: a comparison with everybody else at the same tills, in whole numbers.

A cashier stands out in a measure (refunds, voids, …) when it happened at least five times, at least twice as often
for each sale as with the others, and further from the others than chance explains: the number of such acts would
have to lie more than three standard deviations above what the others' rate leads to expect (a Poisson count's
variance is its mean). It is a reason to look, never a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.backoffice.queries.acts import Conduct
from comptoir.kernel import divide_half_away

MEASURES = ("refunds", "voids", "discounts", "no_sales", "approvals")
COUNT_MIN = 5
TIMES_MIN = 2
DEVIATIONS = 3
# A rate is shown to a tenth of a percent.
SHOWN_PPM = 1_000


@dataclass(frozen=True, slots=True)
class Outlier:
    """One measure of one person that stands out: how often for each sale, in parts per million, rounded to be read."""

    key: str
    name: str | None
    measure: str
    count: int
    rate_ppm: int
    others_ppm: int


def outliers(rows: Sequence[Conduct]) -> list[Outlier]:
    """Every measure of every person that stands out from all the others together."""
    found = []
    for measure in MEASURES:
        all_count = sum(row.count_of(measure) for row in rows)
        all_sales = sum(row.sales_count for row in rows)
        for row in rows:
            own, sales = row.count_of(measure), row.sales_count
            others, others_sales = all_count - own, all_sales - sales
            if row.key and stands_out(own, sales, others, others_sales):
                found.append(
                    Outlier(row.key, row.name, measure, own, rate_ppm(own, sales), rate_ppm(others, others_sales))
                )
    return found


def rate_ppm(count: int, sales: int) -> int:
    """How often for each sale, to a tenth of a percent; nothing sold is shown as if each act were a sale."""
    if not count:
        return 0
    return divide_half_away(count * 1_000_000, max(sales, count) * SHOWN_PPM) * SHOWN_PPM


def stands_out(own: int, sales: int, others: int, others_sales: int) -> bool:
    """`expected` = others · sales ÷ others' sales; both sides are multiplied out, so that nothing is rounded."""
    if own < COUNT_MIN or not others_sales:
        return False
    expected, actual = others * sales, own * others_sales
    if actual < TIMES_MIN * expected or actual <= expected:
        return False
    return (actual - expected) ** 2 > DEVIATIONS**2 * expected * others_sales


def standing_out_title(names: Sequence[str]) -> str:
    """The answer at the head of a page that compares people."""
    match names:
        case []:
            return _("Nobody stands out")
        case [name]:
            return _("%(name)s stands out") % {"name": name}
        case _:
            return _("%(count)s people stand out") % {"count": len(names)}
