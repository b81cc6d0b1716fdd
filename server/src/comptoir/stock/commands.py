"""Input of the operations of stock."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsLot:
    """So many of a lot, or the piece with a serial number; goods of which only the last day is known have no lot."""

    lot: str = ""
    serial: str = ""
    expires: date | None = None
    quantity_milli: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountItem:
    """Somebody counted an article in a store: everything that lies there, also what is kept aside.

    `id` is the counting's own: sent twice, it counts once. `lots`: of which lots it is; named, they are all there are.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    item: UUID
    quantity_milli: int
    lots: tuple[GoodsLot, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """So many of an article, in thousandths; `lots`: of which lots, as far as somebody looked."""

    item: UUID
    quantity_milli: int
    lots: tuple[GoodsLot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLoss:
    """Goods are gone that nobody bought: `reason` is `loss`, `damaged` or `waste`. `id` is the document's own."""

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    reason: str
    lines: tuple[Goods, ...]
    note: str = ""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTransfer:
    """Goods leave a store for another one. `id` is the document's own: sent twice, they leave once."""

    organization: UUID
    person: UUID | None
    id: UUID
    origin: UUID
    destination: UUID
    lines: tuple[Goods, ...]
    note: str = ""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveTransfer:
    """What came of a transfer; what is not named did not come. `id` is the arrival's own."""

    organization: UUID
    person: UUID | None
    id: UUID
    transfer: UUID
    lines: tuple[Goods, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCounting:
    """Begin to count a store, or a category of it. `name` says what: a shelf, a room."""

    organization: UUID
    person: UUID | None
    id: UUID
    store: UUID
    category: UUID | None
    name: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyGoods:
    """What one person counted since they last sent. `sheet` is the page's own: sent twice, it counts once.

    Below zero corrects what was counted too much.
    """

    organization: UUID
    person: UUID | None
    sheet: UUID
    counting: UUID
    lines: tuple[Goods, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCounting:
    """Let what was counted be what lies there. `missing` are articles that nobody found: none of them is there."""

    organization: UUID
    person: UUID | None
    counting: UUID
    missing: tuple[UUID, ...] = ()
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCounting:
    """Nothing of it counts."""

    organization: UUID
    person: UUID | None
    counting: UUID
    now: datetime
