"""Suppliers, orders of goods, and what came of them."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Name, Page, Sent, Whole, Words
from comptoir.api.shapes.stock import LotParts

AMOUNT_MAX = 10**12
Cost = Annotated[Whole, Field(ge=0, le=AMOUNT_MAX)]
Quantity = Annotated[Whole, Field(ge=1, le=AMOUNT_MAX)]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]


class SupplierTerms(Sent):
    """Who delivers, and on what terms. `language` is the one in which orders are written to them."""

    name: Name
    email: Words = ""
    language: Language = "fr"
    customer_number: Words = ""
    lead_days: Annotated[Whole, Field(ge=0, le=365)] = 0
    order_minimum: Cost = 0


class NewSupplier(SupplierTerms):
    """`id` is the program's own, if it likes."""

    id: Id | None = None


class Supplier(Schema):
    """Who delivers. Nothing is ordered of one that has ended."""

    id: Id
    name: str
    email: str
    language: str
    customer_number: str
    lead_days: int
    order_minimum: int
    is_ended: bool


class Suppliers(Schema):
    """Every supplier, by name."""

    suppliers: list[Supplier]


class OfferTerms(Sent):
    """What a supplier asks for an article: a unit, without tax, from `minimum_milli` on."""

    reference: Words = ""
    unit_cost: Cost
    minimum_milli: Cost = 0


class Offer(Schema):
    """An article as a supplier sells it."""

    supplier: Id
    article: Id
    reference: str
    unit_cost: int
    minimum_milli: int


class Offers(Schema):
    """What a supplier sells."""

    offers: list[Offer]


class Ended(Sent):
    """Whether nothing is ordered of them any more."""

    is_ended: Flag


class WantedLine(Sent):
    """So many of an article; without a cost it is the supplier's. A quantity of 0 takes the line of a draft away."""

    article: Id
    quantity_milli: Annotated[Whole, Field(ge=0, le=AMOUNT_MAX)]
    unit_cost: Cost | None = None


class NewOrder(Sent):
    """A draft. `id` is the program's own, if it likes."""

    id: Id | None = None
    supplier: Id
    store: Id
    lines: Annotated[list[WantedLine], Field(max_length=500)] = []


class OrderLines(Sent):
    """Lines of a draft as they shall be; others stay."""

    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=500)]


class CameLine(Sent):
    """So many of an article came, or went back; without a cost it is the order's."""

    article: Id
    quantity_milli: Quantity
    unit_cost: Cost | None = None
    lots: LotParts = []


class NewDelivery(Sent):
    """What came of an order. `id` is the delivery's own: sent twice, it counts once."""

    id: Id | None = None
    lines: Annotated[list[CameLine], Field(min_length=1, max_length=500)]
    note: Words = ""


class OrderLine(Schema):
    """A line of an order, and what came of it."""

    article: Id
    reference: str
    quantity_milli: int
    unit_cost: int
    received_milli: int


class DeliveryLine(Schema):
    """What came or went of an article, and at what cost a unit."""

    article: Id
    quantity_milli: int
    unit_cost: int


class Delivery(Schema):
    """Goods that came, or went back."""

    id: Id
    is_return: bool
    note: str
    happened_at: datetime
    lines: list[DeliveryLine]


class PurchaseOrder(Schema):
    """An order with everything that came of it. `state` is `draft`, `sent` or `closed`; `cost` is without tax."""

    id: Id
    number: int
    state: str
    supplier: Id
    store: Id
    cost: int
    made_at: datetime
    sent_at: datetime | None
    expected_on: date | None
    closed_at: datetime | None
    lines: list[OrderLine]
    deliveries: list[Delivery]


class OrderRow(Schema):
    """An order in a list: `lines`, of which `open` are not complete."""

    id: Id
    number: int
    state: str
    supplier: Id
    store: Id
    cost: int
    made_at: datetime
    lines: int
    open: int


class OrderPage(Page):
    """Orders, the newest first."""

    purchase_orders: list[OrderRow]
