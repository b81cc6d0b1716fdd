"""What the ledger has read before it decides. `decide` updates it as it goes, so that a batch sees itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from comptoir.catalog.goods import GoodsHistory
from comptoir.catalog.labels import LabelAt
from comptoir.catalog.prices import PriceAt
from comptoir.catalog.rules import ListPrice, RuleHistory
from comptoir.sales.bodies import Reference
from comptoir.sales.entries import Code
from comptoir.sales.orders import OrderState
from comptoir.sales.store_days import StoreClock
from comptoir.staff.history import StaffHistory
from comptoir.tax.calendar import DatedRate
from comptoir.tax.places import ClassSwitchAt, StorePlacesAt


@dataclass(slots=True)
class Head:
    """The newest stored entry of a chain, and its clock."""

    sequence: int
    digest: str
    device_time: datetime | None
    boot: str
    monotonic_ms: int
    has_quarantine: bool
    is_revoked: bool
    # The duty that its store can't fulfil yet: whatever is sold there for real is flagged.
    training_only: str = ""
    # What its store gives for goods without a receipt: the lowest price of so many days, as credit or also in cash.
    returns_days: int = 30
    returns_in_cash: bool = False
    # Its key was renewed behind this entry: the next one is in another chain.
    ended_sequence: int | None = None

    @property
    def asked(self) -> str:
        """What the store asks of its tills, in one word: the quick way compares it with what the store asks now."""
        return f"{self.returns_days} {int(self.returns_in_cash)} {self.training_only}"


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes in quarantine: chain and sequence are unknown for unreadable ones."""

    code: Code
    chain: UUID | None
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands or claims to stand."""

    chain: UUID
    sequence: int


@dataclass(slots=True)
class OriginalLine:
    """A line of a stored sale, and how much of it was given back so far (a positive quantity)."""

    quantity_milli: int
    unit_price: int
    amount: int
    tax_category: str
    tax_rate_ppm: int
    refunded_milli: int = 0


@dataclass(frozen=True, slots=True)
class TaxCalendar:
    """Tax classes of an organization whose rate changes, each with its rates in order of days, and its stores' zones:
    a rate begins at the store's midnight.
    """

    rates: dict[UUID, tuple[DatedRate, ...]] = field(default_factory=dict)
    zones: dict[UUID, str] = field(default_factory=dict)


@dataclass(slots=True)
class Settled:
    """How a stored sale stands settled, corrections so far included; without a kind it is not in the ledger."""

    kind: str = ""
    due: int = 0
    session: UUID | None = None
    tenders: dict[str, int] = field(default_factory=dict)

    def take(self, tenders: Iterable[tuple[str, int]]) -> None:
        """Add what tenders moved."""
        for kind, amount in tenders:
            self.tenders[kind] = self.tenders.get(kind, 0) + amount


@dataclass(frozen=True, slots=True)
class TenderRule:
    """One revision of one of a shop's kinds of tender."""

    kind: str
    amount_max: int | None
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreRate:
    """What a unit of a currency is worth from a day on, in one store or in all."""

    store: UUID | None
    valid_from: date
    rate_ppm: int


@dataclass(slots=True)
class VoucherState:
    """A gift card or store credit, and what is left on it."""

    kind: str
    currency: str
    tax_category: str
    tax_rate_ppm: int
    balance: int
    shortfall: int
    first_at: datetime
    is_blocked: bool = False


@dataclass(slots=True)
class AccountState:
    """A customer's account: what is owed, and how much may be."""

    is_known: bool
    is_open: bool
    limit: int
    balance: int


@dataclass(slots=True)
class AllowanceState:
    """What a chain may redeem without asking, and what it has."""

    chain: UUID
    each: int
    total: int
    issued_at: datetime
    ends_at: datetime
    spent: int


@dataclass(frozen=True, slots=True)
class AloneMovement:
    """What a card paid without a network: under which allowance, and when."""

    allowance: UUID
    at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class ShopTerms:
    """What an organization said about places: histories, each newest first; `rates` in order of days, of the classes
    that others become.
    """

    switches: Mapping[UUID, Sequence[ClassSwitchAt]] = field(default_factory=dict)
    stores: Mapping[UUID, Sequence[StorePlacesAt]] = field(default_factory=dict)
    rates: Mapping[UUID, Sequence[DatedRate]] = field(default_factory=dict)
    zones: Mapping[UUID, str] = field(default_factory=dict)
    labels: Sequence[LabelAt] = ()
    # By item, as the catalogue knows them now; of an item that no label named yet there are none.
    codes: dict[UUID, frozenset[str]] = field(default_factory=dict)


NO_TERMS = ShopTerms()


@dataclass(frozen=True, slots=True)
class ExemptionRule:
    """One revision of one of a shop's reasons for owing no tax."""

    category: str
    vatex: str
    evidence: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingRule:
    """One customer's exemption as the office granted it; `ended_position`: where in the feed tills heard of its end."""

    reason: UUID
    valid_from: date
    valid_until: date
    ended_position: int | None


@dataclass(frozen=True, slots=True)
class BottlePattern:
    """How a machine of a store, or of all, wrote its vouchers once; ended ones too."""

    store: UUID | None
    pattern: str
    days_unique: int


@dataclass(frozen=True, slots=True)
class BottleUse:
    """When a machine's voucher was paid, and at which till."""

    at: datetime
    till_code: str


Original: TypeAlias = dict[int, OriginalLine]


@dataclass(slots=True)
class ShopRules:
    """An organization's price lists, promotions and goods, the parents of its categories, and what lists ask for items.

    An item that no list ever named has an empty history; one that was not read yet has none.
    """

    history: RuleHistory = field(default_factory=RuleHistory)
    goods: GoodsHistory = field(default_factory=GoodsHistory)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    list_prices: dict[UUID, tuple[ListPrice, ...]] = field(default_factory=dict)

    def categories(self, own: UUID | None) -> list[str]:
        """A category and those around it, the nearest first."""
        found: list[str] = []
        while own is not None and str(own) not in found:
            found.append(str(own))
            own = self.parents.get(own)
        return found


NO_SHOP_RULES = ShopRules()


@dataclass(slots=True)
class State:
    """Keyed so that every question of `decide` is one look-up.

    `prices` holds each known item's history, newest first; an item that is missing is unknown to the catalogue.
    `calendars` holds the tax calendars of organizations that have one.
    `code_uses` holds, of the codes of this batch that are good once, the entries that used them; they are locked.
    `terms` holds what organizations said about places, where an entry asks for it.
    `staff` holds the rights' history of organizations whose entries took something of a right.
    `tender_rules`, `rates` and `vouchers` hold what rare tenders of this batch name; vouchers are locked.
    `originals` holds the sales that refunds of this batch name; one that is missing is not in the ledger. `sold_by` is
    the tills that made them.
    `settled` holds how the sales that corrections of this batch name were settled.
    `accounts` (by organization) and `orders` hold what tenders and payments name; both are locked.
    `parked` holds where a basket that was put aside was sold.
    `unreceipted` holds what a person gave for goods without a receipt in a session, so far.
    `clocks` holds the stores whose people's sums are judged; `given_in_day` is the same over all tills of a store in
    a business day, `bought` what people of the house bought in a month, up to `purchase_limits`; `employees` are they.
    `cash_left` holds, of the sales that refunds of this batch name, what was paid in cash and has not gone back.
    `bottle_patterns` and `bottle_uses` hold how machines write vouchers, and when those of this batch were paid before.
    `rules` holds the organizations whose sales were priced by engine 2.
    """

    heads: dict[UUID, Head] = field(default_factory=dict)
    stored: dict[Place, set[str]] = field(default_factory=dict)
    held: dict[tuple[UUID, str], Held] = field(default_factory=dict)
    prices: dict[tuple[UUID, UUID], tuple[PriceAt, ...]] = field(default_factory=dict)
    calendars: dict[UUID, TaxCalendar] = field(default_factory=dict)
    staff: dict[UUID, StaffHistory] = field(default_factory=dict)
    code_uses: dict[tuple[UUID, str], list[UUID]] = field(default_factory=dict)
    terms: dict[UUID, ShopTerms] = field(default_factory=dict)
    originals: dict[Reference, Original] = field(default_factory=dict)
    sold_by: dict[Reference, UUID] = field(default_factory=dict)
    settled: dict[Reference, Settled] = field(default_factory=dict)
    cash_left: dict[Reference, int | None] = field(default_factory=dict)
    rules: dict[UUID, ShopRules] = field(default_factory=dict)
    tender_rules: dict[tuple[UUID, UUID, int], TenderRule] = field(default_factory=dict)
    rates: dict[tuple[UUID, str], tuple[StoreRate, ...]] = field(default_factory=dict)
    vouchers: dict[tuple[UUID, UUID], VoucherState] = field(default_factory=dict)
    unreceipted: dict[tuple[UUID, UUID | None, UUID | None], int] = field(default_factory=dict)
    clocks: dict[UUID, StoreClock] = field(default_factory=dict)
    given_in_day: dict[tuple[UUID, UUID, UUID, datetime], int] = field(default_factory=dict)
    bought: dict[tuple[UUID, UUID, datetime], int] = field(default_factory=dict)
    purchase_limits: dict[UUID, int | None] = field(default_factory=dict)
    employees: set[tuple[UUID, UUID]] = field(default_factory=set)
    allowances: dict[tuple[UUID, UUID], AllowanceState] = field(default_factory=dict)
    # What cards paid without a network since the oldest allowance that the batch names.
    alone: dict[tuple[UUID, UUID], list[AloneMovement]] = field(default_factory=dict)
    accounts: dict[UUID, dict[UUID, AccountState]] = field(default_factory=dict)
    orders: dict[Reference, OrderState] = field(default_factory=dict)
    parked: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    bottle_patterns: dict[UUID, list[BottlePattern]] = field(default_factory=dict)
    bottle_uses: dict[tuple[UUID, str], list[BottleUse]] = field(default_factory=dict)
    exemptions: dict[tuple[UUID, UUID, int], ExemptionRule] = field(default_factory=dict)
    standing_exemptions: dict[tuple[UUID, UUID], StandingRule] = field(default_factory=dict)
