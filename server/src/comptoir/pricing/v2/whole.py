"""Promotions on the basket as a whole: an amount or a rate off what is left of all its lines together.

They come after those on single goods and after the cashier's discounts on lines, and take from a line whatever
promotion it had, unless the promotion says that it is for regular goods only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.engine import PPM
from comptoir.pricing.v2.goods import Candidate
from comptoir.pricing.v2.rules import Promotion
from comptoir.pricing.v2.search import best_order


@dataclass(frozen=True, slots=True)
class Whole:
    """What the lines still cost, and what was taken from which; `is_closed` once an exclusive promotion applied."""

    amounts: tuple[int, ...]
    awards: tuple[tuple[Promotion, int, int], ...] = ()
    benefit: int = 0
    is_closed: bool = False


def apply_to_whole(whole: Whole, candidates: Sequence[Candidate]) -> Whole:
    """Give the customer the best of one priority's promotions on the basket."""
    return best_order(whole, candidates, _reduce_whole, lambda reached: reached.benefit)


def _reduce_whole(whole: Whole, candidate: Candidate) -> Whole | None:
    promotion = candidate.promotion
    is_exclusive = promotion.stacking == "exclusive"
    if whole.is_closed or (is_exclusive and whole.awards):
        return None
    lines = [line for line in candidate.lines[0] if whole.amounts[line] > 0]
    weights = [whole.amounts[line] for line in lines]
    total = sum(weights)
    if promotion.effect.percent_ppm is not None:
        discount = divide_half_away(total * promotion.effect.percent_ppm, PPM)
    else:
        assert promotion.effect.amount is not None
        discount = min(total, promotion.effect.amount)
    if promotion.discount_max:
        discount = min(discount, promotion.discount_max)
    if discount == 0:
        return None
    amounts = list(whole.amounts)
    awards = list(whole.awards)
    for line, share in zip(lines, share_by_largest_remainder(discount, weights), strict=True):
        amounts[line] -= share
        if share:
            awards.append((promotion, line, share))
    return Whole(tuple(amounts), tuple(awards), whole.benefit + discount, is_exclusive)
