"""Entries that settle money beside a plain sale or refund (journal format §5.3), read into the one shape that counts.

A tender correction has neither goods nor turnover: it becomes a turned entry of gross 0 whose tenders move an amount
from one kind to another, so every report that sums tenders follows by itself.
"""

from uuid import UUID

import msgspec

from comptoir.sales.bodies import (
    Amount,
    BodyNotUnderstood,
    Reference,
    SaleBody,
    StatedTender,
    decode_body,
    parse_sale,
)
from comptoir.sales.orders import parse_payment


class CorrectionBody(msgspec.Struct, frozen=True):
    """How a sale was really settled: what leaves one kind of tender and joins another."""

    refers_to: Reference
    tenders: list[StatedTender]
    currency: str
    cash_rounding: Amount = 0
    session: UUID | None = None
    cashier: UUID | None = None


_CORRECTION = msgspec.json.Decoder(CorrectionBody)
TURNED = frozenset({"sale", "refund", "exchange", "tender_correction", "payment"})


def parse_turned(kind: str, body: msgspec.Raw) -> SaleBody:
    """Read the body of an entry of one of the kinds that become a row of sales."""
    if kind == "tender_correction":
        return _parse_correction(body)
    if kind == "payment":
        return parse_payment(body)
    sale = parse_sale(body)
    if kind == "exchange" and {line.is_return for line in sale.lines} != {True, False}:
        raise BodyNotUnderstood
    return sale


def _parse_correction(body: msgspec.Raw) -> SaleBody:
    read = decode_body(_CORRECTION, body)
    if len(read.tenders) < 2 or len(read.currency) != 3:
        raise BodyNotUnderstood
    return SaleBody(
        country="",
        currency=read.currency,
        price_mode="gross",
        lines=[],
        tax_subtotals=[],
        net=0,
        tax=0,
        gross=0,
        tenders=read.tenders,
        cash_rounding=read.cash_rounding,
        session=read.session,
        cashier=read.cashier,
        refers_to=read.refers_to,
    )
