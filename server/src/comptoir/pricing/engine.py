"""Pricing engine 1. Its twin is web/packages/pricing/src/engine.ts; keep the steps in the same order."""

from collections.abc import Sequence

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.basket import Basket, Line, PricedBasket, PricedLine, PriceMode, RefundLine, TaxSubtotal, Totals
from comptoir.pricing.errors import (
    AmountTooLarge,
    DiscountAmbiguous,
    DiscountInvalid,
    PartsInvalid,
    RefundExceedsQuantity,
    TaxCategoryInvalid,
    TaxRateInvalid,
    TooManyLines,
)

ENGINE_VERSION = 1

MILLI = 1_000
PPM = 1_000_000
# 1,000 lines of at most 10^12 minor units keep every sum, tax included, below 2^53:
# the integers that a till computes exactly.
AMOUNT_MAX = 1_000_000_000_000
LINES_MAX = 1_000
PARTS_MAX = 1_000


def price(basket: Basket) -> PricedBasket:
    """Price a basket; the one answer that till and server must agree on to the cent.

    Raises a `PricingError` for a basket that no till of ours builds. An empty basket is
    worth nothing and is not refused: a till shows it a hundred times a day.
    """
    if len(basket.lines) > LINES_MAX:
        raise TooManyLines(lines=len(basket.lines))
    _check_basket_discount(basket)

    lines: list[PricedLine] = []
    for line in basket.lines:
        unit_price = line.unit_price
        quantity_milli = line.quantity_milli
        if not (-AMOUNT_MAX <= unit_price <= AMOUNT_MAX and -AMOUNT_MAX <= quantity_milli <= AMOUNT_MAX):
            raise AmountTooLarge(line=len(lines) + 1)
        base = divide_half_away(unit_price * quantity_milli, MILLI)
        if not -AMOUNT_MAX <= base <= AMOUNT_MAX:
            raise AmountTooLarge(line=len(lines) + 1)
        line_discount = 0
        if line.discount_ppm or line.discount_amount:
            line_discount = _discount_of_line(line, base, len(lines) + 1)
        lines.append(PricedLine(base, line_discount, 0, base - line_discount))

    basket_discount = 0
    if basket.discount_ppm or basket.discount_amount:
        basket_discount = _take_basket_discount(basket, lines)

    sums: dict[tuple[str, int], int] = {}
    for line, priced in zip(basket.lines, lines, strict=True):
        key = (line.tax_category, line.tax_rate_ppm)
        if key in sums:
            sums[key] += priced.amount
        else:
            _check_tax(line.tax_category, line.tax_rate_ppm)
            sums[key] = priced.amount

    totals = _totals(basket.price_mode, sums)
    return PricedBasket(lines, basket_discount, totals.tax_subtotals, totals.net, totals.tax, totals.gross)


def price_refund(*, price_mode: PriceMode, lines: Sequence[RefundLine]) -> Totals:
    """Tax a refund whose line amounts are given (negative: money out).

    No discount is computed again: what was paid is what is given back.
    """
    if len(lines) > LINES_MAX:
        raise TooManyLines(lines=len(lines))
    sums: dict[tuple[str, int], int] = {}
    for number, line in enumerate(lines, start=1):
        if not -AMOUNT_MAX <= line.amount <= AMOUNT_MAX:
            raise AmountTooLarge(line=number)
        key = (line.tax_category, line.tax_rate_ppm)
        if key in sums:
            sums[key] += line.amount
        else:
            _check_tax(line.tax_category, line.tax_rate_ppm)
            sums[key] = line.amount
    return _totals(price_mode, sums)


def refund_share(*, amount: int, quantity_milli: int, already_milli: int, now_milli: int) -> int:
    """What `now_milli` of a line is worth after `already_milli` was given back before.

    Computed as a difference of two running shares, so parts given back one by one add up
    to the line's amount exactly. Quantities have the sign of the sold quantity; the result
    has the sign of `amount` (a refund's line stores it negated).
    """
    if not (-AMOUNT_MAX <= amount <= AMOUNT_MAX and -AMOUNT_MAX <= quantity_milli <= AMOUNT_MAX):
        raise AmountTooLarge()
    if quantity_milli < 0:
        quantity_milli, already_milli, now_milli = -quantity_milli, -already_milli, -now_milli
    if quantity_milli == 0 or already_milli < 0 or now_milli < 0 or already_milli + now_milli > quantity_milli:
        raise RefundExceedsQuantity()
    upto = divide_half_away(amount * (already_milli + now_milli), quantity_milli)
    return upto - divide_half_away(amount * already_milli, quantity_milli)


def split_equally(amount: int, parts: int) -> list[int]:
    """Split a bill so that the parts add up exactly; the earlier parts carry the odd cents."""
    if not 1 <= parts <= PARTS_MAX:
        raise PartsInvalid(parts=parts)
    return share_by_largest_remainder(amount, [1] * parts)


def _check_basket_discount(basket: Basket) -> None:
    if not (0 <= basket.discount_ppm <= PPM and 0 <= basket.discount_amount <= AMOUNT_MAX):
        raise DiscountInvalid(line=0)
    if basket.discount_ppm and basket.discount_amount:
        raise DiscountAmbiguous(line=0)


def _discount_of_line(line: Line, base: int, number: int) -> int:
    if not 0 <= line.discount_ppm <= PPM:
        raise DiscountInvalid(line=number)
    if line.discount_ppm and line.discount_amount:
        raise DiscountAmbiguous(line=number)
    if line.discount_ppm:
        return divide_half_away(base * line.discount_ppm, PPM)
    # Of a returned line (base below zero) the discount is the mirror, below zero as well.
    if not (0 <= line.discount_amount <= base or base <= line.discount_amount <= 0):
        raise DiscountInvalid(line=number)
    return line.discount_amount


def _take_basket_discount(basket: Basket, lines: list[PricedLine]) -> int:
    """Take the discount on the whole from the lines that cost something, in proportion."""
    bearing = [line for line in lines if line.amount > 0]
    total = sum(line.amount for line in bearing)
    if basket.discount_ppm:
        discount = divide_half_away(total * basket.discount_ppm, PPM)
    else:
        discount = min(basket.discount_amount, total)
    if discount == 0:
        return 0
    shares = share_by_largest_remainder(discount, [line.amount for line in bearing])
    for line, share in zip(bearing, shares, strict=True):
        line.basket_discount = share
        line.amount -= share
    return discount


def _check_tax(category: str, rate_ppm: int) -> None:
    if not (1 <= len(category) <= 3 and category.isascii() and category.isalpha() and category.isupper()):
        raise TaxCategoryInvalid(tax_category=category[:16])
    if not 0 <= rate_ppm <= PPM:
        raise TaxRateInvalid(tax_rate_ppm=rate_ppm)


def _totals(price_mode: PriceMode, sums: dict[tuple[str, int], int]) -> Totals:
    """Tax each sum once, never line by line (EN 16931 BG-23, BR-CO-17)."""
    subtotals: list[TaxSubtotal] = []
    net_sum = tax_sum = 0
    for category, rate_ppm in sorted(sums):
        amount = sums[category, rate_ppm]
        if price_mode == "gross":
            tax = divide_half_away(amount * rate_ppm, PPM + rate_ppm)
            net = amount - tax
        else:
            tax = divide_half_away(amount * rate_ppm, PPM)
            net = amount
        subtotals.append(TaxSubtotal(category, rate_ppm, net, tax, net + tax))
        net_sum += net
        tax_sum += tax
    return Totals(subtotals, net_sum, tax_sum, net_sum + tax_sum)
