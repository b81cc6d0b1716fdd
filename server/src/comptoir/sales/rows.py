"""The rows that a batch becomes. Field names are column names; a test compares them with the migrations.

Named tuples, because the ledger turns thousands of them into columns for `unnest`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from comptoir.sales.closings import Closed, Filled


class EntryRow(NamedTuple):
    organization_id: UUID
    id: UUID
    till_id: UUID
    chain_id: UUID
    sequence: int
    branch: int
    kind: str
    digest: bytes
    content: bytes
    seal: bytes
    device_time: datetime | None
    received_at: datetime


class SaleRow(NamedTuple):
    organization_id: UUID
    id: UUID
    store_id: UUID
    till_id: UUID
    session: UUID | None
    cashier: UUID | None
    kind: str
    currency: str
    price_mode: str
    net: int
    tax: int
    gross: int
    cash_rounding: int
    returned: int
    sold_at: datetime
    refers_to_chain: UUID | None
    refers_to_sequence: int | None


class LineRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    item_id: UUID | None
    item_claimed: UUID | None
    name: str
    quantity_milli: int
    unit: str
    unit_price: int
    line_discount: int
    basket_discount: int
    amount: int
    tax_category: str
    tax_rate_ppm: int
    refers_to_line: int | None
    goes_to: str


class PromotionRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    promotion: UUID
    amount: int


class SubtotalRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


class TenderRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    kind: str
    amount: int
    received: int | None
    change: int | None


class TenderDetailRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    tender_kind: UUID | None
    revision: int | None
    face: int | None
    voucher: UUID | None
    currency: str
    foreign_amount: int | None
    rate_ppm: int | None
    account: UUID | None


class OrderRow(NamedTuple):
    organization_id: UUID
    id: UUID
    store_id: UUID
    till_id: UUID
    chain: UUID
    sequence: int
    purpose: str
    cashier: UUID | None
    customer: UUID | None
    ordered_at: datetime
    valid_until: date | None
    currency: str
    gross: int
    lines_count: int


class PaymentRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    purpose: str
    customer: UUID | None
    amount: int
    kept: int


class ParkedSaleRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    parked: UUID


class BottleDepositRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    item: UUID | None
    quantity_milli: int
    gross: int
    voucher: str


class LabelRow(NamedTuple):
    organization_id: UUID
    sale_id: UUID
    number: int
    item: UUID | None
    lot: str
    serial: str
    expires: date | None


class MovementLotRow(NamedTuple):
    organization_id: UUID
    document: UUID
    line: int
    number: int
    lot: str
    serial: str
    expires: date | None
    quantity_milli: int


class TipRow(NamedTuple):
    organization_id: UUID
    entry_id: UUID
    number: int
    till_id: UUID
    store_id: UUID
    session: UUID | None
    cashier: UUID | None
    given_at: datetime
    kind: str
    amount: int
    sale_chain: UUID | None
    sale_sequence: int | None


class VoucherRow(NamedTuple):
    organization_id: UUID
    id: UUID
    kind: str
    currency: str
    tax_category: str
    tax_rate_ppm: int
    balance: int
    shortfall: int
    first_at: datetime


class VoucherMovementRow(NamedTuple):
    organization_id: UUID
    entry_id: UUID
    number: int
    voucher_id: UUID
    till_id: UUID
    store_id: UUID
    amount: int
    balance: int
    reason: str
    moved_at: datetime
    allowance: UUID | None


class MovementRow(NamedTuple):
    organization_id: UUID
    document: UUID
    line: int
    store_id: UUID
    item_id: UUID
    quantity_milli: int
    reason: str
    moved_at: datetime


class OutboxRow(NamedTuple):
    organization_id: UUID
    topic: str
    subject: UUID
    digest: bytes | None


class DiscrepancyRow(NamedTuple):
    organization_id: UUID
    entry_id: UUID
    number: int
    code: str
    line: int | None
    claimed: str
    computed: str


class ToldRow(NamedTuple):
    """Its position is drawn when it is written."""

    organization_id: UUID
    store_id: UUID | None
    till_id: UUID
    kind: str
    subject: str
    amount: int
    happened_at: datetime
    ends_at: datetime


class CouponUseRow(NamedTuple):
    organization_id: UUID
    code: str
    entry_id: UUID


class LateFinding(NamedTuple):
    """What looks wrong in an entry that was stored before: it is numbered when it is written."""

    organization_id: UUID
    entry_id: UUID
    code: str
    claimed: str
    computed: str


class GivenLater(NamedTuple):
    """A later tip, and the sale that it names; `digest` is empty where it is none."""

    organization: UUID
    entry: UUID
    chain: UUID
    sequence: int
    digest: bytes


class SessionRow(NamedTuple):
    organization_id: UUID
    id: UUID
    till_id: UUID
    opened_at: datetime | None
    opened_by: UUID | None
    float_amount: int | None
    closed_at: datetime | None
    closed_by: UUID | None
    cash_expected: int | None
    cash_counted: int | None
    cash_difference: int | None
    business_day: date | None
    cash_left: int | None
    differences: int | None
    reason: str | None
    is_forgotten: bool | None


class ActFacts(NamedTuple):
    """What happened; where and when is the entry's."""

    deed: str
    amount: int | None = None
    expected: int | None = None
    counted: int | None = None
    reason: str = ""
    purse: UUID | None = None
    other: UUID | None = None
    approved_right: str = ""
    asked: int | None = None
    allowed: int | None = None
    proof: str = ""


class ActRow(NamedTuple):
    organization_id: UUID
    entry_id: UUID
    number: int
    till_id: UUID
    store_id: UUID
    session: UUID | None
    cashier: UUID | None
    happened_at: datetime
    deed: str
    amount: int | None
    expected: int | None
    counted: int | None
    reason: str
    purse: UUID | None
    other: UUID | None
    approved_right: str
    asked: int | None
    allowed: int | None
    proof: str


class QuarantineRow(NamedTuple):
    organization_id: UUID
    id: UUID
    till_id: UUID
    chain: UUID | None
    sequence: int | None
    digest: bytes
    content: bytes
    seal: bytes
    code: str
    received_at: datetime


class IncidentRow(NamedTuple):
    organization_id: UUID
    id: UUID
    till_id: UUID
    chain: UUID
    code: str
    opened_at: datetime
    entries_count: int


class HeadRow(NamedTuple):
    organization_id: UUID
    chain_id: UUID
    sequence: int
    digest: bytes
    device_time: datetime | None
    boot: str
    monotonic_ms: int
    has_quarantine: bool


@dataclass(slots=True)
class Rows:
    """All that one batch writes."""

    entries: list[EntryRow] = field(default_factory=list)
    sales: list[SaleRow] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    promotions: list[PromotionRow] = field(default_factory=list)
    subtotals: list[SubtotalRow] = field(default_factory=list)
    tenders: list[TenderRow] = field(default_factory=list)
    movements: list[MovementRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    discrepancies: list[DiscrepancyRow] = field(default_factory=list)
    acts: list[ActRow] = field(default_factory=list)
    coupon_uses: list[CouponUseRow] = field(default_factory=list)
    late_findings: list[LateFinding] = field(default_factory=list)
    late_tips: list[GivenLater] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    tender_details: list[TenderDetailRow] = field(default_factory=list)
    bottle_deposits: list[BottleDepositRow] = field(default_factory=list)
    labels: list[LabelRow] = field(default_factory=list)
    movement_lots: list[MovementLotRow] = field(default_factory=list)
    told: list[ToldRow] = field(default_factory=list)
    tips: list[TipRow] = field(default_factory=list)
    vouchers: dict[tuple[UUID, UUID], VoucherRow] = field(default_factory=dict)
    voucher_movements: list[VoucherMovementRow] = field(default_factory=list)
    ended_holds: list[tuple[UUID, UUID]] = field(default_factory=list)
    orders: list[OrderRow] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    parked_sales: list[ParkedSaleRow] = field(default_factory=list)
    sessions: dict[tuple[UUID, UUID], SessionRow] = field(default_factory=dict)
    quarantine: list[QuarantineRow] = field(default_factory=list)
    incidents: dict[tuple[UUID, str], IncidentRow] = field(default_factory=dict)
    heads: dict[UUID, HeadRow] = field(default_factory=dict)

    @property
    def has_rare_tenders(self) -> bool:
        """Whether something must be written that an ordinary sale never has."""
        return bool(
            self.tender_details
            or self.tips
            or self.voucher_movements
            or self.ended_holds
            or self.bottle_deposits
            or self.labels
            or self.has_promises
        )

    @property
    def has_promises(self) -> bool:
        """Whether there is an order, a payment or a basket of the shelf."""
        return bool(self.orders or self.payments or self.parked_sales)
