"""Which price a unit has, and why: a person's word, else the first price list that knows it, else the catalogue's."""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.kernel import divide_half_away
from comptoir.pricing.engine import PPM
from comptoir.pricing.v2.basket import Line, PriceSource
from comptoir.pricing.v2.rules import PriceList


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit without its modifiers."""

    amount: int
    source: PriceSource
    price_list: str = ""


def unit_price(line: Line, price_lists: Sequence[PriceList]) -> UnitPrice:
    """The price by the lists that hold for this basket, in their order."""
    if line.override is not None:
        return UnitPrice(line.override, "override")
    if line.is_open:
        return UnitPrice(line.unit_price, "open")
    if line.kind == "article":
        for price_list in price_lists:
            listed = _listed(line, price_list)
            if listed is not None:
                return UnitPrice(listed, "list", price_list.id)
    return UnitPrice(line.unit_price, "catalog")


def _listed(line: Line, price_list: PriceList) -> int | None:
    """The item's own price, else the rate of its nearest category, else the rate on everything."""
    own = line.list_prices.get(price_list.id)
    if own is not None:
        return own
    ppm = price_list.everything_ppm
    for category in line.categories:
        named = price_list.category_ppm.get(category)
        if named is not None:
            ppm = named
            break
    if ppm is None:
        return None
    changed = divide_half_away(line.unit_price * (PPM + ppm), PPM)
    return divide_half_away(changed, price_list.step) * price_list.step
