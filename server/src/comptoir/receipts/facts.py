"""What a receipt is made from: sealed figures, the shop's names, the signed essentials. No words, no layout."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFacts:
    """How the shop presents itself, at the moment of printing."""

    store: str
    address: Sequence[str]
    phone: str | None = None
    legal_name: str
    registration: str
    tax_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraFacts:
    """What stands below a line: a modifier, a promotion, a deposit. `amount` only where it is not in the line's own."""

    name: str
    quantity_milli: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionFacts:
    """What a promotion took from a line; without a name it is called a promotion."""

    name: str | None = None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A sold thing; a free amount has no name."""

    name: str | None = None
    quantity_milli: int
    unit: str
    unit_price: int
    line_discount: int
    basket_discount: int
    amount: int
    # A payment on an order, taken off: `name` is its number.
    is_prepaid: bool = False
    extras: Sequence[ExtraFacts] = ()
    promotions: Sequence[PromotionFacts] = ()
    # Where it is eaten (`here`, `away`), when that is not the sale's place.
    place: str | None = None
    # What the code on this very piece said: its lot, its number, the last day of use (`2026-12-31`).
    lot: str | None = None
    serial: str | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxFacts:
    """Tax by category and rate; `name` as the shop calls the rate."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int
    name: str | None = None
    # Of several taxes on a line: which, and what it is for each unit where it is no rate.
    code: str | None = None
    unit_amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderFacts:
    """How a part was settled."""

    kind: str
    amount: int
    received: int | None = None
    change: int | None = None
    # Given on top of the amount; it is no turnover.
    tip: int | None = None
    # Of a code on a screen: sealed before anybody had seen the money, and nobody has said since that it came.
    is_unconfirmed: bool = False
    # Money of another currency as it was handed over, and what one of it is worth in millionths of our unit.
    foreign: "HandedFacts | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFacts:
    """Notes and coins of another currency, in its own minor units."""

    currency: str
    exponent: int
    amount: int
    rate_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedFacts:
    """What a payment was for: the order's goods, what they come to, and what was paid so far, this one included."""

    lines: Sequence[LineFacts]
    gross: int
    paid: int
    # The last day on which the goods are kept, `2026-12-24`.
    valid_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFacts:
    """What a country's fiscal rules, or a trade (table, ticket, prescription), want on the paper."""

    lines: Sequence[str]
    qr: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFacts:
    """A sale or refund, its copy, a gift receipt, or a training of one; a quote, an order, and what is paid on them.

    `kind`: `sale`, `refund`, `exchange`; of an order or a payment, its purpose.
    """

    kind: str
    is_training: bool
    is_gift: bool
    copy_number: int
    number: str
    device_time: str
    cashier: str
    currency: str
    exponent: int
    price_mode: str
    # Eaten `here` or taken `away`: some goods are taxed by it.
    place: str | None = None
    # Why the customer owed no tax: a code of the shop's reasons.
    exemption: str | None = None
    # As the shop calls it, and the law as it is to stand on the paper; one of the usual reasons has neither.
    exemption_name: str | None = None
    exemption_mention: str | None = None
    lines: Sequence[LineFacts]
    tax_subtotals: Sequence[TaxFacts]
    net: int
    tax: int
    gross: int
    cash_rounding: int
    tenders: Sequence[TenderFacts]
    refers_to: str | None = None
    # Of a payment on an order: what for, where somebody knows.
    ordered: OrderedFacts | None = None
    # Of a quote or of goods kept aside: the last day, `2026-12-24`.
    valid_until: str | None = None
    essentials: str
    public_address: str
    shop: ShopFacts
    fiscal: SlotFacts | None = None
    trade: SlotFacts | None = None
    # New gift cards and credits: each has its own code, to be cut off and given away.
    cards: Sequence[SlotFacts] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTender:
    """What one kind of tender came to."""

    kind: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFacts:
    """A way to pay that is counted beside the drawer's cash: `name` as the shop calls it."""

    name: str
    exponent: int
    counted: int
    difference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeposits:
    """Deposits on containers: what customers paid, and (zero or less) what they got back."""

    taken: int
    given_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFacts:
    """Foreign money of the drawer in its own figures; what left it is below zero."""

    currency: str
    exponent: int
    float_amount: int
    taken: int
    given: int
    paid_in: int
    paid_out: int
    pickup: int
    differences: int
    # None where the drawer is counted blind and was not counted yet.
    expected: int | None = None
    counted: int | None = None
    difference: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseFacts:
    """Cash that somebody carries: given back and counted, still out, or out and closed without a count."""

    name: str
    expected: int | None = None
    counted: int | None = None
    difference: int = 0


@dataclass(frozen=True, slots=True)
class ReportUnconfirmed:
    """Cards that were taken without their bank, which had not said yes when this was printed; a part of all cards."""

    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """A closing (Z), the same figures while the day goes on (X), or when somebody hands the drawer over."""

    kind: str
    is_training: bool
    till: str
    cashier: str
    # Of a handover: who goes on.
    taker: str | None = None
    opened_at: str
    printed_at: str
    currency: str
    exponent: int
    sales_count: int
    refunds_count: int
    gross: int
    refunded: int
    deposits: ReportDeposits | None = None
    tenders: Sequence[ReportTender]
    # What was given on top, by the way it came: no turnover.
    tips: Sequence[ReportTender] = ()
    unconfirmed: ReportUnconfirmed | None = None
    # What else than cash of our own was counted; foreign money in its own figures.
    counts: Sequence[CountFacts] = ()
    # By currency: float, taken, given, moved, expected, counted, difference.
    foreign: Sequence[ForeignFacts] = ()
    float_amount: int
    movements: int
    # What counts in between were off by, together: without it the drawer does not add up.
    differences: int | None = None
    purses: Sequence[PurseFacts] = ()
    cash_expected: int | None = None
    cash_counted: int | None = None
    cash_difference: int | None = None
    # What stays in the drawer for the next day, when the rest is taken out.
    cash_left: int | None = None
    deposits_received: int | None = None
    deposits_deducted: int | None = None
    perpetual_gross: int | None = None
    perpetual_refunded: int | None = None
    covers: str | None = None
    digest: str | None = None
    shop: ShopFacts
    fiscal: SlotFacts | None = None
