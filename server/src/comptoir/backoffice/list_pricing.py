"""New prices from old ones: so many percent, to an ending that customers know from price tags."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.tryout import lineage
from comptoir.catalog.public import CategoryView, ItemView
from comptoir.kernel import divide_half_away
from comptoir.pricing import v2
from comptoir.pricing.v2.prices import unit_price

Ending: TypeAlias = Literal["exact", "5", "10", "50", "100", "x9", "95", "99"]

PPM = 1_000_000
ENDINGS: Mapping[Ending, Promise] = {
    "exact": _("To the cent"),
    "5": _("To the next .05"),
    "10": _("To the next .10"),
    "50": _("To the next .50"),
    "100": _("To whole amounts"),
    "x9": _("To an ending in 9: 2.39"),
    "95": _("To an ending in .95"),
    "99": _("To an ending in .99"),
}
_NINES: Mapping[str, tuple[int, int]] = {"x9": (10, 9), "95": (100, 95), "99": (100, 99)}


def changed_price(price: int, change_ppm: int, ending: Ending) -> int:
    """So much more or less, to the nearest price with this ending; a tie goes up. Never below the first such price."""
    exact = divide_half_away(price * (PPM + change_ppm), PPM)
    if ending == "exact":
        return exact
    if ending in _NINES:
        step, rest = _NINES[ending]
        return max(divide_half_away(exact - rest, step), 0) * step + rest
    step = int(ending)
    return divide_half_away(exact, step) * step


def price_by_list(
    item: ItemView, own: int | None, rule: v2.PriceList, parents: Mapping[UUID, CategoryView]
) -> int | None:
    """What an item costs by a list, as the engine says it; null where the list says nothing of it."""
    line = v2.Line(
        unit_price=item.unit_price or 0,
        quantity_milli=1000,
        taxes=(),
        item=str(item.id),
        categories=categories_of(item, parents),
        list_prices={} if own is None else {rule.id: own},
    )
    found = unit_price(line, [rule])
    return found.amount if found.source == "list" else None


def categories_of(item: ItemView, parents: Mapping[UUID, CategoryView]) -> Sequence[str]:
    return [str(category) for category in lineage(item.category, parents)]
