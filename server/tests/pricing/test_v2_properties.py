"""What holds for every basket and every set of rules."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from comptoir.pricing.v2 import Basket, Line, PricedBasket, Promotion, compile_rules, price
from tests.pricing.v2_strategies import baskets, promotions, rule_sets

# Up to this many that compete every order is tried.
FEW = 4


@given(basket=baskets(), rules=rule_sets(count_max=8, priorities=3))
def test_what_was_taken_adds_up(basket: Basket, rules: list[Promotion]) -> None:
    priced = price(basket, compile_rules(promotions=rules))

    for line in priced.lines:
        taken = sum(award.amount for award in line.promotions)
        assert line.amount == line.base - taken - line.line_discount - line.basket_discount
        assert all(award.amount > 0 for award in line.promotions)
        assert not line.components or sum(line.components) == line.amount
    assert sum(award.amount for award in priced.promotions) == sum(
        award.amount for line in priced.lines for award in line.promotions
    )
    assert priced.net + priced.tax == priced.gross
    assert priced.tax == sum(row.tax for row in priced.tax_subtotals)
    if basket.price_mode == "gross":
        assert priced.gross == sum(line.amount for line in priced.lines)


@given(basket=baskets(), rules=rule_sets(count_max=8, priorities=3))
def test_no_promotion_turns_a_line_around(basket: Basket, rules: list[Promotion]) -> None:
    for line in price(basket, compile_rules(promotions=rules)).lines:
        assert 0 <= line.amount <= line.base or line.base <= line.amount <= 0


@given(basket=baskets(), rules=rule_sets(count_max=8, priorities=3), random=st.randoms())
def test_the_order_in_which_rules_are_written_never_matters(basket: Basket, rules: list[Promotion], random) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)

    assert price(basket, compile_rules(promotions=rules)) == price(basket, compile_rules(promotions=shuffled))


@given(basket=baskets(), rules=rule_sets(count_max=8, priorities=3))
def test_promotions_never_make_a_basket_dearer(basket: Basket, rules: list[Promotion]) -> None:
    assert price(basket, compile_rules(promotions=rules)).gross <= price(basket).gross


@given(basket=baskets(), rules=rule_sets(count_max=FEW - 1), more=promotions(identifier="more"))
def test_one_promotion_more_never_takes_less(basket: Basket, rules: list[Promotion], more: Promotion) -> None:
    before = price(basket, compile_rules(promotions=rules))

    after = price(basket, compile_rules(promotions=[*rules, more]))

    # In the price mode and before the cashier's discounts: where prices are net, the same reduction is worth more to
    # the customer on the line with more tax.
    assert taken(after) >= taken(before)


@given(basket=baskets(), rules=rule_sets(count_max=8, priorities=3))
def test_giving_everything_back_is_the_sale_negated(basket: Basket, rules: list[Promotion]) -> None:
    sale = price(basket, compile_rules(promotions=rules))

    returned = [
        returned_line(line, done.amount, done.components) for line, done in zip(basket.lines, sale.lines, strict=True)
    ]
    refund = price(replace(basket, lines=returned, discount_ppm=0))

    assert (refund.net, refund.tax, refund.gross) == (-sale.net, -sale.tax, -sale.gross)
    assert [line.amount for line in refund.lines] == [-line.amount for line in sale.lines]
    assert [row.tax for row in refund.tax_subtotals] == [-row.tax for row in sale.tax_subtotals]


def taken(priced: PricedBasket) -> int:
    return sum(award.amount for award in priced.promotions)


def returned_line(line: Line, amount: int, parts: object) -> Line:
    """The line as a refund gives it back: what was paid, no rule asked again."""
    assert isinstance(parts, list | tuple)
    components = [replace(one, amount=-share) for one, share in zip(line.components, parts, strict=False)]
    return Line(line.unit_price, -line.quantity_milli, line.taxes, kind="return", amount=-amount, components=components)
