"""Commissions: rules, and what people earned by them."""

from datetime import date

from ninja import Schema

from comptoir.api.shapes.books import Day
from comptoir.api.shapes.common import Id, Sent, Whole


class CommissionRule(Schema):
    """Who earns how much by selling what. Without `employee` and `role` it is everybody's, without `category` and
    `item` of everything. `basis` is `net` or `margin` (a share, `rate_ppm`) or `piece` (`amount` for each).
    """

    id: Id
    employee: Id | None
    role: Id | None
    category: Id | None
    item: Id | None
    basis: str
    rate_ppm: int
    amount: int
    valid_from: date
    valid_until: date | None


class CommissionRuleList(Schema):
    """Every rule, the newest first, also those that ended."""

    rules: list[CommissionRule]


class NewCommissionRule(Sent):
    """A rule from a day on; `id` is the program's own, if it likes: sent twice, it is one rule."""

    id: Id | None = None
    employee: Id | None = None
    role: Id | None = None
    category: Id | None = None
    item: Id | None = None
    basis: str
    rate_ppm: Whole = 0
    amount: Whole = 0
    valid_from: Day


class RuleEnd(Sent):
    """The last day on which a rule holds."""

    last: Day


class Earning(Schema):
    """What somebody earned on a business day by a rule. `booked` is the day on which it counts: another one where the
    day was closed before it came. `closing` is the number of the closing that keeps it; null while it is open.
    """

    employee: Id
    store: Id
    rule: Id
    day: date
    booked: date
    base: int
    quantity_milli: int
    amount: int
    unknown: int
    closing: int | None


class EarningList(Schema):
    """By the day on which each counts."""

    currency: str
    total: int
    earnings: list[Earning]
