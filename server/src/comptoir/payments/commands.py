"""Input of the operations of payments."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTenderKind:
    """A kind of tender as it shall be. A new id makes one; `kind` and `store` of a known one stay what they are."""

    organization: UUID
    person: UUID | None
    id: UUID
    kind: str
    name: str
    gives_change: bool
    opens_drawer: bool
    is_counted: bool
    amount_max: int | None = None
    categories: tuple[UUID, ...] = ()
    store: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExchangeRate:
    """What a unit of a currency is worth from a day on."""

    organization: UUID
    person: UUID | None
    id: UUID
    currency: str
    valid_from: date
    rate_ppm: int
    today: date
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockVoucher:
    """A card was lost, or found again."""

    organization: UUID
    person: UUID | None
    voucher: UUID
    is_blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPaymentPolicy:
    """What the shop decides about tips and gift cards; None leaves a part as it is."""

    organization: UUID
    person: UUID | None
    tip_presets: tuple[int, ...] | None = None
    tip_amounts: tuple[int, ...] | None = None
    tip_pooling: str | None = None
    has_gift_cards: bool | None = None
    voucher_tax_class: UUID | None = None
    is_single_purpose: bool | None = None
    offline_each: int | None = None
    offline_total: int | None = None
    kept_ppm: int | None = None
    quote_days: int | None = None
    # For how many months after money last came onto it a card is valid; 0: for ever.
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """How long somebody worked on a day, and for how many points."""

    employee: UUID
    minutes: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTipWork:
    """Who worked in a store on a business day: what its tips are shared by."""

    organization: UUID
    person: UUID | None
    store: UUID
    business_day: date
    worked: tuple[Worked, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card of another system: the line that says so, the card's identifier, what is left on it, since when."""

    number: int
    card: UUID
    amount: int
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCards:
    """Take over what another system owed. `document` is what all of it came by."""

    organization: UUID
    person: UUID | None
    document: UUID
    store: UUID
    lines: tuple[CardLine, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadCards:
    """Take back what came by a document, as far as it is still there."""

    organization: UUID
    person: UUID | None
    document: UUID
    cards: tuple[UUID, ...]
    now: datetime
