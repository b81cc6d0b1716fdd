"""The one way to divide, and the one way to share."""

from collections.abc import Sequence


def divide_half_away(numerator: int, denominator: int) -> int:
    """Exact division, rounded half away from zero (commercial rounding).

    Symmetric around zero, so a refund is the exact mirror of its sale.
    """
    assert denominator > 0
    quotient, remainder = divmod(abs(numerator), denominator)
    if 2 * remainder >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def share_by_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total in proportion to weights so that the parts add up exactly.

    Everyone gets the floor of the exact share; the units left over go one each to the
    largest remainders, ties to the earlier. A negative total is the mirror of the
    positive one. A weight may be 0 (that part is 0) but not negative.
    """
    weight_sum = sum(weights)
    assert weight_sum > 0
    assert min(weights) >= 0
    size = abs(total)
    shares: list[int] = []
    remainders: list[int] = []
    left = size
    for weight in weights:
        share, remainder = divmod(size * weight, weight_sum)
        shares.append(share)
        remainders.append(remainder)
        left -= share
    if left:
        order = sorted(range(len(shares)), key=lambda index: -remainders[index])
        for index in order[:left]:
            shares[index] += 1
    return shares if total >= 0 else [-share for share in shares]
