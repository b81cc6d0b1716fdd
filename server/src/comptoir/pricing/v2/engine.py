"""Pricing engine 2. Its twin is web/packages/pricing/src/v2/engine.ts; keep the steps in the same order.

1. the unit price (a person's, a price list's, the catalogue's), with other taxes on the same net where asked;
2. base = (unit price + modifiers) x quantity;
3. promotions on goods, by priority;
4. the cashier's discount on the line;
5. promotions on the basket, by priority;
6. the cashier's discount on the basket;
7. bundles are split over their components, and what an exempt customer does not owe is taken out;
8. taxes, once on each sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.engine import AMOUNT_MAX, LINES_MAX, MILLI, PPM
from comptoir.pricing.errors import AmountTooLarge, DiscountInvalid, TooManyLines
from comptoir.pricing.v2.basket import Award, Basket, Component, Line, PricedBasket, PricedLine, Taxes
from comptoir.pricing.v2.checks import check_basket, check_line, is_within
from comptoir.pricing.v2.conditions import holds
from comptoir.pricing.v2.prices import unit_price
from comptoir.pricing.v2.promoting import take_basket_promotions, take_goods_promotions
from comptoir.pricing.v2.rules import NO_RULES, PriceList, Rules
from comptoir.pricing.v2.taxes import TaxedPart, exempt, switched_price, tax_set, total_taxes

ENGINE_VERSION = 2


@dataclass(frozen=True, slots=True)
class Units:
    """The prices that a line's quantity is multiplied by: the article's own and its modifiers'."""

    article: int
    modifiers: Sequence[int]


def price(basket: Basket, rules: Rules = NO_RULES) -> PricedBasket:
    """Price a basket; the one answer that till and server must agree on to the cent.

    Raises a `PricingError` for a basket that no till of ours builds. An empty basket is worth nothing.
    """
    if len(basket.lines) > LINES_MAX:
        raise TooManyLines(lines=len(basket.lines))
    check_basket(basket)
    price_lists = [rule for rule in rules.price_lists if holds(rule.when, basket)]
    lines = [_open_line(line, number, basket, price_lists) for number, line in enumerate(basket.lines, start=1)]
    if rules.goods.promotions:
        take_goods_promotions(basket, rules.goods, lines)
    for line, priced in zip(basket.lines, lines, strict=True):
        if line.discount_ppm or line.discount_amount or line.final_amount is not None:
            priced.line_discount = _line_discount(line, priced)
            priced.amount -= priced.line_discount
    if rules.whole.promotions:
        take_basket_promotions(basket, rules.whole, lines)
    basket_discount = 0
    if basket.discount_ppm or basket.discount_amount or basket.final_amount is not None:
        basket_discount = _take_basket_discount(basket, lines)
    parts = _parts(basket, lines)
    totals = total_taxes(parts)
    return PricedBasket(
        lines,
        _sum_promotions(lines),
        basket_discount,
        totals.tax_subtotals,
        totals.net,
        totals.tax,
        totals.gross,
    )


def _open_line(line: Line, number: int, basket: Basket, price_lists: Sequence[PriceList]) -> PricedLine:
    """The line at its unit price, before any reduction."""
    check_line(line, number, basket)
    found = unit_price(line, price_lists)
    if line.amount is not None:
        return PricedLine(line.unit_price, "catalog", "", line.amount, line.amount)
    units = Units(found.amount, [modifier.unit_price for modifier in line.modifiers] if line.modifiers else ())
    if basket.switch == "keep_net" and found.source in ("catalog", "list"):
        units = _switched_units(line, units, basket)
    together = units.article
    for modifier, amount in zip(line.modifiers, units.modifiers, strict=True):
        together += amount * modifier.count
    base = divide_half_away(together * line.quantity_milli, MILLI)
    if not (is_within(units.article) and is_within(together) and is_within(base)):
        raise AmountTooLarge(line=number)
    if line.discount_amount and not _is_part_of(line.discount_amount, base):
        raise DiscountInvalid(line=number)
    if line.final_amount is not None and not _is_part_of(line.final_amount, base):
        raise DiscountInvalid(line=number)
    if line.components or tax_set(line.taxes).fixed or line.switched_taxes:
        _check_fixed(line, number, base)
    return PricedLine(units.article, found.source, found.price_list, base, base, units.modifiers)


def _is_part_of(amount: int, whole: int) -> bool:
    """Whether an amount lies between nothing and the whole, whichever sign that has."""
    return 0 <= amount <= whole or whole <= amount <= 0


def _switched_units(line: Line, units: Units, basket: Basket) -> Units:
    """The prices with the other taxes on the same net. A bundle's is the sum of its components' shares."""
    if (line.price_mode or basket.price_mode) == "net":
        return units
    if line.components:
        switched = 0
        for component, share in zip(line.components, _component_shares(line, units.article), strict=True):
            switched += _switched(share, component.taxes, component.switched_taxes)
        return Units(switched, units.modifiers)
    return Units(
        _switched(units.article, line.taxes, line.switched_taxes),
        [_switched(amount, line.taxes, line.switched_taxes) for amount in units.modifiers],
    )


def _switched(amount: int, taxes: Taxes, switched_taxes: Taxes) -> int:
    return switched_price(amount, taxes, switched_taxes) if switched_taxes else amount


def _check_fixed(line: Line, number: int, base: int) -> None:
    """Fixed amounts stay within the limits of prices, so that sums stay exact."""
    quantities = [(line.taxes, line.quantity_milli), (line.switched_taxes, line.quantity_milli)]
    for component in line.components:
        quantity_milli = _component_quantity(component, line)
        if not is_within(quantity_milli):
            raise AmountTooLarge(line=number)
        quantities += [(component.taxes, quantity_milli), (component.switched_taxes, quantity_milli)]
    fixed = abs(base)
    for taxes, quantity_milli in quantities:
        for tax in taxes:
            if tax.unit_amount:
                fixed += divide_half_away(tax.unit_amount * abs(quantity_milli), MILLI)
    if fixed > AMOUNT_MAX:
        raise AmountTooLarge(line=number)


def _line_discount(line: Line, priced: PricedLine) -> int:
    """The cashier's discount on what promotions left; it never makes a line dearer or turns it around."""
    left = priced.amount
    if line.discount_ppm:
        return divide_half_away(left * line.discount_ppm, PPM)
    if line.final_amount is not None:
        return max(0, left - line.final_amount) if priced.base >= 0 else min(0, left - line.final_amount)
    return min(line.discount_amount, left) if priced.base >= 0 else max(line.discount_amount, left)


def _take_basket_discount(basket: Basket, lines: Sequence[PricedLine]) -> int:
    """The cashier's discount on the whole, from the articles that cost something, in proportion."""
    bearing = [
        priced for line, priced in zip(basket.lines, lines, strict=True) if line.kind == "article" and priced.amount > 0
    ]
    total = sum(priced.amount for priced in bearing)
    if basket.discount_ppm:
        discount = divide_half_away(total * basket.discount_ppm, PPM)
    elif basket.final_amount is not None:
        due = sum(priced.amount for priced in lines)
        discount = min(total, max(0, due - basket.final_amount))
    else:
        discount = min(basket.discount_amount, total)
    if discount == 0:
        return 0
    shares = share_by_largest_remainder(discount, [priced.amount for priced in bearing])
    for priced, share in zip(bearing, shares, strict=True):
        priced.basket_discount = share
        priced.amount -= share
    return discount


def _parts(basket: Basket, lines: Sequence[PricedLine]) -> list[TaxedPart]:
    """What is taxed: lines, and for bundles their components; lowered by what an exempt customer does not owe."""
    parts: list[TaxedPart] = []
    for index, (line, priced) in enumerate(zip(basket.lines, lines, strict=True)):
        mode = line.price_mode or basket.price_mode
        is_returned = line.kind == "return"
        if line.components:
            if is_returned:
                priced.components = [component.amount or 0 for component in line.components]
            else:
                priced.components = _component_shares(line, priced.amount)
            for component, amount in zip(line.components, priced.components, strict=True):
                taxes = _applied(basket, component.taxes, component.switched_taxes, is_returned=is_returned)
                quantity = _component_quantity(component, line)
                parts.append(TaxedPart(index, amount, quantity, taxes, mode, is_returned))
        else:
            taxes = _applied(basket, line.taxes, line.switched_taxes, is_returned=is_returned)
            parts.append(TaxedPart(index, priced.amount, line.quantity_milli, taxes, mode, is_returned))
    if basket.exemption is not None:
        for part, lowered in zip(parts, exempt(parts, basket.exemption), strict=True):
            lines[part.line].exempted += lowered
            lines[part.line].amount -= lowered
        _read_components(basket, lines, parts)
    return parts


def _read_components(basket: Basket, lines: Sequence[PricedLine], parts: Sequence[TaxedPart]) -> None:
    amounts: list[list[int]] = [[] for _ in lines]
    for part in parts:
        amounts[part.line].append(part.amount)
    for line, priced, found in zip(basket.lines, lines, amounts, strict=True):
        if line.components:
            priced.components = found


def _applied(basket: Basket, taxes: Taxes, switched_taxes: Taxes, *, is_returned: bool) -> Taxes:
    return switched_taxes if basket.switch and switched_taxes and not is_returned else taxes


def _component_shares(line: Line, amount: int) -> list[int]:
    """Split an amount over a bundle's components in proportion to their own prices; equally when all are free."""
    weights = [divide_half_away(part.unit_price * part.quantity_milli, MILLI) for part in line.components]
    return share_by_largest_remainder(amount, weights if any(weights) else [1] * len(weights))


def _component_quantity(component: Component, line: Line) -> int:
    return divide_half_away(component.quantity_milli * line.quantity_milli, MILLI)


def _sum_promotions(lines: Sequence[PricedLine]) -> list[Award]:
    """What each promotion took from the basket, in the order in which they stand on the lines."""
    found: dict[str, int] = {}
    for priced in lines:
        for award in priced.promotions:
            found[award.promotion] = found.get(award.promotion, 0) + award.amount
    return [Award(promotion, amount) for promotion, amount in found.items()]
