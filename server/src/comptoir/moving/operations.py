"""Every write of moving in: open a file, carry it on batch by batch, stop it, take it back."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from comptoir.catalog.commands import BATCH_LINES_MAX
from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.articles_load import ARTICLES
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.customers_load import CUSTOMERS
from comptoir.moving.errors import MoveBusy, MoveForgotten, MoveRepeated, MoveUnknown
from comptoir.moving.gift_cards_load import CARDS
from comptoir.moving.loads import Counted, Outcome, Plan
from comptoir.moving.models import Move
from comptoir.moving.price_lists_load import LISTS
from comptoir.moving.promotions_load import PROMOTIONS
from comptoir.moving.suppliers_load import SUPPLIERS
from comptoir.platform import audit
from comptoir.platform.tenancy import as_one, operation

BAD_LINES_KEPT = 2_000
PLANS_KEPT = 2
# People's words stay in a file, and in what leads back from it, no longer than this.
LOADS = {
    Move.Kind.ARTICLES: ARTICLES,
    Move.Kind.CUSTOMERS: CUSTOMERS,
    Move.Kind.CARDS: CARDS,
    Move.Kind.SUPPLIERS: SUPPLIERS,
    Move.Kind.LISTS: LISTS,
    Move.Kind.PROMOTIONS: PROMOTIONS,
}
# People's words, and codes that are money: they go as soon as they are not needed.
SECRET = (Move.Kind.CUSTOMERS, Move.Kind.CARDS)
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
    """Keep a file and have it tried. The same file is taken over once, unless it was taken back, or some of its lines
    were not taken: what they lacked here may be there by now, and the others stay as they are."""
    if Move.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return command.id
    digest = sha256(command.content).hexdigest()
    # An export of items may hold suppliers, too: of each kind it is taken once.
    same = Move.objects.filter(organization_id=command.organization, kind=command.kind, digest=digest)
    taken = (same if command.kind in SECRET else same.filter(bad=0)).filter(state=State.TAKEN).first()
    if taken is not None:
        raise MoveRepeated(file=taken.file_name[:80])
    move = Move(
        organization_id=command.organization, id=command.id, person=command.person, kind=command.kind,
        file_name=command.file_name[:200], content=command.content, digest=digest, category=command.category,
        tax=command.tax, way=command.way, store_id=command.store, day=command.day,
        holds_words=command.kind in SECRET,
    )  # fmt: skip
    load = LOADS[Move.Kind(command.kind)]
    read = load.plan(move)
    if load.keep is not None:
        move.content = load.keep(read)
    move.source, move.lines, move.skipped, move.left_out = read.source, read.lines, read.skipped, list(read.left_out)
    move.state = State.TRYING if read.batches else State.TRIED
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
            _take_some(move, command.now)
        move.save(update_fields=COUNTERS)
        if move.holds_words and move.state in (State.TAKEN, State.RETURNED):
            # Nothing asks the file any more; what leads back is kept a while.
            Move.objects.filter(organization_id=command.organization, pk=move.pk).update(
                content=b"", holds_words=move.state == State.TAKEN
            )
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
    if move.kind in SECRET and not move.holds_words:
        raise MoveForgotten
    if move.state == State.FAILED:
        # It goes on with what it was doing when it broke.
        after = State(move.failed_at)
    elif wish == "return" or move.state == State.TRIED:
        move.batches_done = move.lines_done = 0
    move.state = after
    move.save(update_fields=COUNTERS)
    audit.record(f"moving.{after}", person=command.person, subject=str(move.pk))


def _take_some(move: Move, now: datetime) -> None:
    read = plan_of(move)
    if move.batches_done == 0:
        _count_anew(move, read)
    if read.batches:
        batch = read.batches[move.batches_done]
        _count(move, _take(move, batch, now))
        move.batches_done += 1
        move.lines_done += batch.lines_count
    if move.batches_done >= len(read.batches):
        move.state = State.TRIED if move.state == State.TRYING else State.TAKEN


def _take(move: Move, batch: Counted, now: datetime) -> Outcome:
    take = LOADS[Move.Kind(move.kind)].take
    if move.state != State.TRYING:
        return take(move, batch, now, False)
    with transaction.atomic():
        result = take(move, batch, now, True)
        transaction.set_rollback(True)
    return result


def _count(move: Move, result: Outcome) -> None:
    move.created += result.created
    move.changed += result.changed
    move.unchanged += result.unchanged
    _note(move, result.bad)


def _return_some(move: Move, now: datetime) -> None:
    lines = LOADS[Move.Kind(move.kind)].give_back(move, now)
    move.batches_done += 1
    move.lines_done += lines
    if lines < BATCH_LINES_MAX:
        move.state = State.RETURNED


def _count_anew(move: Move, read: Plan[Any]) -> None:
    """What is wrong before the shop is asked stands already."""
    move.created = move.changed = move.unchanged = 0
    move.bad, move.bad_lines = 0, []
    _note(move, read.bad)


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


# The plans that are under way in this process: each batch asks, and a large file takes seconds to read.
_plans: OrderedDict[UUID, Plan[Any]] = OrderedDict()


def plan_of(move: Move) -> Plan[Any]:
    """The move's file, read."""
    found = _plans.get(move.pk)
    if found is None:
        found = _plans[move.pk] = LOADS[Move.Kind(move.kind)].plan(move)
        while len(_plans) > PLANS_KEPT:
            _plans.popitem(last=False)
    return found
