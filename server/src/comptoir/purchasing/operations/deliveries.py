"""Goods that come, wholly or in part, and goods that go back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation
from comptoir.purchasing.commands import Came, ReceiveGoods, ReturnGoods
from comptoir.purchasing.costs import cost_of
from comptoir.purchasing.errors import (
    DeliveryEmpty,
    ItemNotBought,
    OrderClosed,
    OrderNotSent,
    ReturnExceeds,
    TermsInvalid,
)
from comptoir.purchasing.models import Delivery, DeliveryLine, Offer, Order, OrderLine
from comptoir.purchasing.operations.orders import close, lock_order, order_lines
from comptoir.purchasing.operations.suppliers import AMOUNT_MAX, QUANTITY_MAX
from comptoir.stock.public import Moved, has_shelf, leaving, lots_of, record_movements

NOTE_MAX = 500


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a delivery. `surplus`: articles of which more came than was ordered; a repeat reports none."""

    is_new: bool
    surplus: tuple[UUID, ...] = ()
    is_complete: bool = False


@operation
def receive_goods(command: ReceiveGoods) -> Received:
    """Book a delivery against an order, wholly or in part.

    More than was ordered, and what was never ordered, is accepted and reported: the goods are in the shop, and refusing
    to count them would only make the stock wrong. A cost that the delivery says is the supplier's from now on.
    """
    order = lock_order(command.order)
    if Delivery.objects.filter(organization_id=command.organization, id=command.id).exists():
        return Received(is_new=False)
    if order.state == Order.State.DRAFT:
        raise OrderNotSent
    if order.state == Order.State.CLOSED:
        raise OrderClosed
    ordered = {line.item_id: line for line in order_lines(order)}
    came = _checked(command.lines)

    costs = _costs(order, ordered, came)
    surplus = _add_to(order, ordered, came, costs)
    _deliver(order, command, came, costs, is_return=False)
    _learn_costs(order, came)
    is_complete = all(line.received_milli >= line.quantity_milli for line in ordered.values())
    if is_complete:
        close(order, command.now)
        order.save(update_fields=["state", "closed_at"])
    return Received(is_new=True, surplus=surplus, is_complete=is_complete)


@operation
def return_goods(command: ReturnGoods) -> bool:
    """Send goods of an order back. Answers whether it is new.

    Never more than came by this order and is not back already. What is open of the order does not grow by it: a
    replacement is ordered, or comes as a surplus.
    """
    order = lock_order(command.order)
    if Delivery.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    back = _checked(command.lines)
    left = _left_of(order)
    if any(left.get(one.item, 0) < one.quantity_milli for one in back):
        raise ReturnExceeds
    ordered = {line.item_id: line for line in order_lines(order)}
    _deliver(order, command, back, _costs(order, ordered, back), is_return=True)
    return True


def _checked(lines: Sequence[Came]) -> list[Came]:
    """What is something; each article once."""
    found = [line for line in lines if line.quantity_milli]
    if not found:
        raise DeliveryEmpty
    if len({line.item for line in found}) != len(found):
        raise TermsInvalid
    for line in found:
        if not 0 < line.quantity_milli <= QUANTITY_MAX or not 0 <= (line.unit_cost or 0) <= AMOUNT_MAX:
            raise TermsInvalid
        if not has_shelf(line.item):
            raise ItemNotBought
    return [replace(line, lots=lots_of(line.item, line.lots, line.quantity_milli)) for line in found]


def _costs(order: Order, ordered: Mapping[UUID, OrderLine], came: Sequence[Came]) -> dict[UUID, int]:
    """What one of each costs: as the delivery says, as it was ordered, as the supplier asks."""
    offers = dict(
        Offer.objects.filter(
            organization_id=order.organization_id, supplier_id=order.supplier_id,
            item_id__in=[one.item for one in came],
        ).values_list("item_id", "unit_cost")
    )  # fmt: skip
    found = {}
    for one in came:
        line = ordered.get(one.item)
        expected = line.unit_cost if line is not None else offers.get(one.item, 0)
        found[one.item] = expected if one.unit_cost is None else one.unit_cost
    return found


def _add_to(
    order: Order, ordered: dict[UUID, OrderLine], came: Sequence[Came], costs: Mapping[UUID, int]
) -> tuple[UUID, ...]:
    surplus = []
    last = max((line.number for line in ordered.values()), default=0)
    for one in came:
        line = ordered.get(one.item)
        if line is None:
            last += 1
            line = OrderLine(
                organization_id=order.organization_id, order_id=order.pk, item_id=one.item, number=last,
                quantity_milli=0, unit_cost=costs[one.item],
            )  # fmt: skip
            ordered[one.item] = line
        line.received_milli += one.quantity_milli
        if line.received_milli > line.quantity_milli:
            surplus.append(one.item)
    OrderLine.objects.bulk_create(
        [ordered[one.item] for one in came],
        update_conflicts=True,
        unique_fields=["organization_id", "order_id", "item_id"],
        update_fields=["received_milli"],
    )
    return tuple(surplus)


def _deliver(
    order: Order,
    command: ReceiveGoods | ReturnGoods,
    lines: Sequence[Came],
    costs: Mapping[UUID, int],
    *,
    is_return: bool,
) -> None:
    """The document, its movements of stock with what they cost, and the word of it: all in this transaction."""
    Delivery.objects.create(
        organization_id=command.organization, id=command.id, order_id=order.pk, is_return=is_return,
        note=command.note.strip()[:NOTE_MAX], person=command.person, happened_at=command.now,
    )  # fmt: skip
    DeliveryLine.objects.bulk_create(
        DeliveryLine(
            organization_id=command.organization, delivery_id=command.id, number=number, item_id=line.item,
            quantity_milli=line.quantity_milli, unit_cost=costs[line.item],
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip
    record_movements([_moved(order, command.id, number, line, costs, command.now, is_return=is_return)
                      for number, line in enumerate(lines, start=1)])  # fmt: skip
    what = "goods_returned" if is_return else "goods_received"
    emit(f"purchasing.{what}", command.id)
    audit.record(f"purchasing.{what}", person=command.person, subject=str(order.pk), count=len(lines))


def _moved(
    order: Order, document: UUID, number: int, line: Came, costs: Mapping[UUID, int], now: datetime, *, is_return: bool
) -> Moved:
    return Moved(
        document=document, line=number, store=order.store_id, item=line.item,
        quantity_milli=-line.quantity_milli if is_return else line.quantity_milli,
        reason="supplier" if is_return else "receipt", moved_at=now,
        cost=cost_of(line.quantity_milli, costs[line.item]), lots=leaving(line.lots) if is_return else line.lots,
    )  # fmt: skip


def _learn_costs(order: Order, came: Sequence[Came]) -> None:
    """A delivery note that says another cost is the news of a new price."""
    for one in came:
        if one.unit_cost is not None:
            Offer.objects.update_or_create(
                organization_id=order.organization_id, supplier_id=order.supplier_id, item_id=one.item,
                defaults={"unit_cost": one.unit_cost},
            )  # fmt: skip


def _left_of(order: Order) -> dict[UUID, int]:
    """What came by an order and did not go back."""
    went = dict(
        Delivery.objects.filter(organization_id=order.organization_id, order_id=order.pk).values_list("id", "is_return")
    )
    left: dict[UUID, int] = {}
    for line in DeliveryLine.objects.filter(organization_id=order.organization_id, delivery_id__in=list(went)):
        signed = -line.quantity_milli if went[line.delivery_id] else line.quantity_milli
        left[line.item_id] = left.get(line.item_id, 0) + signed
    return left
