"""Goods that move without a sale: counted, lost, on their way to another store."""

from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, parts_of, uuid_part, whole_part
from comptoir.api.routes.lot_parts import lots_of
from comptoir.api.shapes.common import Cursor, Day, Id, Limit
from comptoir.api.shapes.stock_documents import (
    Arrival,
    GoodsLine,
    Loss,
    LossPage,
    LossReason,
    NewCount,
    NewLoss,
    NewTransfer,
    Transfer,
    TransferLine,
    TransferRow,
    Transfers,
    Worth,
    WorthPage,
    Written,
)
from comptoir.api.wishes import check_store
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.stock.commands import CountItem
from comptoir.stock.listing import LevelPlace, MovementPlace
from comptoir.stock.lost_and_worth import losses, worth
from comptoir.stock.operations import count_item
from comptoir.stock.public import (
    Goods,
    ReceiveTransfer,
    RecordLoss,
    SendTransfer,
    receive_transfer,
    record_loss,
    send_transfer,
    transfer_view,
    transfers,
)

door = Door(tags=["Stock"])
LINE_MAX = 2**31 - 1
SEE, COUNT, EDIT = Permission.SEE_STOCK, Permission.COUNT_STOCK, Permission.MANAGE_STOCK


@door.writes("POST", "/stock/counts", permission=COUNT, answer=Written, status=201, summary="What lies there, counted")
def add_count(caller: Caller, count: NewCount) -> Written:
    key = count.id or new_uuid7()
    count_item(
        CountItem(
            organization=caller.organization, person=caller.person, id=key, store=count.store, item=count.article,
            quantity_milli=count.quantity_milli, lots=lots_of(count.lots), now=caller.now,
        )
    )  # fmt: skip
    return Written(document=key)


@door.reads("/stock/losses", permission=SEE, answer=LossPage, summary="Goods that are gone and nobody bought")
def get_losses(
    caller: Caller,
    store: Annotated[Id | None, Query()] = None,
    reason: Annotated[LossReason | None, Query()] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> LossPage:
    if store is not None:
        check_store(store)
    place = None
    if after:
        document, line = parts_of(after, 2)
        place = MovementPlace(uuid_part(document), whole_part(line, LINE_MAX))
    found = losses(caller.organization, store=store, reason=reason, after=place, limit=limit + 1)
    shown = found[:limit]
    return LossPage(
        losses=[
            Loss(
                document=row.document, line=row.line, store=row.store, article=row.item,
                quantity_milli=row.quantity_milli, reason=row.reason, lost_at=row.moved_at,
            )
            for row in shown
        ],
        next=cursor_of(str(shown[-1].document), str(shown[-1].line)) if len(found) > limit else None,
    )  # fmt: skip


@door.reads("/stock/worth", permission=SEE, answer=WorthPage, summary="What lies in the stores is worth, on any day")
def get_worth(
    caller: Caller,
    store: Annotated[Id | None, Query()] = None,
    day: Annotated[Day | None, Query(description="At the end of this day; else now.")] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> WorthPage:
    if store is not None:
        check_store(store)
    place = LevelPlace(*map(uuid_part, parts_of(after, 2))) if after else None
    found = worth(caller.organization, store=store, day=day, after=place, limit=limit + 1)
    shown = found[:limit]
    return WorthPage(
        shelves=[
            Worth(
                store=row.store, article=row.item, quantity_milli=row.quantity_milli, average=row.average,
                fifo=row.fifo,
            )
            for row in shown
        ],
        next=cursor_of(str(shown[-1].store), str(shown[-1].item)) if len(found) > limit else None,
    )  # fmt: skip


@door.writes("POST", "/stock/losses", permission=EDIT, answer=Written, status=201, summary="Write goods off")
def add_loss(caller: Caller, loss: NewLoss) -> Written:
    key = loss.id or new_uuid7()
    record_loss(
        RecordLoss(
            organization=caller.organization, person=caller.person, id=key, store=loss.store, reason=loss.reason,
            lines=_goods(loss.lines), note=loss.note, now=caller.now,
        )
    )  # fmt: skip
    return Written(document=key)


@door.reads("/transfers", permission=SEE, answer=Transfers, summary="The newest transfers")
def get_transfers(_caller: Caller) -> Transfers:
    return Transfers(
        transfers=[
            TransferRow(
                id=row.id, origin=row.origin, destination=row.destination, sent_at=row.sent_at,
                received_at=row.received_at, lines=row.lines_count,
            )
            for row in transfers()
        ]
    )  # fmt: skip


@door.writes("POST", "/transfers", permission=COUNT, answer=Transfer, status=201, summary="Send goods to another store")
def add_transfer(caller: Caller, transfer: NewTransfer) -> Transfer:
    key = transfer.id or new_uuid7()
    send_transfer(
        SendTransfer(
            organization=caller.organization, person=caller.person, id=key, origin=transfer.origin,
            destination=transfer.destination, lines=_goods(transfer.lines), note=transfer.note, now=caller.now,
        )
    )  # fmt: skip
    return _standing(key)


@door.reads("/transfers/{transfer}", permission=SEE, answer=Transfer, summary="One transfer")
def get_transfer(_caller: Caller, transfer: Id) -> Transfer:
    return _standing(transfer)


@door.writes(
    "POST", "/transfers/{transfer}/receive", permission=COUNT, answer=Transfer, summary="What came of a transfer"
)
def receive_one_transfer(caller: Caller, transfer: Id, arrival: Arrival) -> Transfer:
    receive_transfer(
        ReceiveTransfer(
            organization=caller.organization, person=caller.person, id=arrival.id or new_uuid7(), transfer=transfer,
            lines=_goods(arrival.lines), now=caller.now,
        )
    )  # fmt: skip
    return _standing(transfer)


def _goods(lines: list[GoodsLine]) -> tuple[Goods, ...]:
    return tuple(
        Goods(item=line.article, quantity_milli=line.quantity_milli, lots=lots_of(line.lots)) for line in lines
    )


def _standing(key: UUID) -> Transfer:
    view = transfer_view(key)
    if view is None:
        raise Unknown
    return Transfer(
        id=view.id, origin=view.origin, destination=view.destination, note=view.note, sent_at=view.sent_at,
        received_at=view.received_at,
        lines=[
            TransferLine(article=line.item, sent_milli=line.sent_milli, received_milli=line.received_milli)
            for line in view.lines
        ],
    )  # fmt: skip
