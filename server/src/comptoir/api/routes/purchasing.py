"""Suppliers and what they ask for; orders, deliveries and goods that go back."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door, match
from comptoir.api.errors import AlreadyThere, CursorInvalid, Unknown
from comptoir.api.paging import cursor_of, parts_of
from comptoir.api.routes.lot_parts import lots_of
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.shapes.purchasing import (
    CameLine,
    Delivery,
    DeliveryLine,
    Ended,
    NewDelivery,
    NewOrder,
    NewSupplier,
    Offer,
    Offers,
    OfferTerms,
    OrderLine,
    OrderLines,
    OrderPage,
    OrderRow,
    PurchaseOrder,
    Supplier,
    Suppliers,
    SupplierTerms,
    WantedLine,
)
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import shop_day
from comptoir.purchasing.public import (
    Came,
    CloseOrder,
    EndSupplier,
    OfferView,
    OpenOrder,
    OrderView,
    ReceiveGoods,
    RemoveOffer,
    ReturnGoods,
    SaveOffer,
    SaveSupplier,
    SendPurchase,
    SupplierView,
    Wanted,
    WriteLines,
    close_order,
    end_supplier,
    lock_order,
    lock_supplier,
    offers_by,
    open_order,
    order_view,
    receive_goods,
    remove_offer,
    return_goods,
    save_offer,
    save_supplier,
    send_purchase,
    supplier_view,
    suppliers,
    walk_orders,
    write_lines,
)

door = Door(tags=["Purchasing"])
SEE, EDIT, COUNT = Permission.SEE_STOCK, Permission.MANAGE_STOCK, Permission.COUNT_STOCK
NUMBER_DIGITS_MAX = 18


@door.reads("/suppliers", permission=SEE, answer=Suppliers, summary="Every supplier, by name")
def get_suppliers(_caller: Caller) -> Suppliers:
    return Suppliers(suppliers=[_supplier(view) for view in suppliers(with_ended=True)])


@door.writes("POST", "/suppliers", permission=EDIT, answer=Supplier, status=201, summary="Write a supplier down")
def add_supplier(caller: Caller, supplier: NewSupplier) -> Supplier:
    key = supplier.id or new_uuid7()
    if supplier_view(key) is not None:
        raise AlreadyThere
    return _saved(caller, key, supplier)


@door.reads("/suppliers/{supplier}", permission=SEE, answer=Supplier, summary="One supplier")
def get_supplier(_caller: Caller, supplier: Id) -> Supplier:
    return _standing(supplier)


@door.writes(
    "PUT", "/suppliers/{supplier}", permission=EDIT, answer=Supplier, needs_match=True, summary="Change a supplier"
)
def put_supplier(caller: Caller, supplier: Id, terms: SupplierTerms) -> Supplier:
    lock_supplier(supplier, caller.organization)
    match(caller, _standing(supplier))
    return _saved(caller, supplier, terms)


@door.writes(
    "POST", "/suppliers/{supplier}/end", permission=EDIT, answer=Supplier,
    summary="Order nothing of a supplier any more, or again",
)  # fmt: skip
def end_one_supplier(caller: Caller, supplier: Id, wish: Ended) -> Supplier:
    end_supplier(
        EndSupplier(organization=caller.organization, person=caller.person, supplier=supplier, is_ended=wish.is_ended)
    )
    return _standing(supplier)


@door.reads("/suppliers/{supplier}/offers", permission=SEE, answer=Offers, summary="What a supplier sells")
def get_offers(_caller: Caller, supplier: Id) -> Offers:
    _standing(supplier)
    return Offers(offers=[_offer(view) for view in offers_by(supplier)])


@door.writes(
    "PUT", "/suppliers/{supplier}/offers/{article}", permission=EDIT, answer=Offers,
    summary="What a supplier asks for an article",
)  # fmt: skip
def put_offer(caller: Caller, supplier: Id, article: Id, terms: OfferTerms) -> Offers:
    _standing(supplier)
    save_offer(
        SaveOffer(
            organization=caller.organization, person=caller.person, supplier=supplier, item=article,
            reference=terms.reference, unit_cost=terms.unit_cost, minimum_milli=terms.minimum_milli,
        )
    )  # fmt: skip
    return Offers(offers=[_offer(view) for view in offers_by(supplier)])


@door.writes(
    "DELETE", "/suppliers/{supplier}/offers/{article}", permission=EDIT, answer=Offers,
    summary="A supplier sells an article no more",
)  # fmt: skip
def delete_offer(caller: Caller, supplier: Id, article: Id) -> Offers:
    _standing(supplier)
    remove_offer(RemoveOffer(organization=caller.organization, person=caller.person, supplier=supplier, item=article))
    return Offers(offers=[_offer(view) for view in offers_by(supplier)])


@door.reads("/purchase-orders", permission=SEE, answer=OrderPage, summary="Purchase orders, the newest first")
def get_purchase_orders(
    _caller: Caller,
    supplier: Annotated[Id | None, Query()] = None,
    store: Annotated[Id | None, Query()] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> OrderPage:
    below = None
    if after:
        [number] = parts_of(after, 1)
        if not (number.isascii() and number.isdigit() and len(number) <= NUMBER_DIGITS_MAX):
            raise CursorInvalid
        below = int(number)
    found = walk_orders(supplier=supplier, store=store, below=below, limit=limit + 1)
    shown = found[:limit]
    return OrderPage(
        purchase_orders=[
            OrderRow(
                id=row.id, number=row.number, state=row.state, supplier=row.supplier, store=row.store, cost=row.cost,
                made_at=row.made_at, lines=row.count, open=row.open,
            )
            for row in shown
        ],
        next=cursor_of(str(shown[-1].number)) if len(found) > limit else None,
    )  # fmt: skip


@door.writes("POST", "/purchase-orders", permission=EDIT, answer=PurchaseOrder, status=201, summary="Begin an order")
def add_purchase_order(caller: Caller, order: NewOrder) -> PurchaseOrder:
    key = order.id or new_uuid7()
    open_order(
        OpenOrder(
            organization=caller.organization, person=caller.person, id=key, supplier=order.supplier, store=order.store,
            lines=_wanted(order.lines),
        )
    )  # fmt: skip
    return _order(key)


@door.reads("/purchase-orders/{order}", permission=SEE, answer=PurchaseOrder, summary="One order, whole")
def get_purchase_order(_caller: Caller, order: Id) -> PurchaseOrder:
    return _order(order)


@door.writes(
    "PATCH", "/purchase-orders/{order}/lines", permission=EDIT, answer=PurchaseOrder, needs_match=True,
    summary="Write lines of a draft",
)  # fmt: skip
def patch_order_lines(caller: Caller, order: Id, lines: OrderLines) -> PurchaseOrder:
    lock_order(order)
    match(caller, _order(order))
    write_lines(
        WriteLines(organization=caller.organization, person=caller.person, order=order, lines=_wanted(lines.lines))
    )
    return _order(order)


@door.writes(
    "POST", "/purchase-orders/{order}/send", permission=EDIT, answer=PurchaseOrder,
    summary="The supplier has it: the program, or somebody, handed it over",
)  # fmt: skip
def send_order(caller: Caller, order: Id) -> PurchaseOrder:
    send_purchase(
        SendPurchase(
            organization=caller.organization, person=caller.person, order=order, letter=new_uuid7(), address="",
            now=caller.now, today=shop_day(caller.now),
        )
    )  # fmt: skip
    return _order(order)


@door.writes(
    "POST", "/purchase-orders/{order}/close", permission=EDIT, answer=PurchaseOrder, summary="Expect nothing more of it"
)
def close_one_order(caller: Caller, order: Id) -> PurchaseOrder:
    close_order(CloseOrder(organization=caller.organization, person=caller.person, order=order, now=caller.now))
    return _order(order)


@door.writes(
    "POST", "/purchase-orders/{order}/deliveries", permission=COUNT, answer=PurchaseOrder, status=201,
    summary="Goods of an order came, wholly or in part",
)  # fmt: skip
def add_delivery(caller: Caller, order: Id, delivery: NewDelivery) -> PurchaseOrder:
    receive_goods(
        ReceiveGoods(
            organization=caller.organization, person=caller.person, id=delivery.id or new_uuid7(), order=order,
            lines=_came(delivery.lines), note=delivery.note, now=caller.now,
        )
    )  # fmt: skip
    return _order(order)


@door.writes(
    "POST", "/purchase-orders/{order}/returns", permission=EDIT, answer=PurchaseOrder, status=201,
    summary="Goods of an order go back to the supplier",
)  # fmt: skip
def add_return(caller: Caller, order: Id, delivery: NewDelivery) -> PurchaseOrder:
    return_goods(
        ReturnGoods(
            organization=caller.organization, person=caller.person, id=delivery.id or new_uuid7(), order=order,
            lines=_came(delivery.lines), note=delivery.note, now=caller.now,
        )
    )  # fmt: skip
    return _order(order)


def _wanted(lines: list[WantedLine]) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(item=line.article, quantity_milli=line.quantity_milli, unit_cost=line.unit_cost) for line in lines
    )


def _came(lines: list[CameLine]) -> tuple[Came, ...]:
    return tuple(
        Came(item=line.article, quantity_milli=line.quantity_milli, unit_cost=line.unit_cost, lots=lots_of(line.lots))
        for line in lines
    )


def _saved(caller: Caller, key: UUID, terms: SupplierTerms) -> Supplier:
    save_supplier(
        SaveSupplier(
            organization=caller.organization, person=caller.person, id=key, name=terms.name, email=terms.email,
            language=terms.language, customer_number=terms.customer_number, lead_days=terms.lead_days,
            order_minimum=terms.order_minimum,
        )
    )  # fmt: skip
    return _standing(key)


def _standing(key: UUID) -> Supplier:
    view = supplier_view(key)
    if view is None:
        raise Unknown
    return _supplier(view)


def _supplier(view: SupplierView) -> Supplier:
    return Supplier(
        id=view.id, name=view.name, email=view.email, language=view.language, customer_number=view.customer_number,
        lead_days=view.lead_days, order_minimum=view.order_minimum, is_ended=view.is_ended,
    )  # fmt: skip


def _offer(view: OfferView) -> Offer:
    return Offer(
        supplier=view.supplier, article=view.item, reference=view.reference, unit_cost=view.unit_cost,
        minimum_milli=view.minimum_milli,
    )  # fmt: skip


def _order(key: UUID) -> PurchaseOrder:
    view = order_view(key)
    if view is None:
        raise Unknown
    return PurchaseOrder(
        id=view.id, number=view.number, state=view.state, supplier=view.supplier.id, store=view.store, cost=view.cost,
        made_at=view.made_at, sent_at=view.sent_at, expected_on=view.expected_on, closed_at=view.closed_at,
        lines=_lines(view), deliveries=_deliveries(view),
    )  # fmt: skip


def _lines(view: OrderView) -> list[OrderLine]:
    return [
        OrderLine(
            article=line.item, reference=line.reference, quantity_milli=line.quantity_milli, unit_cost=line.unit_cost,
            received_milli=line.received_milli,
        )
        for line in view.lines
    ]  # fmt: skip


def _deliveries(view: OrderView) -> list[Delivery]:
    return [
        Delivery(
            id=one.id, is_return=one.is_return, note=one.note, happened_at=one.happened_at,
            lines=[
                DeliveryLine(article=line.item, quantity_milli=line.quantity_milli, unit_cost=line.unit_cost)
                for line in one.lines
            ],
        )
        for one in view.deliveries
    ]  # fmt: skip
