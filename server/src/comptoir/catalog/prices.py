"""Which price was valid at a position of the feed: the question of every sold line."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID


class PriceAt(NamedTuple):
    """One price of an item from a feed position on; `store` is None for the whole organization.

    The rate is the one of the day on which it was stated; `tax_class` knows the rates of other days. An open price is
    what is usual: the cashier types the real one.
    """

    position: int
    store: UUID | None
    unit_price: int
    tax_category: str
    tax_rate_ppm: int
    tax_class: UUID | None = None
    is_open: bool = False
    # What one of it takes from the shelf: a six-pack takes six of its article.
    shelf_item: UUID | None = None
    shelf_count: int = 1


def price_at(history: Sequence[PriceAt], *, store: UUID, position: int) -> PriceAt | None:
    """The store's own price, else the organization's, as a till knew it at this position.

    `history` is ordered newest first.
    """
    general: PriceAt | None = None
    for price in history:
        if price.position > position:
            continue
        if price.store == store:
            return price
        if general is None and price.store is None:
            general = price
    return general
