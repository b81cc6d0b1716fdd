"""Which promotions concern a basket, and the order in which they take their turn."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from comptoir.kernel import divide_half_away
from comptoir.pricing.engine import MILLI
from comptoir.pricing.v2.basket import Award, Basket, Line, PricedLine
from comptoir.pricing.v2.conditions import holds, is_excepted, names
from comptoir.pricing.v2.goods import OPEN, Candidate, Goods, Slice, apply_to_goods, awards_of
from comptoir.pricing.v2.rules import Index, Needs, Part, Promotion
from comptoir.pricing.v2.whole import Whole, apply_to_whole


def take_goods_promotions(basket: Basket, index: Index, lines: Sequence[PricedLine]) -> None:
    """Reduce lines by `each` and `set` promotions, one priority after the other."""
    goods = {
        number: Goods(priced.unit_price, (Slice(line.quantity_milli, value, OPEN),))
        for number, (line, priced) in enumerate(zip(basket.lines, lines, strict=True))
        if line.override is None and (value := _value_of_goods(line, priced)) > 0
    }
    for _, group in groupby(_candidates(basket, index, lines, goods), key=lambda one: one.promotion.priority):
        apply_to_goods(goods, list(group))
    for number, held in goods.items():
        if held.benefit:
            lines[number].promotions = awards_of(held)
            lines[number].amount -= held.benefit


def take_basket_promotions(basket: Basket, index: Index, lines: Sequence[PricedLine]) -> None:
    """Reduce what is left of the basket by `basket` promotions, one priority after the other."""
    bearing = [
        number
        for number, (line, priced) in enumerate(zip(basket.lines, lines, strict=True))
        if line.kind == "article" and priced.amount > 0
    ]
    whole = Whole(tuple(priced.amount for priced in lines))
    for _, group in groupby(_candidates(basket, index, lines, bearing), key=lambda one: one.promotion.priority):
        whole = apply_to_whole(whole, list(group))
    for promotion, number, amount in whole.awards:
        lines[number].promotions.append(Award(promotion.id, amount))
        lines[number].amount -= amount


def _value_of_goods(line: Line, priced: PricedLine) -> int:
    """What promotions on goods may take: the article without what its modifiers add, never more than the line."""
    if line.kind != "article" or line.quantity_milli <= 0:
        return 0
    if not line.modifiers:
        return priced.base
    return min(priced.base, divide_half_away(priced.unit_price * line.quantity_milli, MILLI))


def _candidates(basket: Basket, index: Index, lines: Sequence[PricedLine], bearing: Iterable[int]) -> list[Candidate]:
    """The promotions that hold for this basket and name at least one line for each of their parts."""
    named: dict[int, list[int]] = {}
    for number in bearing:
        for part in _parts_met(index, basket.lines[number]):
            found = named.setdefault(part, [])
            # An item may be named by itself and by its category.
            if not found or found[-1] != number:
                found.append(number)
    candidates: list[Candidate] = []
    for owner in sorted({index.owners[part] for part in named}):
        promotion = index.promotions[owner]
        if not holds(promotion.when, basket):
            continue
        if promotion.needs is not None and not _has(promotion.needs, basket, lines):
            continue
        first = index.first_parts[owner]
        found_lines = [
            [
                number
                for number in named.get(first + offset, ())
                if _is_open(promotion, part, basket.lines[number], lines[number])
            ]
            for offset, part in enumerate(promotion.parts)
        ]
        if all(found_lines):
            candidates.append(Candidate(promotion, found_lines))
    return candidates


def _parts_met(index: Index, line: Line) -> Iterable[int]:
    yield from index.everywhere
    yield from index.by_item.get(line.item, ())
    for category in line.categories:
        yield from index.by_category.get(category, ())


def _is_open(promotion: Promotion, part: Part, line: Line, priced: PricedLine) -> bool:
    """Whether a line that a part names is none of its exceptions, nor reduced already where it must not be."""
    if is_excepted(part.match, line.item, line.categories):
        return False
    return not (promotion.is_regular_only and (priced.price_source == "list" or priced.promotions))


def _has(needs: Needs, basket: Basket, lines: Sequence[PricedLine]) -> bool:
    """Whether the basket holds what a promotion needs, at the prices before any reduction."""
    amount = quantity_milli = 0
    for line, priced in zip(basket.lines, lines, strict=True):
        if line.kind == "article" and priced.base > 0 and names(needs.match, line.item, line.categories):
            amount += priced.base
            quantity_milli += line.quantity_milli
    return amount >= needs.amount and quantity_milli >= needs.quantity_milli
