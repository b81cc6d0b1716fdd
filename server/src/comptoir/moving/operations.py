"""Every write of moving in: open a file, carry it on batch by batch, stop it, take it back."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from comptoir.catalog.commands import BATCH_LINES_MAX, ImportBatch, ImportLine
from comptoir.catalog.family_commands import ImportFamilies, WithdrawItems
from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine, Imported, import_batch, import_families, withdraw_items
from comptoir.kernel import DomainError, new_uuid7
from comptoir.moving.articles import Defaults
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.errors import MoveBusy, MoveRepeated, MoveUnknown
from comptoir.moving.models import Move, MovedItem
from comptoir.moving.plan import Batch, Plan, plan, stock_of
from comptoir.platform import audit
from comptoir.platform.bulk import insert_rows
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import as_one, operation
from comptoir.stock.commands import CountNewItems
from comptoir.stock.public import count_new_items

BAD_LINES_KEPT = 2_000
PLANS_KEPT = 2
# What changes while it works; the file itself is never written again.
COUNTERS = ("state", "batches_done", "lines_done", "created", "changed", "unchanged", "bad", "bad_lines")
State = Move.State
AT_WORK = (State.TRYING, State.TAKING, State.RETURNING)
# What was asked for from where, and what it is then.
TURNS = {
    "take": ((State.TRIED, State.STOPPED, State.FAILED), State.TAKING),
    "stop": ((State.TAKING,), State.STOPPED),
    "return": ((State.TAKEN, State.STOPPED), State.RETURNING),
}


@operation
def open_move(command: OpenMove) -> UUID:
    """Keep a file and have it tried. The same file is taken over once, unless it was taken back."""
    if Move.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return command.id
    digest = sha256(command.content).hexdigest()
    taken = Move.objects.filter(organization_id=command.organization, digest=digest, state=State.TAKEN).first()
    if taken is not None:
        raise MoveRepeated(file=taken.file_name[:80])
    read = plan(command.content, Defaults(command.category, command.tax, command.way), organization_view().currency)
    move = Move(
        organization_id=command.organization, id=command.id, person=command.person, source=read.columns.source.code,
        file_name=command.file_name[:200], content=command.content, digest=digest, category=command.category,
        tax=command.tax, way=command.way, store_id=command.store, day=command.day, lines=read.lines,
        skipped=read.skipped, left_out=list(read.columns.left_out),
        state=State.TRYING if read.batches else State.TRIED,
    )  # fmt: skip
    _note(move, read.bad)
    Move.objects.bulk_create([move])
    audit.record("moving.opened", person=command.person, subject=str(command.id), source=move.source, lines=move.lines)
    return command.id


@operation
def take_over(command: TurnMove) -> None:
    """Have it taken over, from its beginning or from where it was stopped."""
    _turn(command, "take")


@operation
def stop(command: TurnMove) -> None:
    """What is taken over stays, and it can go on; what it is doing right now it finishes."""
    _turn(command, "stop")


@operation
def take_back(command: TurnMove) -> None:
    """Have all of it taken back: new items leave the tills, changed ones are called and cost what they did."""
    _turn(command, "return")


def carry_on(command: CarryOn) -> bool:
    """Do one batch, with its place in the file in the same transaction. Answers whether there is more to do."""
    with as_one(command.organization):
        move = Move.objects.select_for_update().defer("content").filter(pk=command.move).first()
        if move is None or move.state not in AT_WORK or move.batches_done != command.number:
            return False
        if move.state == State.RETURNING:
            _return_some(move, command.now)
        else:
            _take_some(move, command)
        move.save(update_fields=COUNTERS)
        return move.state in AT_WORK


@operation
def give_up(command: CarryOn) -> None:
    """Something broke that nobody foresaw: it stands still until a person lets it go on."""
    move = Move.objects.select_for_update().defer("content").get(pk=command.move)
    if move.state in AT_WORK:
        move.failed_at, move.state = move.state, State.FAILED
        move.save(update_fields=["failed_at", "state"])


def _turn(command: TurnMove, wish: str) -> None:
    move = Move.objects.select_for_update().defer("content").filter(pk=command.move).first()
    if move is None:
        raise MoveUnknown
    allowed, after = TURNS[wish]
    if move.state == after:
        return
    if move.state not in allowed:
        raise MoveBusy
    if move.state == State.FAILED:
        # It goes on with what it was doing when it broke.
        after = State(move.failed_at)
    elif wish == "return" or move.state == State.TRIED:
        move.batches_done = move.lines_done = 0
    move.state = after
    move.save(update_fields=COUNTERS)
    audit.record(f"moving.{after}", person=command.person, subject=str(move.pk))


def _take_some(move: Move, command: CarryOn) -> None:
    read = plan_of(move)
    if move.batches_done == 0:
        _count_anew(move, read)
    batch = read.batches[move.batches_done] if read.batches else Batch()
    if move.state == State.TRYING:
        with transaction.atomic():
            result = _import(move, batch)
            transaction.set_rollback(True)
    else:
        result = _import(move, batch)
        _remember(move, batch, result, command.now)
    move.batches_done += 1
    move.lines_done += batch.lines_count
    move.created += result.created
    move.changed += result.changed
    move.unchanged += result.unchanged
    _note(move, result.bad)
    if move.batches_done >= len(read.batches):
        move.state = State.TRIED if move.state == State.TRYING else State.TAKEN


def _count_anew(move: Move, read: Plan) -> None:
    """What is wrong before the shop is asked stands already."""
    move.created = move.changed = move.unchanged = 0
    move.bad, move.bad_lines = 0, []
    _note(move, read.bad)


def _import(move: Move, batch: Batch) -> Imported:
    if batch.families:
        return import_families(
            ImportFamilies(organization=move.organization_id, person=move.person, families=batch.families, day=move.day)
        )
    return import_batch(
        ImportBatch(organization=move.organization_id, person=move.person, lines=batch.lines, day=move.day)
    )


def _remember(move: Move, batch: Batch, result: Imported, now: datetime) -> None:
    """What came of each line, so that it can be taken back; and what lies there of what is new."""
    names = {fold(store.name): store.id for store in stores()}
    stock = batch.stock or {}
    heads = _heads(result, batch)
    counted = {
        one.item: stock_of(stock[one.number], names, move.store_id)
        for one in result.taken
        # A family stands on its first line, too: its variants are counted, not what holds them together.
        if one.is_new and one.number in stock and one.item not in heads
    }
    insert_rows(
        MovedItem,
        (
            MovedItem(
                organization_id=move.organization_id, move_id=move.pk, item_id=one.item,
                before=None if one.before is None else _written(one.before),
                counted={str(store): milli for store, milli in counted.get(one.item, {}).items()},
            )
            for one in result.taken
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    counts = tuple((store, item, milli) for item, said in counted.items() for store, milli in said.items() if milli)
    if counts:
        count_new_items(
            CountNewItems(organization=move.organization_id, person=move.person, id=new_uuid7(), counts=counts, now=now)
        )


def _heads(result: Imported, batch: Batch) -> set[UUID]:
    """The articles that hold variants together: each is told before them, under its first variant's line."""
    if not batch.families:
        return set()
    firsts = {family.line.number for family in batch.families}
    heads: dict[int, UUID] = {}
    for one in result.taken:
        if one.number in firsts:
            heads.setdefault(one.number, one.item)
    return set(heads.values())


def _return_some(move: Move, now: datetime) -> None:
    rows = list(MovedItem.objects.filter(organization_id=move.organization_id, move_id=move.pk)[:BATCH_LINES_MAX])
    new = tuple(row.item_id for row in rows if row.before is None)
    if new:
        withdraw_items(WithdrawItems(organization=move.organization_id, person=move.person, items=new))
    before = tuple(ImportLine(**(row.before | {"item": row.item_id})) for row in rows if row.before is not None)
    if before:
        batch = ImportBatch(organization=move.organization_id, person=move.person, lines=before, day=move.day)
        import_batch(batch)
    counts = tuple((UUID(store), row.item_id, -milli) for row in rows for store, milli in row.counted.items() if milli)
    if counts:
        count_new_items(
            CountNewItems(organization=move.organization_id, person=move.person, id=new_uuid7(), counts=counts, now=now)
        )
    MovedItem.objects.filter(
        organization_id=move.organization_id, move_id=move.pk, item_id__in=[row.item_id for row in rows]
    ).delete()
    move.batches_done += 1
    move.lines_done += len(rows)
    if len(rows) < BATCH_LINES_MAX:
        move.state = State.RETURNED


def _note(move: Move, bad: Sequence[BadLine]) -> None:
    move.bad += len(bad)
    room = BAD_LINES_KEPT - len(move.bad_lines)
    move.bad_lines = [*move.bad_lines, *(_bad(line.number, line.refusal) for line in bad[: max(room, 0)])]


def _bad(number: int, refusal: DomainError) -> dict[str, Any]:
    return {
        "number": number,
        "code": refusal.code,
        "details": {key: str(said) for key, said in refusal.details.items()},
    }


def _written(line: ImportLine) -> dict[str, Any]:
    return {name: said for name, said in asdict(line).items() if name not in ("item", "containers", "barcodes")}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which file is read how."""

    digest: str
    defaults: Defaults
    currency: str


# The plans that are under way in this process: each batch asks, and a large file takes seconds to read.
_plans: OrderedDict[_Asked, Plan] = OrderedDict()


def plan_of(move: Move) -> Plan:
    """The move's file, read."""
    asked = _Asked(move.digest, Defaults(move.category, move.tax, move.way), organization_view().currency)
    found = _plans.get(asked)
    if found is None:
        found = plan(bytes(move.content), asked.defaults, asked.currency)
        _plans[asked] = found
        while len(_plans) > PLANS_KEPT:
            _plans.popitem(last=False)
    return found
