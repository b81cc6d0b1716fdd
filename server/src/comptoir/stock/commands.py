"""Input of the operations of stock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CountItem:
    """Somebody counted an article in a store: everything that lies there, also what is kept aside.

    `id` is the counting's own: sent twice, it counts once.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    item: UUID
    quantity_milli: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CountNewItems:
    """What lies there of items that nobody has moved yet, as (store, item, thousandths); `id` is the document's.

    Below zero is what was counted so before and is taken back.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    counts: tuple[tuple[UUID, UUID, int], ...]
    now: datetime
