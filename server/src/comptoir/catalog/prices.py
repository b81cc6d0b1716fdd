"""Which price was valid at a position of the feed: the question of every sold line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

# No position is newer: what the catalogue says now.
NEWEST = 9_007_199_254_740_991
# Whoever announces a reduction says what the goods cost least in the 30 days before it (Directive 98/6/EC art. 6a).
REDUCTION_DAYS = timedelta(days=30)


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


def lowest_before_reduction(history: Sequence[PriceAt], *, store: UUID, now: datetime) -> int | None:
    """The least of the 30 days before the price was last changed, while that change is not older than 30 days itself.

    Null where the price went up or stayed, and where it was as low as now before: then nothing is reduced.
    `history` is ordered newest first.
    """
    current = begun = price_at(history, store=store, position=NEWEST)
    if current is None or begun is None:
        return None
    while (before := price_at(history, store=store, position=begun.position - 1)) is not None:
        if before.unit_price != current.unit_price:
            break
        begun = before
    if before is None or begun.changed_at is None or begun.changed_at < now - REDUCTION_DAYS:
        return None
    since = begun.changed_at - REDUCTION_DAYS
    lowest = lowest_price(history, store=store, position=begun.position - 1, since=since)
    return lowest if lowest is not None and lowest > current.unit_price else None
