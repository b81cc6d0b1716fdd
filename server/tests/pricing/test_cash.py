from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comptoir.pricing import CASH_ROUNDING_RULES, CashRoundingRule, cash_rounding, cash_rounding_rule, split_equally

TODAY = date(2026, 11, 22)
RULES = st.sampled_from(CASH_ROUNDING_RULES)
AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)


@given(rule=RULES, payable=AMOUNTS)
def test_rounded_cash_is_payable_in_coins_and_near(rule: CashRoundingRule, payable: int) -> None:
    assume(abs(payable) > rule.step)  # what is smaller has rules of its own, below

    difference = cash_rounding(rule.country, TODAY, payable)

    assert (payable + difference) % rule.step == 0
    assert 2 * abs(difference) <= rule.step


@given(rule=RULES, payable=AMOUNTS)
def test_a_refund_is_rounded_as_its_sale_was(rule: CashRoundingRule, payable: int) -> None:
    assert cash_rounding(rule.country, TODAY, -payable) == -cash_rounding(rule.country, TODAY, payable)


@given(rule=RULES, gross=AMOUNTS, card=AMOUNTS)
def test_tenders_and_rounding_settle_the_sale(rule: CashRoundingRule, gross: int, card: int) -> None:
    """Only what is left for cash is rounded: card + cash = gross + rounding."""
    rest = gross - card
    assume(abs(rest) > rule.step)

    rounding = cash_rounding(rule.country, TODAY, rest, paid_otherwise=card)

    cash = rest + rounding
    assert card + cash == gross + rounding
    assert cash % rule.step == 0 or (rule.is_whole_only and card != 0 and rounding == 0)


@given(rule=RULES, gross=AMOUNTS, friends=st.integers(min_value=1, max_value=20))
def test_a_split_bill_can_be_paid_in_cash(rule: CashRoundingRule, gross: int, friends: int) -> None:
    shares = split_equally(gross, friends)
    assume(all(abs(share) > rule.step for share in shares))

    paid = [share + cash_rounding(rule.country, TODAY, share) for share in shares]

    assert all(part % rule.step == 0 for part in paid)
    assert abs(sum(paid) - gross) * 2 <= rule.step * friends


@pytest.mark.parametrize(
    ("country", "paid"),
    [
        ("EE", [0, 0, 0, 5, 5, 5, 5, 5, 10]),
        ("FI", [0, 1, 2, 5, 5, 5, 5, 5, 10]),
        ("BE", [0, 1, 2, 3, 4, 5, 5, 5, 10]),
        ("SK", [0, 5, 5, 5, 5, 5, 5, 5, 10]),
        ("NZ", [0, 0, 0, 0, 0, 0, 10, 10, 10]),
    ],
)
def test_the_smallest_amounts_are_paid_as_the_country_says(country: str, paid: list[int]) -> None:
    assert [amount + cash_rounding(country, TODAY, amount) for amount in range(9)] == paid
    assert [amount - cash_rounding(country, TODAY, -amount) for amount in range(9)] == paid


@pytest.mark.parametrize("rule", CASH_ROUNDING_RULES, ids=lambda rule: f"{rule.country}-{rule.valid_from}")
def test_a_rule_begins_on_its_day(rule: CashRoundingRule) -> None:
    eve = cash_rounding_rule(rule.country, rule.valid_from - timedelta(days=1))

    assert cash_rounding_rule(rule.country, rule.valid_from) == rule
    assert eve is None or eve.valid_from < rule.valid_from


def test_whether_rounding_is_a_duty_can_be_asked() -> None:
    belgium = [cash_rounding_rule("BE", day) for day in (date(2014, 9, 30), date(2019, 11, 30), date(2019, 12, 1))]

    assert [rule and rule.obligation for rule in belgium] == [None, "allowed", "mandatory"]
