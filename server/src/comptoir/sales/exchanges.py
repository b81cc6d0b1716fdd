"""An exchange: goods come back and other goods go, with one balance. Both sides are judged as if they stood alone."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from comptoir.kernel import DomainError
from comptoir.pricing import RefundLine, TaxSubtotal, price_refund
from comptoir.sales.bodies import SaleBody, StatedSubtotal
from comptoir.sales.differences import Difference
from comptoir.sales.judge import judge_refund
from comptoir.sales.state import State

# Of the returned side: sums are stated for the whole only.
_OF_THE_WHOLE = frozenset({"total", "tax"})


def sold_side(body: SaleBody) -> SaleBody:
    """What went over the counter, as a sale of its own."""
    return replace(body, lines=[line for line in body.lines if not line.is_return], refers_to=None)


def returned_side(body: SaleBody) -> SaleBody:
    """What came back, as a refund of its own."""
    return replace(body, lines=[line for line in body.lines if line.is_return])


def judge_exchange(
    body: SaleBody, state: State, judge_sold: Callable[[SaleBody], list[Difference]]
) -> list[Difference]:
    """The goods that came back as they were sold, and the rest as a sale of whichever engine priced it.

    Tax is computed on each side by itself and added, so the sold side's sums are the whole's less what came back: an
    exchange is a sale and a refund on one paper, and what a line was taxed comes off as it was when it returns.
    """
    returned = returned_side(body)
    try:
        back = price_refund(
            price_mode=body.price_mode,
            lines=[RefundLine(line.amount, line.tax_category, line.tax_rate_ppm) for line in returned.lines],
        )
    except DomainError as refused:
        return [Difference("body", None, "", refused.code)]
    found = [difference for difference in judge_refund(returned, state) if difference.code not in _OF_THE_WHOLE]
    if body.returned != back.gross:
        found.append(Difference("total", None, str(body.returned), str(back.gross)))
    sold = sold_side(body)
    return found + judge_sold(
        replace(
            sold,
            tax_subtotals=less(sold, back.tax_subtotals),
            net=body.net - back.net,
            tax=body.tax - back.tax,
            gross=body.gross - back.gross,
        )
    )


def less(sold: SaleBody, back: Sequence[TaxSubtotal]) -> list[StatedSubtotal]:
    """The stated subtotals without what came back; a rate that only came back is none of the sold side."""
    taken = {(row.tax_category, row.tax_rate_ppm): row for row in back}
    rates = {(line.tax_category, line.tax_rate_ppm) for line in sold.lines}
    rows = []
    for row in sold.tax_subtotals:
        away = taken.get((row.tax_category, row.tax_rate_ppm))
        if away is not None and not row.code and not row.unit_amount:
            row = replace(row, net=row.net - away.net, tax=row.tax - away.tax, gross=row.gross - away.gross)
        if row.net or row.tax or row.gross or (row.tax_category, row.tax_rate_ppm) in rates:
            rows.append(row)
    return rows
