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
