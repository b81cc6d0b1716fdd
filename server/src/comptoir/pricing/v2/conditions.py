"""Whether a rule holds for a basket, and which articles it names."""

from collections.abc import Sequence

from comptoir.pricing.v2.basket import Basket, Moment
from comptoir.pricing.v2.rules import Match, When


def holds(when: When, basket: Basket) -> bool:
    """Whether the basket is of the store, customer, coupon, day and hour that a rule asks for."""
    return (
        (not when.stores or basket.store in when.stores)
        and (not when.customers or not when.customers.isdisjoint(basket.customer_groups))
        and (not when.coupon or when.coupon in basket.coupons)
        and (not when.first_day or when.first_day <= basket.moment.day)
        and (not when.last_day or basket.moment.day <= when.last_day)
        and _is_hour(when, basket.moment)
    )


def _is_hour(when: When, moment: Moment) -> bool:
    weekday = moment.weekday
    if when.minutes is not None:
        start, end = when.minutes
        is_late = moment.minute >= start
        if start < end and not (is_late and moment.minute < end):
            return False
        if start > end and not is_late:
            if moment.minute >= end:
                return False
            # After midnight of a window that began the day before.
            weekday = (weekday + 5) % 7 + 1
    return not when.weekdays or weekday in when.weekdays


def names(match: Match, item: str, categories: Sequence[str]) -> bool:
    """Whether an article is one of those that a rule is about."""
    return is_named(match, item, categories) and not is_excepted(match, item, categories)


def is_named(match: Match, item: str, categories: Sequence[str]) -> bool:
    return match.is_everything or item in match.items or not match.categories.isdisjoint(categories)


def is_excepted(match: Match, item: str, categories: Sequence[str]) -> bool:
    return item in match.except_items or not match.except_categories.isdisjoint(categories)
