"""Orders from their first line until nothing more is expected."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from comptoir.messaging.public import channels
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.purchasing.commands import CloseOrder, OpenOrder, SendPurchase, Wanted, WriteLines
from comptoir.purchasing.costs import cost_of
from comptoir.purchasing.errors import (
    ItemNotBought,
    MailOff,
    OrderBelowMinimum,
    OrderClosed,
    OrderEmpty,
    OrderNotDraft,
    OrderUnknown,
    SupplierUnknown,
    TermsInvalid,
)
from comptoir.purchasing.models import Letter, Offer, Order, OrderLine, Supplier
from comptoir.purchasing.operations.suppliers import AMOUNT_MAX, QUANTITY_MAX, read_address
from comptoir.stock.public import has_shelf

LOCK_NUMBERS = "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.purchases:' || %s, 0))"


@operation
def open_order(command: OpenOrder) -> bool:
    """Begin an order. Answers whether it is new; a repeat changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_NUMBERS, [str(command.organization)])
    if Order.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    supplier = Supplier.objects.filter(
        organization_id=command.organization, id=command.supplier, is_ended=False
    ).first()
    if supplier is None or all(store.id != command.store for store in stores()):
        raise SupplierUnknown
    last = Order.objects.filter(organization_id=command.organization).aggregate(last=Max("number"))["last"]
    order = Order.objects.create(
        organization_id=command.organization, id=command.id, number=(last or 0) + 1, supplier_id=supplier.pk,
        store_id=command.store, person=command.person,
    )  # fmt: skip
    _write(order, command.lines)
    audit.record("purchasing.order_opened", person=command.person, subject=str(order.pk), number=str(order.number))
    return True


@operation
def write_lines(command: WriteLines) -> None:
    """Let lines of a draft be so."""
    order = lock_order(command.order)
    if order.state != Order.State.DRAFT:
        raise OrderNotDraft
    _write(order, command.lines)


@operation
def send_purchase(command: SendPurchase) -> bool:
    """Let a draft be the order that its supplier has. Answers whether it was one; a second tap sends nothing more.

    With an address a letter is queued in the same transaction: the worker sends it, and says when it could not. One
    that was sent may be sent once more, by another letter.
    """
    order = lock_order(command.order)
    if Letter.objects.filter(organization_id=command.organization, id=command.letter).exists():
        return False
    if order.state == Order.State.CLOSED:
        raise OrderClosed
    if order.state == Order.State.SENT and not command.address:
        return False
    supplier = Supplier.objects.get(organization_id=command.organization, id=order.supplier_id)
    _check_whole(order, supplier)
    if command.address:
        _post(command, supplier)
    if order.state == Order.State.DRAFT:
        order.state, order.sent_at = Order.State.SENT, command.now
        order.expected_on = command.today + timedelta(days=supplier.lead_days)
        order.save(update_fields=["state", "sent_at", "expected_on"])
    way = "email" if command.address else "by_hand"
    audit.record("purchasing.order_sent", person=command.person, subject=str(order.pk), way=way)
    return True


@operation
def close_order(command: CloseOrder) -> bool:
    """Expect nothing more of an order. Answers whether anything was; closing twice closes once."""
    order = lock_order(command.order)
    if order.state == Order.State.CLOSED:
        return False
    close(order, command.now)
    order.save(update_fields=["state", "closed_at"])
    audit.record("purchasing.order_closed", person=command.person, subject=str(order.pk))
    return True


def close(order: Order, now: datetime) -> None:
    """What a closed order is; the caller saves it."""
    order.state, order.closed_at = Order.State.CLOSED, now


def lock_order(order: UUID) -> Order:
    """The order, for one writer at a time: its lines and what came of it are changed under this lock alone."""
    found = Order.objects.select_for_update(of=("self",)).filter(organization_id=current_organization(), id=order)
    row = found.first()
    if row is None:
        raise OrderUnknown
    return row


def order_lines(order: Order) -> list[OrderLine]:
    """In the order in which they were written."""
    return list(OrderLine.objects.filter(organization_id=order.organization_id, order_id=order.pk).order_by("number"))


def _write(order: Order, wanted: Sequence[Wanted]) -> None:
    lines = {line.item_id: line for line in order_lines(order)}
    offers = {
        offer.item_id: offer
        for offer in Offer.objects.filter(
            organization_id=order.organization_id, supplier_id=order.supplier_id,
            item_id__in=[one.item for one in wanted],
        )
    }  # fmt: skip
    last = max((line.number for line in lines.values()), default=0)
    for one in wanted:
        if not 0 <= one.quantity_milli <= QUANTITY_MAX or not 0 <= (one.unit_cost or 0) <= AMOUNT_MAX:
            raise TermsInvalid
        line, offer = lines.get(one.item), offers.get(one.item)
        if line is None:
            if one.quantity_milli == 0:
                continue
            if not has_shelf(one.item):
                raise ItemNotBought
            last += 1
            line = OrderLine(
                organization_id=order.organization_id, order_id=order.pk, item_id=one.item, number=last,
                reference=offer.reference if offer else "", unit_cost=offer.unit_cost if offer else 0,
            )  # fmt: skip
            lines[one.item] = line
        line.quantity_milli = one.quantity_milli
        if one.unit_cost is not None:
            line.unit_cost = one.unit_cost
    gone = [item for item, line in lines.items() if line.quantity_milli == 0]
    OrderLine.objects.filter(organization_id=order.organization_id, order_id=order.pk, item_id__in=gone).delete()
    OrderLine.objects.bulk_create(
        [line for item, line in lines.items() if item not in gone],
        update_conflicts=True,
        unique_fields=["organization_id", "order_id", "item_id"],
        update_fields=["quantity_milli", "unit_cost"],
    )


def _check_whole(order: Order, supplier: Supplier) -> None:
    lines = order_lines(order)
    if not lines:
        raise OrderEmpty
    total = sum(cost_of(line.quantity_milli, line.unit_cost) for line in lines)
    if total < supplier.order_minimum:
        raise OrderBelowMinimum


def _post(command: SendPurchase, supplier: Supplier) -> None:
    if "email" not in channels():
        raise MailOff
    Letter.objects.create(
        organization_id=command.organization, id=command.letter, order_id=command.order,
        address=read_address(command.address), language=supplier.language, next_try_at=command.now,
    )  # fmt: skip
