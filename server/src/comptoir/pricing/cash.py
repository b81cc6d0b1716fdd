"""Cash rounding: where the smallest coins are gone, the payable cash part is rounded.

The rule depends on the country, not on the currency (the euro has both), and on the day.
conformance/cash_rounding_table.json holds the same rows with their sources; a test compares.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from comptoir.kernel import divide_half_away

Obligation: TypeAlias = Literal["mandatory", "allowed"]


@dataclass(frozen=True, slots=True)
class CashRoundingRule:
    """From `valid_from` on, cash in `country` is paid in multiples of `step` minor units.

    `exact_up_to`: so small an amount is paid as it is. `least`: what is paid of an amount that would become nothing.
    `is_half_down`: a half goes to the customer. `is_whole_only`: not where a part was paid by other means.
    """

    country: str
    valid_from: date
    step: int
    obligation: Obligation
    exact_up_to: int = 0
    least: int = 0
    is_half_down: bool = False
    is_whole_only: bool = False


# Ordered by country, then by date; the newest row that is valid on the day counts.
CASH_ROUNDING_RULES: tuple[CashRoundingRule, ...] = (
    CashRoundingRule("AU", date(1992, 2, 1), 5, "allowed"),
    CashRoundingRule("BE", date(2014, 10, 1), 5, "allowed", exact_up_to=5),
    CashRoundingRule("BE", date(2019, 12, 1), 5, "mandatory", exact_up_to=5),
    CashRoundingRule("CA", date(2013, 2, 4), 5, "allowed"),
    CashRoundingRule("CH", date(2007, 1, 1), 5, "mandatory"),
    CashRoundingRule("CZ", date(2008, 9, 1), 100, "mandatory"),
    CashRoundingRule("DK", date(2008, 10, 1), 50, "mandatory"),
    CashRoundingRule("EE", date(2025, 1, 1), 5, "mandatory"),
    CashRoundingRule("FI", date(2002, 1, 1), 5, "mandatory", exact_up_to=2),
    CashRoundingRule("HU", date(2008, 3, 1), 500, "mandatory"),
    CashRoundingRule("IE", date(2015, 10, 28), 5, "allowed"),
    CashRoundingRule("IT", date(2018, 1, 1), 5, "mandatory", is_whole_only=True),
    CashRoundingRule("LT", date(2025, 5, 1), 5, "mandatory"),
    CashRoundingRule("NL", date(2004, 9, 1), 5, "allowed"),
    CashRoundingRule("NO", date(2012, 5, 1), 100, "mandatory"),
    CashRoundingRule("NZ", date(2006, 11, 1), 10, "allowed", is_half_down=True),
    CashRoundingRule("SE", date(2010, 10, 1), 100, "mandatory"),
    CashRoundingRule("SK", date(2022, 7, 1), 5, "mandatory", least=5),
)


def cash_rounding_rule(country: str, day: date) -> CashRoundingRule | None:
    """The rule of a country on a day, for whoever must know whether it is only allowed."""
    found: CashRoundingRule | None = None
    for rule in CASH_ROUNDING_RULES:
        if rule.country == country and rule.valid_from <= day:
            found = rule
    return found


def cash_rounding(country: str, day: date, payable: int, *, paid_otherwise: int = 0) -> int:
    """What to add to the payable cash part so that it can be paid in coins.

    Half away from zero unless the country says otherwise, and the same for a refund as for its sale. Only the part
    that the other tenders (`paid_otherwise`) leave is rounded, never a line, never the taxes. 0 without a rule.
    Where the rule is only `allowed`, a shop that does not round adds 0 and is right too.
    """
    rule = cash_rounding_rule(country, day)
    amount = abs(payable)
    if rule is None or amount <= rule.exact_up_to or (rule.is_whole_only and paid_otherwise):
        return 0
    rounded = divide_half_away(amount, rule.step) * rule.step
    if rule.is_half_down and 2 * (rounded - amount) == rule.step:
        rounded -= rule.step
    if rounded == 0 and amount > 0:
        rounded = rule.least
    return rounded - amount if payable >= 0 else amount - rounded
