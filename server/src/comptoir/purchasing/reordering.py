"""When to order and how many: from what will be sold until the goods are there. Pure."""

from dataclasses import dataclass

from comptoir.purchasing.demand import Demand

# An order shall last for so many days beyond its delivery.
COVER_DAYS = 7
# Goods that are ordered today are ordered after today's sales.
ORDER_DAYS = 1
# Sold by the piece: UN/ECE recommendation 20.
PIECE = "C62"


@dataclass(frozen=True, slots=True)
class Levels:
    """Order when no more than `point_milli` are there or on their way, and so many that there are `up_to_milli`."""

    point_milli: int
    up_to_milli: int


def levels(until_here: Demand, until_next: Demand, weekly_milli: int, unit: str, rule: Levels | None) -> Levels:
    """What suffices nine times in ten until the goods are there, and until the next ones would be; `rule`: what a
    person set instead (its `up_to_milli` 0: as it is worked out, and at least a week above the point).
    """
    worked_out = Levels(whole(until_here.high_milli, unit), whole(until_next.high_milli, unit))
    if rule is None:
        return worked_out
    up_to = rule.up_to_milli or max(worked_out.up_to_milli, whole(rule.point_milli + max(weekly_milli, 1_000), unit))
    return Levels(rule.point_milli, up_to)


def suggested(there_milli: int, wanted: Levels, *, minimum_milli: int, unit: str) -> int:
    """How many to order; 0 while more are there or on their way than the point."""
    if wanted.point_milli <= 0 or there_milli > wanted.point_milli:
        return 0
    return max(whole(wanted.up_to_milli - there_milli, unit), minimum_milli)


def whole(milli: int, unit: str) -> int:
    """Pieces are whole, upwards."""
    return -(-milli // 1_000) * 1_000 if unit == PIECE else milli
