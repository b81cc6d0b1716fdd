from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel import divide_half_away, share_by_largest_remainder

AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("numerator", "expected"),
    [(4, 0), (5, 1), (14, 1), (15, 2), (25, 3), (-4, 0), (-5, -1), (-15, -2), (-25, -3), (0, 0)],
)
def test_a_half_goes_away_from_zero(numerator: int, expected: int) -> None:
    assert divide_half_away(numerator, 10) == expected


@given(numerator=AMOUNTS, denominator=st.integers(min_value=1, max_value=10**9))
def test_division_is_the_nearest_integer_and_symmetric(numerator: int, denominator: int) -> None:
    quotient = divide_half_away(numerator, denominator)

    assert abs(Fraction(numerator, denominator) - quotient) <= Fraction(1, 2)
    assert divide_half_away(-numerator, denominator) == -quotient


def test_dividing_by_nothing_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        divide_half_away(1, 0)


@given(total=AMOUNTS, weights=WEIGHTS)
def test_shares_add_up_and_stay_within_a_unit(total: int, weights: list[int]) -> None:
    shares = share_by_largest_remainder(total, weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(total * weight, sum(weights)) - share) < 1
        assert weight or share == 0


@given(total=AMOUNTS, weights=WEIGHTS)
def test_no_other_sharing_is_closer(total: int, weights: list[int]) -> None:
    """Largest remainder: whoever was rounded up had at least the remainder of whoever was not."""
    exact = [Fraction(abs(total) * weight, sum(weights)) for weight in weights]
    shares = share_by_largest_remainder(abs(total), weights)
    floors = [int(share) for share in exact]
    up = [part - floor for part, floor, share in zip(exact, floors, shares, strict=True) if share > floor]
    down = [part - floor for part, floor, share in zip(exact, floors, shares, strict=True) if share == floor]

    assert not up or not down or min(up) >= max(down)


def test_ties_go_to_the_earlier() -> None:
    assert share_by_largest_remainder(5, [1, 1, 1]) == [2, 2, 1]
    assert share_by_largest_remainder(-5, [1, 1, 1]) == [-2, -2, -1]
