"""Goods that go from one store to another: they leave, they are on their way, they come, perhaps not all of them."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.stock.commands import Goods, GoodsLot, ReceiveTransfer, SendTransfer
from comptoir.stock.errors import TransferNowhere, TransferReceived, TransferUnknown
from comptoir.stock.goods import checked
from comptoir.stock.models import Movement, MovementLot, Transfer, TransferLine
from comptoir.stock.movements import Moved, leaving, record_movements

NOTE_MAX = 200


@operation
def send_transfer(command: SendTransfer) -> bool:
    """Let goods leave. Answers whether it is new; a repeat changes nothing. From now on they lie in no store."""
    if Transfer.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    if command.origin == command.destination:
        raise TransferNowhere
    if not {command.origin, command.destination} <= {store.id for store in stores()}:
        raise TransferUnknown
    lines = checked(command.lines)
    _, is_new = Transfer.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "origin_id": command.origin,
            "destination_id": command.destination,
            "note": command.note.strip()[:NOTE_MAX],
            "sent_by": command.person,
            "sent_at": command.now,
        },
    )
    if not is_new:
        return False  # a second tap, at the same moment
    TransferLine.objects.bulk_create(
        TransferLine(
            organization_id=command.organization, transfer_id=command.id, number=number, item_id=line.item,
            sent_milli=line.quantity_milli,
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip
    record_movements([
        Moved(
            document=command.id, line=number, store=command.origin, item=line.item,
            quantity_milli=-line.quantity_milli, reason=Movement.Reason.TRANSFER, moved_at=command.now,
            lots=leaving(line.lots),
        )
        for number, line in enumerate(lines, start=1)
    ])  # fmt: skip
    emit("stock.transfer_sent", command.id)
    audit.record(
        "stock.transfer_sent", person=command.person, subject=str(command.id), count=len(lines),
        store=str(command.destination),
    )  # fmt: skip
    return True


@operation
def receive_transfer(command: ReceiveTransfer) -> bool:
    """Let what came of a transfer lie in its destination. Answers whether it is new.

    What was sent and did not come is a difference that the transfer shows for ever; what came and was not sent is a
    line of its own. A transfer is received once: who finds the rest later counts it.
    """
    transfer = (
        Transfer.objects.select_for_update(of=("self",))
        .filter(organization_id=command.organization, id=command.transfer)
        .first()
    )
    if transfer is None:
        raise TransferUnknown
    if transfer.arrival == command.id:
        return False
    if transfer.arrival is not None:
        raise TransferReceived
    goods = {line.item: line for line in _came(command.lines)}
    came = {item: line.quantity_milli for item, line in goods.items()}
    lines = _lines(transfer, came)
    sent_lots = lots_sent(transfer.pk)

    TransferLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["organization_id", "transfer_id", "number"],
        update_fields=["received_milli"],
    )
    transfer.arrival, transfer.received_by, transfer.received_at = command.id, command.person, command.now
    transfer.save(update_fields=["arrival", "received_by", "received_at"])
    record_movements([
        Moved(
            document=command.id, line=line.number, store=transfer.destination_id, item=line.item_id,
            quantity_milli=line.received_milli or 0, reason=Movement.Reason.TRANSFER, moved_at=command.now,
            lots=goods[line.item_id].lots or _as_sent(sent_lots.get(line.number, ()), line.received_milli),
        )
        for line in lines
        if line.received_milli
    ])  # fmt: skip
    emit("stock.transfer_received", command.id)
    differences = sum(line.received_milli != line.sent_milli for line in lines)
    audit.record(
        "stock.transfer_received", person=command.person, subject=str(command.transfer), count=len(came),
        differences=differences,
    )  # fmt: skip
    return True


def lots_sent(transfer: UUID) -> dict[int, tuple[GoodsLot, ...]]:
    """The lots that left, by line."""
    found: dict[int, tuple[GoodsLot, ...]] = {}
    rows = MovementLot.objects.filter(organization_id=current_organization(), document=transfer)
    for row in rows.order_by("line", "number"):
        part = GoodsLot(lot=row.lot, serial=row.serial, expires=row.expires, quantity_milli=-row.quantity_milli)
        found[row.line] = (*found.get(row.line, ()), part)
    return found


def _as_sent(lots: Sequence[GoodsLot], came_milli: int) -> tuple[GoodsLot, ...]:
    """Where nobody looks at the lots of what came, they are those that left, if no less came than that."""
    return tuple(lots) if sum(part.quantity_milli for part in lots) <= came_milli else ()


def _came(lines: Sequence[Goods]) -> list[Goods]:
    """Nothing at all may have come."""
    return checked(lines) if any(line.quantity_milli for line in lines) else []


def _lines(transfer: Transfer, came: dict[UUID, int]) -> list[TransferLine]:
    """What was sent with what came of it, and what came besides."""
    sent = list(
        TransferLine.objects.filter(organization_id=transfer.organization_id, transfer_id=transfer.pk).order_by(
            "number"
        )
    )
    for line in sent:
        line.received_milli = came.get(line.item_id, 0)
    there = {line.item_id for line in sent}
    besides = [item for item in came if item not in there]
    return sent + [
        TransferLine(
            organization_id=transfer.organization_id, transfer_id=transfer.pk, number=len(sent) + number, item_id=item,
            sent_milli=0, received_milli=came[item],
        )
        for number, item in enumerate(besides, start=1)
    ]  # fmt: skip
