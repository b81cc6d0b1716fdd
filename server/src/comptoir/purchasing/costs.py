"""What goods cost: integers, and the one rounding."""

from comptoir.kernel import divide_half_away


def cost_of(quantity_milli: int, unit_cost: int) -> int:
    """What so much of something costs."""
    return divide_half_away(quantity_milli * unit_cost, 1_000)
