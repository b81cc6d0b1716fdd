"""Goods that are gone and that nobody bought."""

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.stock.commands import RecordLoss
from comptoir.stock.errors import CountElsewhere, LossReasonUnknown
from comptoir.stock.goods import checked
from comptoir.stock.models import Movement
from comptoir.stock.movements import Moved, leaving, record_movements

LOSSES = (Movement.Reason.LOSS, Movement.Reason.DAMAGED, Movement.Reason.WASTE)
NOTE_MAX = 200


@operation
def record_loss(command: RecordLoss) -> bool:
    """Take goods off the stock. Answers whether it is new; a repeat changes nothing.

    More than the books know may be lost: the shelf is right and the books are wrong, and below zero is reported.
    """
    if Movement.objects.filter(organization_id=command.organization, document=command.id).exists():
        return False
    if command.reason not in LOSSES:
        raise LossReasonUnknown
    if all(store.id != command.store for store in stores()):
        raise CountElsewhere
    lines = checked(command.lines)
    record_movements([
        Moved(
            document=command.id, line=number, store=command.store, item=line.item, quantity_milli=-line.quantity_milli,
            reason=command.reason, moved_at=command.now, lots=leaving(line.lots),
        )
        for number, line in enumerate(lines, start=1)
    ])  # fmt: skip
    emit("stock.lost", command.id)
    audit.record(
        "stock.lost", person=command.person, subject=str(command.id), reason=command.reason, count=len(lines),
        store=str(command.store), note=command.note.strip()[:NOTE_MAX],
    )  # fmt: skip
    return True
