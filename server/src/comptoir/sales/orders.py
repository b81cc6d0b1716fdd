"""Orders and payments without a sale, as their entries state them (journal format §5.21), and how an order stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.pricing import TaxSubtotal
from comptoir.sales.bodies import (
    Amount,
    BodyNotUnderstood,
    SaleBody,
    SoldLine,
    StatedSubtotal,
    StatedTender,
    decode_body,
)


class OrderBody(SaleBody, frozen=True, kw_only=True):
    """Goods at their prices, before they are sold: what a sale says, without money."""

    purpose: Literal["quote", "layaway"]
    tenders: list[StatedTender] = []
    valid_until: str = ""
    customer: UUID | None = None


class PaymentBody(SaleBody, frozen=True, kw_only=True):
    """Money without a sale. On an order it carries its part of the tax, on an account none: that was due with the sale.

    `kept`: what a shop keeps of the payments of an order that is given up.
    """

    purpose: Literal["deposit", "cancellation", "settlement"]
    lines: list[SoldLine] = []
    tax_subtotals: list[StatedSubtotal] = []
    price_mode: Literal["gross", "net"] = "gross"
    net: Amount = 0
    tax: Amount = 0
    gross: Amount = 0
    account: UUID | None = None
    customer: UUID | None = None
    kept: Amount = 0


@dataclass(slots=True)
class OrderState:
    """An order as it stands: its sealed body, what was paid for it by each payment, and what ended it."""

    entry: UUID
    body: OrderBody
    payments: dict[tuple[UUID, int], list[TaxSubtotal]] = field(default_factory=dict)
    ended: str = ""

    def paid(self) -> list[TaxSubtotal]:
        """What all payments together came to, by category and rate."""
        return added(row for rows in self.payments.values() for row in rows)


_ORDER = msgspec.json.Decoder(OrderBody)
_PAYMENT = msgspec.json.Decoder(PaymentBody)


def parse_order(body: msgspec.Raw) -> OrderBody:
    """Read an order's body."""
    order = decode_body(_ORDER, body)
    if not order.lines or len({line.line for line in order.lines}) != len(order.lines) or order.tenders:
        raise BodyNotUnderstood
    if not all(line.tax_category or line.taxes or line.components for line in order.lines):
        raise BodyNotUnderstood
    return order


def parse_payment(body: msgspec.Raw) -> PaymentBody:
    """Read a payment's body: on an order, or on an account."""
    payment = decode_body(_PAYMENT, body)
    named = payment.account if payment.purpose == "settlement" else payment.order
    if named is None or payment.lines:
        raise BodyNotUnderstood
    return payment


def added(rows: Iterable[TaxSubtotal]) -> list[TaxSubtotal]:
    """Sums by category and rate, in the engine's order."""
    sums: dict[tuple[str, int], TaxSubtotal] = {}
    for row in rows:
        key = (row.tax_category, row.tax_rate_ppm)
        known = sums.get(key, TaxSubtotal(*key, 0, 0, 0))
        sums[key] = TaxSubtotal(*key, known.net + row.net, known.tax + row.tax, known.gross + row.gross)
    return [sums[key] for key in sorted(sums)]
