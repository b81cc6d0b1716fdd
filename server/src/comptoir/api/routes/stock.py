"""Stock: what lies where, and every movement."""

from typing import Annotated

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.paging import cursor_of, parts_of, uuid_part, whole_part
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.shapes.stock import Level, LevelPage, Lot, LotPage, Movement, MovementPage, Tracking
from comptoir.catalog.content_commands import SetTracking
from comptoir.catalog.operations import set_tracking
from comptoir.identity.public import Permission
from comptoir.stock.listing import LevelPlace, MovementPlace, levels, movements
from comptoir.stock.lot_listing import LotPlace, lot_page

door = Door(tags=["Stock"])
SEE = Permission.SEE_PRODUCTS
LINE_MAX = 2**31 - 1


@door.reads("/stock", permission=SEE, answer=LevelPage, summary="What lies in the stores")
def get_stock(
    caller: Caller,
    store: Annotated[Id | None, Query()] = None,
    article: Annotated[Id | None, Query()] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> LevelPage:
    place = None
    if after:
        place = LevelPlace(*map(uuid_part, parts_of(after, 2)))
    found = levels(caller.organization, store=store, item=article, after=place, limit=limit + 1)
    shown = found[:limit]
    return LevelPage(
        levels=[
            Level(
                article=row.item, store=row.store, on_hand_milli=row.on_hand_milli,
                reserved_milli=row.reserved_milli, available_milli=row.on_hand_milli - row.reserved_milli,
                counted_at=row.counted_at,
            )
            for row in shown
        ],
        next=cursor_of(str(shown[-1].store), str(shown[-1].item)) if len(found) > limit else None,
    )  # fmt: skip


@door.reads("/stock/movements", permission=SEE, answer=MovementPage, summary="Every movement of goods")
def get_movements(caller: Caller, after: Cursor = "", limit: Limit = 50) -> MovementPage:
    place = None
    if after:
        document, line = parts_of(after, 2)
        place = MovementPlace(uuid_part(document), whole_part(line, LINE_MAX))
    found = movements(caller.organization, after=place, limit=limit + 1)
    shown = found[:limit]
    return MovementPage(
        movements=[
            Movement(
                document=row.document, line=row.line, store=row.store, article=row.item,
                quantity_milli=row.quantity_milli, reason=row.reason, moved_at=row.moved_at,
            )
            for row in shown
        ],
        next=cursor_of(str(shown[-1].document), str(shown[-1].line)) if len(found) > limit else None,
    )  # fmt: skip


@door.reads("/stock/lots", permission=SEE, answer=LotPage, summary="Lots and serial numbers in the stores")
def get_lots(
    _caller: Caller,
    store: Annotated[Id | None, Query()] = None,
    article: Annotated[Id | None, Query()] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> LotPage:
    place = None
    if after:
        in_store, item, kind, code = parts_of(after, 4)
        place = LotPlace(uuid_part(in_store), uuid_part(item), kind == "serial", code)
    found = lot_page(store=store, item=article, after=place, limit=limit + 1)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return LotPage(
        lots=[
            Lot(
                store=row.store, article=row.item, lot=row.lot, serial=row.code if row.is_serial else "",
                expires=row.expires, on_hand_milli=row.on_hand_milli,
            )
            for row in shown
        ],
        next=cursor_of(str(last.store), str(last.item), "serial" if last.is_serial else "lot", last.code)
        if last is not None
        else None,
    )  # fmt: skip


@door.writes(
    "PUT", "/articles/{article}/tracking", permission=Permission.EDIT_PRODUCTS, answer=Tracking,
    summary="Keep an article's stock as a number, by lot or by serial number",
)  # fmt: skip
def put_tracking(caller: Caller, article: Id, wanted: Tracking) -> Tracking:
    set_tracking(
        SetTracking(
            organization=caller.organization, person=caller.person, item=article,
            tracking="" if wanted.tracking == "number" else wanted.tracking,
        )
    )  # fmt: skip
    return wanted
