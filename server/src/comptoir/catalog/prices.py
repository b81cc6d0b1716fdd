"""Which price was valid at a position of the feed: the question of every sold line."""

from collections.abc import Sequence
from datetime import datetime
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
    # When it was decided.
    changed_at: datetime | None = None


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


def lowest_price(history: Sequence[PriceAt], *, store: UUID, position: int, since: datetime) -> int | None:
    """The least that this store has asked since then, as a till knew it at this position; None without any price.

    `history` is ordered newest first. The price that held at `since` counts, too.
    """
    own: PriceAt | None = None
    general: PriceAt | None = None
    lowest: int | None = None
    for price in reversed(history):
        if price.position > position or price.store not in (store, None):
            continue
        is_older = price.changed_at is None or price.changed_at <= since
        if price.store is None:
            general = price
        else:
            own = price
        held = own or general
        assert held is not None
        lowest = held.unit_price if is_older or lowest is None else min(lowest, held.unit_price)
    return lowest
