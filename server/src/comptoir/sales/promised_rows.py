"""The rows that orders, payments and baskets of the store's shelf become beside those of a sale."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.orders import OrderBody, PaymentBody
from comptoir.sales.rows import OrderRow, ParkedSaleRow, PaymentRow, Rows
from comptoir.sales.state import State


def order_row(order: OrderBody, sender: Sender, itself: Reference, entry: UUID, at: datetime) -> OrderRow:
    """What the lists of open orders show; the goods are read from the sealed entry."""
    return OrderRow(
        sender.organization, entry, sender.store, sender.till, itself.chain, itself.sequence, order.purpose,
        order.cashier, order.customer, at, _day(order.valid_until), order.currency, order.gross, len(order.lines),
    )  # fmt: skip


def derive_promises(
    sale: SaleBody, sender: Sender, itself: Reference, state: State, rows: Rows, entry: UUID
) -> Iterator[Difference]:
    """Write what a payment was for and what a sale kept. A basket of the shelf that was sold before is said."""
    organization = sender.organization
    rows.payments += payment_rows(sale, organization, entry)
    if sale.parked is not None:
        before = state.parked.get((organization, sale.parked))
        if before is not None:
            yield Difference("parked_twice", None, str(sale.parked), before)
        state.parked[organization, sale.parked] = f"{itself.chain}/{itself.sequence}"
        rows.parked_sales.append(ParkedSaleRow(organization, entry, sale.parked))


def payment_rows(sale: SaleBody, organization: UUID, entry: UUID) -> Iterator[PaymentRow]:
    """What was paid without a sale, or taken off one that was paid ahead, by the bytes alone."""
    if isinstance(sale, PaymentBody):
        yield PaymentRow(organization, entry, sale.purpose, sale.account or sale.customer, sale.gross, sale.kept)
    ahead = sum(line.amount for line in sale.lines if line.kind == "prepaid")
    if ahead:
        yield PaymentRow(organization, entry, "deducted", None, ahead, 0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
