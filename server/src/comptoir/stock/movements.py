"""Movements as they are told and written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from comptoir.platform.bulk import insert_rows
from comptoir.platform.tenancy import current_organization
from comptoir.stock.commands import GoodsLot
from comptoir.stock.models import Movement, MovementCost, MovementLot


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Goods that came (positive) or went (negative) by a line of a document; thousandths of the item's unit.

    `cost`: what all of it was bought for, where the document says that. `lots`: of which lots it was, as far as
    somebody says so; signed as the movement is, or (`are_counted`) what lies there of each.
    """

    document: UUID
    line: int
    store: UUID
    item: UUID
    quantity_milli: int
    reason: str
    moved_at: datetime
    cost: int | None = None
    lots: Sequence[GoodsLot] = ()
    are_counted: bool = False


def record_movements(moved: Sequence[Moved]) -> None:
    """Insert movements in the running operation. Counts follow when the fold reads the document in the log."""
    organization = current_organization()
    insert_rows(
        Movement,
        (
            {
                "organization_id": organization,
                "document": movement.document,
                "line": movement.line,
                "store_id": movement.store,
                "item_id": movement.item,
                "quantity_milli": movement.quantity_milli,
                "reason": movement.reason,
                "moved_at": movement.moved_at,
            }
            for movement in moved
        ),
    )
    insert_rows(
        MovementCost,
        (
            MovementCost(
                organization_id=organization, document=movement.document, line=movement.line, cost=movement.cost
            )
            for movement in moved
            if movement.cost is not None
        ),
    )
    insert_rows(
        MovementLot,
        (
            MovementLot(
                organization_id=organization, document=movement.document, line=movement.line, number=number,
                lot=part.lot, serial=part.serial, expires=part.expires, quantity_milli=part.quantity_milli,
                is_count=movement.are_counted,
            )
            for movement in moved
            for number, part in enumerate(movement.lots, start=1)
        ),
    )  # fmt: skip


def leaving(lots: Sequence[GoodsLot]) -> tuple[GoodsLot, ...]:
    """The same lots, going."""
    return tuple(replace(part, quantity_milli=-part.quantity_milli) for part in lots)
