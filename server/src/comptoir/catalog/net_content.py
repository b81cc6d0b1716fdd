"""How much is in one of an article, and what that makes a kilogram or a litre cost (Directive 98/6/EC). Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from comptoir.kernel import divide_half_away

NET_MILLI_MAX = 1_000_000_000


class Measure(NamedTuple):
    """The unit that prices are compared in, and how many of the stated unit are in one of it."""

    base: str
    parts: int


# UN/ECE recommendation 20. The law compares by kilogram, litre, metre, square metre or piece.
MEASURES: Mapping[str, Measure] = {
    "GRM": Measure("KGM", 1_000),
    "KGM": Measure("KGM", 1),
    "MLT": Measure("LTR", 1_000),
    "CLT": Measure("LTR", 100),
    "LTR": Measure("LTR", 1),
    "MTR": Measure("MTR", 1),
    "MTK": Measure("MTK", 1),
    "C62": Measure("C62", 1),
}


class NetContent(NamedTuple):
    """So many thousandths of a unit."""

    milli: int
    unit: str


class PriceOfBase(NamedTuple):
    """What one of the unit that prices are compared in costs."""

    amount: int
    unit: str


def price_of_base(unit_price: int, net: NetContent | None, sold_by: str) -> PriceOfBase | None:
    """Of a package by its content, of loose goods by the unit that they are sold by; null where neither says it."""
    if net is None:
        # Loose goods by the gram are compared by the kilogram; a piece or an hour needs no second price.
        if sold_by in ("C62", "HUR"):
            return None
        net = NetContent(1_000, sold_by)
    measure = MEASURES[net.unit]
    return PriceOfBase(divide_half_away(unit_price * measure.parts * 1_000, net.milli), measure.base)
