"""What is paid before the goods go, by the tax rates of the order. Its twin is web/packages/pricing/src/prepaid.ts.

Tax is due when a payment on account is received, and on what was received (Directive 2006/112/EC art. 65): each payment
is a part of every rate of the order, with the tax in it (art. 78, 90 and 220(1)(4)).
"""

from collections.abc import Sequence

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.basket import TaxSubtotal
from comptoir.pricing.engine import PPM
from comptoir.pricing.errors import DepositExceeds


def deposit_subtotals(whole: Sequence[TaxSubtotal], before: Sequence[TaxSubtotal], amount: int) -> list[TaxSubtotal]:
    """What `amount` pays of `whole`, of which `before` was paid: in proportion to what each rate still owes.

    The tax is the one in each part; the payment that completes a rate takes what is left of its tax, so that all
    payments together carry the tax of the whole, to the cent. Raises `DepositExceeds` beyond what is left.
    """
    paid = {(row.tax_category, row.tax_rate_ppm): row for row in before}
    left: list[int] = []
    for row in whole:
        known = paid.get((row.tax_category, row.tax_rate_ppm))
        left.append(row.gross - (known.gross if known else 0))
    if amount <= 0 or min(left, default=0) < 0 or amount > sum(left):
        raise DepositExceeds(left=max(0, sum(left)))
    rows: list[TaxSubtotal] = []
    for row, share, rest in zip(whole, share_by_largest_remainder(amount, left), left, strict=True):
        if share == 0:
            continue
        known = paid.get((row.tax_category, row.tax_rate_ppm))
        if share == rest:
            tax = row.tax - (known.tax if known else 0)
        else:
            tax = divide_half_away(share * row.tax_rate_ppm, PPM + row.tax_rate_ppm)
        rows.append(TaxSubtotal(row.tax_category, row.tax_rate_ppm, share - tax, tax, share))
    return rows
