"""What goes into the engine and what comes out. Integers only: minor units, milli, ppm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

PriceMode: TypeAlias = Literal["gross", "net"]
"""`gross`: unit prices include tax (shops). `net`: tax comes on top (trade)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sold thing, before pricing. At most one of the two discounts is not zero."""

    unit_price: int
    quantity_milli: int
    tax_category: str
    tax_rate_ppm: int
    discount_ppm: int = 0
    discount_amount: int = 0


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines in the order the cashier entered them, and the discount on the whole."""

    price_mode: PriceMode
    lines: Sequence[Line]
    discount_ppm: int = 0
    discount_amount: int = 0


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A line of a refund with its amount already decided (see `refund_share`)."""

    amount: int
    tax_category: str
    tax_rate_ppm: int


@dataclass(slots=True)
class PricedLine:
    """What a line came to: amount = base - line_discount - basket_discount, in the price mode.

    Not frozen, like the other results: freezing costs more than the arithmetic does and
    the ledger prices every sale again. Nobody else holds a reference.
    """

    base: int
    line_discount: int
    basket_discount: int
    amount: int


@dataclass(slots=True)
class TaxSubtotal:
    """One row per (category, rate), as EN 16931 BG-23 wants it."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


@dataclass(slots=True)
class Totals:
    """Tax subtotals ordered by category then rate, and their sums."""

    tax_subtotals: list[TaxSubtotal]
    net: int
    tax: int
    gross: int


@dataclass(slots=True)
class PricedBasket:
    """The whole answer of `price`; `basket_discount` is what the discount on the whole came to."""

    lines: list[PricedLine]
    basket_discount: int
    tax_subtotals: list[TaxSubtotal]
    net: int
    tax: int
    gross: int
