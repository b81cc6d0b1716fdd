"""What pages and letters read of purchasing, as frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from comptoir.catalog.public import items_named
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization
from comptoir.purchasing.costs import cost_of
from comptoir.purchasing.models import Delivery, DeliveryLine, Letter, Offer, Order, OrderLine, Supplier

ORDERS_SHOWN = 100
# What an order comes to and how much of it is open, for a page of orders.
LIST = """
    SELECT o.id, o.number, o.state, o.supplier_id, p.name, o.store_id, s.name, o.made_at, o.sent_at, o.expected_on,
        coalesce(l.cost, 0)::int8, coalesce(l.count, 0)::int4, coalesce(l.received, 0)::int4, coalesce(l.open, 0)::int4
    FROM purchasing_order o
    JOIN purchasing_supplier p ON p.organization_id = o.organization_id AND p.id = o.supplier_id
    JOIN platform_store s ON s.organization_id = o.organization_id AND s.id = o.store_id
    CROSS JOIN LATERAL (
        SELECT sum(round(quantity_milli::numeric * unit_cost / 1000)) AS cost, count(*) AS count,
            count(*) FILTER (WHERE received_milli > 0) AS received,
            count(*) FILTER (WHERE received_milli < quantity_milli) AS open
        FROM purchasing_order_line WHERE organization_id = o.organization_id AND order_id = o.id OFFSET 0
    ) l
    WHERE o.organization_id = %(organization)s
        AND (%(state)s = '' OR o.state = %(state)s)
        AND (%(store)s::uuid IS NULL OR o.store_id = %(store)s::uuid)
        AND (%(supplier)s::uuid IS NULL OR o.supplier_id = %(supplier)s::uuid)
        AND (%(below)s::int8 IS NULL OR o.number < %(below)s::int8)
    ORDER BY o.number DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class SupplierView:
    """Who delivers, and on what terms."""

    id: UUID
    name: str
    email: str
    language: str
    customer_number: str
    lead_days: int
    order_minimum: int
    is_ended: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """An article as a supplier sells it."""

    supplier: UUID
    supplier_name: str
    item: UUID
    name: str
    unit: str
    reference: str
    unit_cost: int
    minimum_milli: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list. `count` lines, of which `received` began to come and `open` are not complete."""

    id: UUID
    number: int
    state: str
    supplier: UUID
    supplier_name: str
    store: UUID
    store_name: str
    made_at: datetime
    sent_at: datetime | None
    expected_on: date | None
    cost: int
    count: int
    received: int
    open: int


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line of an order, and what came of it."""

    item: UUID
    name: str
    unit: str
    barcodes: tuple[str, ...]
    reference: str
    quantity_milli: int
    unit_cost: int
    received_milli: int

    @property
    def cost(self) -> int:
        return cost_of(self.quantity_milli, self.unit_cost)

    @property
    def open_milli(self) -> int:
        return max(self.quantity_milli - self.received_milli, 0)

    @property
    def surplus_milli(self) -> int:
        return max(self.received_milli - self.quantity_milli, 0)


@dataclass(frozen=True, slots=True)
class DeliveryLineView:
    """What came or went of an article."""

    item: UUID
    name: str
    unit: str
    quantity_milli: int
    unit_cost: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery, or goods that went back."""

    id: UUID
    is_return: bool
    note: str
    happened_at: datetime
    lines: tuple[DeliveryLineView, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """Where an order went by mail."""

    id: UUID
    address: str
    language: str
    state: str
    code: str
    asked_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with everything that belongs to it."""

    id: UUID
    number: int
    state: str
    supplier: SupplierView
    store: UUID
    store_name: str
    store_address: str
    timezone: str
    made_at: datetime
    sent_at: datetime | None
    expected_on: date | None
    closed_at: datetime | None
    lines: tuple[OrderLineView, ...]
    deliveries: tuple[DeliveryView, ...]
    letters: tuple[LetterView, ...]

    @property
    def cost(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def is_partly_received(self) -> bool:
        return any(line.received_milli for line in self.lines)


def suppliers(*, with_ended: bool = False) -> list[SupplierView]:
    """By name."""
    rows = Supplier.objects.filter(organization_id=current_organization()).order_by("name", "id")
    rows = rows if with_ended else rows.filter(is_ended=False)
    return [_supplier(row) for row in rows]


def supplier_view(supplier: UUID) -> SupplierView | None:
    """One supplier, also one that ended."""
    row = Supplier.objects.filter(organization_id=current_organization(), id=supplier).first()
    return None if row is None else _supplier(row)


def offers_by(supplier: UUID) -> list[OfferView]:
    """What a supplier sells, by name."""
    return _offers(Q(supplier_id=supplier))


def offers_for(items: Sequence[UUID]) -> list[OfferView]:
    """Who sells these, of suppliers of whom something is ordered; the cheapest first."""
    found = _offers(Q(item_id__in=items, supplier__is_ended=False))
    return sorted(found, key=lambda offer: (offer.unit_cost, offer.supplier_name))


def orders(*, state: str = "", store: UUID | None = None, supplier: UUID | None = None) -> list[OrderRow]:
    """The newest first."""
    return _rows(state=state, store=store, supplier=supplier, below=None, limit=ORDERS_SHOWN)


def walk_orders(*, store: UUID | None, supplier: UUID | None, below: int | None, limit: int) -> list[OrderRow]:
    """Every order once, the newest first: those with a number below the last one that was told."""
    return _rows(state="", store=store, supplier=supplier, below=below, limit=limit)


def _rows(**asked: str | UUID | int | None) -> list[OrderRow]:
    with connection.cursor() as cursor:
        cursor.execute(LIST, {"organization": current_organization(), **asked})
        return [OrderRow(*row) for row in cursor.fetchall()]


def order_view(order: UUID) -> OrderView | None:
    """One order, whole."""
    row = Order.objects.filter(organization_id=current_organization(), id=order).select_related("supplier").first()
    if row is None:
        return None
    [store] = [place for place in stores() if place.id == row.store_id]
    lines = list(OrderLine.objects.filter(organization_id=row.organization_id, order_id=order).order_by("number"))
    named = items_named(line.item_id for line in lines)
    letters = Letter.objects.filter(organization_id=row.organization_id, order_id=order).order_by("-id")
    return OrderView(
        id=row.pk, number=row.number, state=row.state, supplier=_supplier(row.supplier), store=store.id,
        store_name=store.name, store_address=store.address, timezone=store.timezone, made_at=row.made_at,
        sent_at=row.sent_at, expected_on=row.expected_on, closed_at=row.closed_at,
        lines=tuple(
            OrderLineView(
                line.item_id, named[line.item_id].name, named[line.item_id].unit, named[line.item_id].barcodes,
                line.reference, line.quantity_milli, line.unit_cost, line.received_milli,
            )
            for line in lines
        ),
        deliveries=_deliveries(row),
        letters=tuple(
            LetterView(one.pk, one.address, one.language, one.state, one.code, one.asked_at, one.attempts)
            for one in letters
        ),
    )  # fmt: skip


def letter_of(letter: UUID) -> tuple[LetterView, UUID] | None:
    """A letter and its order."""
    one = Letter.objects.filter(organization_id=current_organization(), id=letter).first()
    if one is None:
        return None
    view = LetterView(one.pk, one.address, one.language, one.state, one.code, one.asked_at, one.attempts)
    return view, one.order_id


def _deliveries(order: Order) -> tuple[DeliveryView, ...]:
    rows = list(Delivery.objects.filter(organization_id=order.organization_id, order_id=order.pk).order_by("id"))
    lines = list(
        DeliveryLine.objects.filter(
            organization_id=order.organization_id, delivery_id__in=[row.pk for row in rows]
        ).order_by("number")
    )  # fmt: skip
    named = items_named(line.item_id for line in lines)
    found = []
    for row in rows:
        own = [line for line in lines if line.delivery_id == row.pk]
        views = tuple(
            DeliveryLineView(
                line.item_id, named[line.item_id].name, named[line.item_id].unit, line.quantity_milli, line.unit_cost
            )
            for line in own
        )
        found.append(DeliveryView(row.pk, row.is_return, row.note, row.happened_at, views))
    return tuple(found)


def _offers(which: Q) -> list[OfferView]:
    rows = list(Offer.objects.filter(which, organization_id=current_organization()).select_related("supplier"))
    named = items_named(row.item_id for row in rows)
    found = [
        OfferView(
            row.supplier_id, row.supplier.name, row.item_id, named[row.item_id].name, named[row.item_id].unit,
            row.reference, row.unit_cost, row.minimum_milli,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda offer: (offer.name, offer.supplier_name))


def _supplier(row: Supplier) -> SupplierView:
    return SupplierView(
        row.pk, row.name, row.email, row.language, row.customer_number, row.lead_days, row.order_minimum, row.is_ended
    )
