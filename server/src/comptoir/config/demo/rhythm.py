"""When customers come and what they look for: the hour, the weekday, the season. Integers and fixed tables."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from comptoir.config.demo.goods import Good, goods, in_season
from comptoir.config.demo.shop import CAFE, DemoTill, Hours, is_public_holiday

WEEKDAY_PERCENT = (84, 92, 100, 98, 118, 136, 104)
MONTH_PERCENT = (92, 90, 97, 102, 106, 108, 96, 78, 104, 103, 101, 128)

_GROCERY_HOURS = {7: 8, 8: 12, 9: 9, 10: 10, 11: 12, 12: 13, 13: 7, 14: 5, 15: 6, 16: 8, 17: 13, 18: 16, 19: 11}
_CAFE_HOURS = {8: 15, 9: 12, 10: 10, 11: 8, 12: 17, 13: 13, 14: 7, 15: 7, 16: 9, 17: 7, 18: 4}

_PULL = {
    "coffee": {7: 8, 8: 8, 9: 6, 10: 4, 14: 3, 15: 3, 16: 3},
    "bread": {7: 6, 8: 5, 9: 3, 12: 2, 17: 3, 18: 4, 19: 3},
    "snack": {11: 4, 12: 9, 13: 7},
    "wine": {17: 2, 18: 3, 19: 4},
    "candy": {16: 3, 17: 2},
    "deli": {11: 2, 18: 2, 19: 2},
}
_CAFE_SHELVES = {"coffee": 10, "bread": 3, "snack": 5, "candy": 1, "drink": 2, "wine": 1}


@dataclass(frozen=True, slots=True)
class Demand:
    """What may be asked for in one hour, with running sums for a weighted throw."""

    goods: tuple[Good, ...]
    sums: tuple[int, ...]


def customers(till: DemoTill, day: date, dice: Random) -> int:
    """How many sales the till makes on a whole day: its usual number, the weekday, the season, and luck."""
    percent = 60 if is_public_holiday(day) else WEEKDAY_PERCENT[day.weekday()]
    if day.month == 12 and day.day >= 20:
        percent += 30
    usual = till.sales_a_day * percent * MONTH_PERCENT[day.month - 1]
    return usual * dice.randint(88, 112) // 1_000_000


def arrival_seconds(till: DemoTill, opening: Hours, count: int, dice: Random) -> list[int]:
    """Seconds after midnight, in order, at which customers pay."""
    shares = _CAFE_HOURS if till.store is CAFE else _GROCERY_HOURS
    hours = [hour for hour in shares if opening.opens < (hour + 1) * 60 and hour * 60 < opening.closes]
    chosen = dice.choices(hours, weights=[shares[hour] for hour in hours], k=count)
    seconds = sorted(hour * 3600 + dice.randrange(3600) for hour in chosen)
    first, last = opening.opens * 60 + 90, opening.closes * 60 - 240
    return [min(max(second, first), last) for second in seconds]


@cache
def demand(store_is_cafe: bool, hour: int, day: date) -> Demand:
    """What people look for at that hour of that day in a grocery or in a café."""
    wanted: list[Good] = []
    sums: list[int] = []
    total = 0
    for good in goods():
        weight = _weight(good, hour, day, store_is_cafe=store_is_cafe)
        if weight > 0:
            total += weight
            wanted.append(good)
            sums.append(total)
    return Demand(tuple(wanted), tuple(sums))


def _weight(good: Good, hour: int, day: date, *, store_is_cafe: bool) -> int:
    if not in_season(good, day):
        return 0
    shelf = good.shelf.key
    if store_is_cafe:
        return good.demand * _CAFE_SHELVES.get(shelf, 0) * _PULL.get(shelf, {}).get(hour, 1)
    return good.demand * _PULL.get(shelf, {}).get(hour, 1)
