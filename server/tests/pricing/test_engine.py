from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel import Category
from comptoir.pricing import (
    AMOUNT_MAX,
    LINES_MAX,
    Basket,
    DiscountInvalid,
    Line,
    PriceMode,
    RefundLine,
    TooManyLines,
    price,
    price_refund,
    refund_share,
    split_equally,
)

MODES: st.SearchStrategy[PriceMode] = st.sampled_from(["gross", "net"])
RATES = st.sampled_from([0, 21_000, 55_000, 81_000, 100_000, 190_000, 200_000, 1_000_000])
RATIOS = st.integers(min_value=0, max_value=1_000_000)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    unit_price = draw(st.integers(min_value=-20_000, max_value=1_000_000))
    quantity_milli = draw(st.one_of(st.integers(-5, 20).map(lambda count: count * 1000), st.integers(-3_000, 50_000)))
    discount_ppm = draw(st.one_of(st.just(0), RATIOS))
    return Line(unit_price, quantity_milli, draw(st.sampled_from(["S", "Z", "AE"])), draw(RATES), discount_ppm)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    mode = draw(MODES)
    found = draw(st.lists(lines(), max_size=12))
    if draw(st.booleans()):
        return Basket(mode, found, discount_ppm=draw(st.one_of(st.just(0), RATIOS)))
    return Basket(mode, found, discount_amount=draw(st.integers(min_value=0, max_value=100_000)))


@given(basket=baskets())
def test_totals_are_the_sums_of_the_subtotals(basket: Basket) -> None:
    priced = price(basket)

    rows = priced.tax_subtotals
    assert priced.net == sum(row.net for row in rows)
    assert priced.tax == sum(row.tax for row in rows)
    assert priced.gross == sum(row.gross for row in rows) == priced.net + priced.tax
    assert all(row.gross == row.net + row.tax for row in rows)
    assert [(row.tax_category, row.tax_rate_ppm) for row in rows] == sorted(
        {(line.tax_category, line.tax_rate_ppm) for line in basket.lines}
    )


@given(basket=baskets())
def test_the_lines_add_up_to_what_is_due_in_the_price_mode(basket: Basket) -> None:
    priced = price(basket)

    due = priced.gross if basket.price_mode == "gross" else priced.net
    assert sum(line.amount for line in priced.lines) == due
    assert all(line.amount == line.base - line.line_discount - line.basket_discount for line in priced.lines)


@given(basket=baskets())
def test_a_discount_adds_up_and_never_turns_a_line_around(basket: Basket) -> None:
    priced = price(basket)

    assert sum(line.basket_discount for line in priced.lines) == priced.basket_discount
    for line in priced.lines:
        assert line.base * line.amount >= 0
        assert abs(line.amount) <= abs(line.base)
        assert line.basket_discount >= 0


@given(basket=baskets())
def test_giving_everything_back_is_the_sale_negated(basket: Basket) -> None:
    sale = price(basket)

    refund = price_refund(
        price_mode=basket.price_mode,
        lines=[
            RefundLine(-priced.amount, line.tax_category, line.tax_rate_ppm)
            for line, priced in zip(basket.lines, sale.lines, strict=True)
        ],
    )

    assert (refund.net, refund.tax, refund.gross) == (-sale.net, -sale.tax, -sale.gross)
    assert [(row.net, row.tax, row.gross) for row in refund.tax_subtotals] == [
        (-row.net, -row.tax, -row.gross) for row in sale.tax_subtotals
    ]


@given(basket=baskets())
def test_the_order_of_the_lines_changes_no_total(basket: Basket) -> None:
    """Only who bears an odd cent of the basket's discount depends on the order."""
    plain = Basket(basket.price_mode, basket.lines)

    backwards = price(Basket(basket.price_mode, list(reversed(basket.lines))))

    assert price(plain).tax_subtotals == backwards.tax_subtotals


@given(
    amount=st.integers(min_value=-AMOUNT_MAX, max_value=AMOUNT_MAX),
    parts=st.lists(st.integers(min_value=0, max_value=5_000), min_size=1, max_size=12).filter(any),
    sign=st.sampled_from([1, -1]),
)
def test_parts_of_a_line_add_up_exactly(amount: int, parts: Sequence[int], sign: int) -> None:
    already = returned = 0

    for part in parts:
        returned += refund_share(
            amount=amount, quantity_milli=sign * sum(parts), already_milli=sign * already, now_milli=sign * part
        )
        already += part

    assert returned == amount


@given(amount=st.integers(min_value=-AMOUNT_MAX, max_value=AMOUNT_MAX), parts=st.integers(min_value=1, max_value=50))
def test_an_equal_split_adds_up_and_is_equal_to_a_cent(amount: int, parts: int) -> None:
    shares = split_equally(amount, parts)

    assert sum(shares) == amount
    assert len(shares) == parts
    assert max(shares) - min(shares) <= 1


def test_the_most_lines_are_priced_exactly() -> None:
    lines = [Line(AMOUNT_MAX, 1000, "S", 1_000_000)] * LINES_MAX

    priced = price(Basket("net", lines))

    assert (priced.net, priced.tax, priced.gross) == (10**15, 10**15, 2 * 10**15)
    assert priced.gross < 2**53


def test_one_line_more_is_refused() -> None:
    lines = [Line(1, 1000, "S", 0)] * (LINES_MAX + 1)

    with pytest.raises(TooManyLines):
        price(Basket("gross", lines))
    with pytest.raises(TooManyLines):
        price_refund(price_mode="gross", lines=[RefundLine(-1, "S", 0)] * (LINES_MAX + 1))


def test_a_refusal_names_the_line() -> None:
    basket = Basket("gross", [Line(100, 1000, "S", 0), Line(100, 1000, "S", 0, discount_ppm=-1)])

    with pytest.raises(DiscountInvalid) as refusal:
        price(basket)

    assert refusal.value.code == "pricing.discount_invalid"
    assert refusal.value.category is Category.INVALID
    assert refusal.value.details == {"line": 2}
