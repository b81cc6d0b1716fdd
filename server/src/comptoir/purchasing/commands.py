"""Input of the operations of purchasing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.stock.public import GoodsLot


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSupplier:
    """A new supplier, or other words and terms of one that is there."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    email: str = ""
    language: str = "fr"
    customer_number: str = ""
    lead_days: int = 0
    order_minimum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSupplier:
    """Nothing is ordered of them any more, or (`is_ended` false) it is again."""

    organization: UUID
    person: UUID | None
    supplier: UUID
    is_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveOffer:
    """What a supplier asks for an article."""

    organization: UUID
    person: UUID | None
    supplier: UUID
    item: UUID
    reference: str = ""
    unit_cost: int
    minimum_milli: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOffer:
    """A supplier sells an article no more."""

    organization: UUID
    person: UUID | None
    supplier: UUID
    item: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many of an article. Without a cost it is the supplier's."""

    item: UUID
    quantity_milli: int
    unit_cost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """A draft. `id` is whoever writes it's own: sent twice, it is one."""

    organization: UUID
    person: UUID | None
    id: UUID
    supplier: UUID
    store: UUID
    lines: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteLines:
    """Let these lines of a draft be so; a quantity of 0 takes its line away. Others stay."""

    organization: UUID
    person: UUID | None
    order: UUID
    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPurchase:
    """The supplier has it now: by mail to `address`, or (empty) because somebody handed it over. `letter` is the mail's
    own id."""

    organization: UUID
    person: UUID | None
    order: UUID
    letter: UUID
    address: str
    now: datetime
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOrder:
    """Nothing more is expected of it. A draft is given up so, too."""

    organization: UUID
    person: UUID | None
    order: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """So many of an article came or went. Without a cost it is the order's; another one becomes the supplier's.

    `lots`: of which lots it is, as far as somebody looked.
    """

    item: UUID
    quantity_milli: int
    unit_cost: int | None = None
    lots: tuple[GoodsLot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveGoods:
    """A delivery against an order. `id` is the delivery's own: sent twice, it counts once."""

    organization: UUID
    person: UUID | None
    id: UUID
    order: UUID
    lines: tuple[Came, ...]
    note: str = ""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnGoods:
    """Goods of an order go back to the supplier. `id` is the document's own."""

    organization: UUID
    person: UUID | None
    id: UUID
    order: UUID
    lines: tuple[Came, ...]
    note: str = ""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLetters:
    """Take due letters for one try each."""

    organization: UUID
    now: datetime
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeLetter:
    """How a try ended; an empty code is success."""

    organization: UUID
    id: UUID
    attempt: int
    now: datetime
    code: str = ""
    is_permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReorderRule:
    """Order an article of a store from so many on; null: as it is worked out. `up_to_milli` null: likewise."""

    organization: UUID
    person: UUID | None
    store: UUID
    item: UUID
    point_milli: int | None
    up_to_milli: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOutPoints:
    """Work out the reorder points of a store from what was sold until `today`, which is yet to come."""

    organization: UUID
    store: UUID
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWorkedOut:
    """The points of every store are those of now."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookForShort:
    """Hold what is free against the reorder points."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRecipient:
    """Write to somebody when articles run short. `id` is the page's own: sent twice, it is one."""

    organization: UUID
    person: UUID | None
    id: UUID
    address: str
    language: str
    store: UUID | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRecipient:
    """Write to them no more."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDigests:
    """Take due recipients for one try each."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeDigest:
    """How a try ended: an empty code is success, and there may have been nothing to say."""

    organization: UUID
    id: UUID
    attempt: int
    told_until: datetime
    now: datetime
    code: str = ""
