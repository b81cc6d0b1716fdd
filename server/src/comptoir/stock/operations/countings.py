"""Counting together: many people tally what they see, and one who may decides that it holds."""

from uuid import UUID

from django.db.models import Max, Sum

from comptoir.catalog.public import categories
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.stock.books import books_at, log_position
from comptoir.stock.commands import BeginCounting, BookCounting, DropCounting, GoodsLot, TallyGoods
from comptoir.stock.errors import CountingEnded, CountingNameMissing, CountingUnknown
from comptoir.stock.goods import PIECE_MILLI, checked
from comptoir.stock.models import Counting, Movement, Tally, TallyLot
from comptoir.stock.movements import Moved, record_movements

NAME_MAX = 80


@operation
def begin_counting(command: BeginCounting) -> bool:
    """Begin to count. Answers whether it is new. Nothing stands still for it: tills sell on."""
    name = command.name.strip()
    if Counting.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    if not 1 <= len(name) <= NAME_MAX:
        raise CountingNameMissing
    is_shelf = command.category is None or any(one.id == command.category for one in categories())
    if not is_shelf or all(store.id != command.store for store in stores()):
        raise CountingUnknown
    _, is_new = Counting.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "store_id": command.store,
            "category_id": command.category,
            "name": name,
            "after": log_position(),
            "begun_by": command.person,
            "begun_at": command.now,
        },
    )
    if is_new:
        audit.record("stock.counting_begun", person=command.person, subject=str(command.id), store=str(command.store))
    return is_new


@operation
def tally(command: TallyGoods) -> bool:
    """Add what somebody counted. Answers whether it is new. Whoever else counts waits for nobody."""
    counting = lock_counting(command.counting, for_share=True)
    if Tally.objects.filter(organization_id=command.organization, sheet=command.sheet).exists():
        return False
    if counting.state != Counting.State.OPEN:
        raise CountingEnded
    lines = checked(command.lines, may_correct=True)
    Tally.objects.bulk_create(
        (
            Tally(
                organization_id=command.organization, sheet=command.sheet, item_id=line.item,
                counting_id=command.counting, quantity_milli=line.quantity_milli, person=command.person,
                counted_at=command.now,
            )
            for line in lines
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    TallyLot.objects.bulk_create(
        (
            TallyLot(
                organization_id=command.organization, sheet=command.sheet, item_id=line.item, number=number,
                counting_id=command.counting, lot=part.lot, serial=part.serial, expires=part.expires,
                quantity_milli=part.quantity_milli,
            )
            for line in lines
            for number, part in enumerate(line.lots, start=1)
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    audit.record("stock.tallied", person=command.person, subject=str(command.counting), count=len(lines))
    return True


@operation
def book_counting(command: BookCounting) -> bool:
    """Let what was counted hold: the difference to the books at the moment of counting is a movement.

    What was sold after an article was counted is not a difference: it is taken off what was counted, as the tills say
    it. Of an article that several counted, the last one's moment holds. Answers whether it is new.
    """
    counting = lock_counting(command.counting)
    if counting.state == Counting.State.BOOKED:
        return False
    if counting.state == Counting.State.DROPPED:
        raise CountingEnded
    sums = list(
        Tally.objects.filter(organization_id=command.organization, counting_id=command.counting)
        .values_list("item_id")
        .annotate(counted=Sum("quantity_milli"), at=Max("counted_at"))
        .order_by("item_id")
    )
    counted = {item: max(quantity, 0) for item, quantity, _ in sums}
    moments = {item: at for item, _, at in sums}
    for item in command.missing:
        counted.setdefault(item, 0)
        moments.setdefault(item, command.now)
    books = books_at(counting.store_id, moments, after=counting.after)
    lots = _lots_counted(command.counting)
    record_movements([
        Moved(
            document=command.counting, line=number, store=counting.store_id, item=item,
            quantity_milli=counted[item] - books[item], reason=Movement.Reason.COUNT, moved_at=moments[item],
            lots=lots.get(item, ()), are_counted=True,
        )
        for number, item in enumerate(counted, start=1)
    ])  # fmt: skip
    counting.state, counting.decided_by, counting.decided_at = Counting.State.BOOKED, command.person, command.now
    counting.save(update_fields=["state", "decided_by", "decided_at"])
    emit("stock.counted", command.counting)
    audit.record("stock.counting_booked", person=command.person, subject=str(command.counting), count=len(counted))
    return True


@operation
def drop_counting(command: DropCounting) -> bool:
    """Let nothing of it count. Answers whether it was open."""
    counting = lock_counting(command.counting)
    if counting.state != Counting.State.OPEN:
        return False
    counting.state, counting.decided_by, counting.decided_at = Counting.State.DROPPED, command.person, command.now
    counting.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record("stock.counting_dropped", person=command.person, subject=str(command.counting))
    return True


def _lots_counted(counting: UUID) -> dict[UUID, tuple[GoodsLot, ...]]:
    """What was counted of each lot, by article; of a serial number one piece, however often it was scanned."""
    found: dict[UUID, tuple[GoodsLot, ...]] = {}
    sums = (
        TallyLot.objects.filter(organization_id=current_organization(), counting_id=counting)
        .values_list("item_id", "lot", "serial", "expires")
        .annotate(counted=Sum("quantity_milli"))
        .order_by("item_id", "lot", "serial", "expires")
    )
    for item, lot, serial, expires, counted in sums:
        least = min(counted, PIECE_MILLI) if serial else counted
        if least > 0:
            part = GoodsLot(lot=lot, serial=serial, expires=expires, quantity_milli=least)
            found[item] = (*found.get(item, ()), part)
    return found


def lock_counting(counting: UUID, *, for_share: bool = False) -> Counting:
    """The counting. Those who tally share it; who decides has it alone, so that no tally comes too late unseen."""
    if for_share:
        query = "SELECT * FROM stock_counting WHERE organization_id = %s AND id = %s FOR SHARE"
        found = list(Counting.objects.raw(query, [current_organization(), counting]))
        row = found[0] if found else None
    else:
        row = (
            Counting.objects.select_for_update(of=("self",))
            .filter(organization_id=current_organization(), id=counting)
            .first()
        )
    if row is None:
        raise CountingUnknown
    return row
