"""Movements as they are told and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.bulk import insert_rows
from comptoir.platform.tenancy import current_organization
from comptoir.stock.models import Movement, MovementCost


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Goods that came (positive) or went (negative) by a line of a document; thousandths of the item's unit.

    `cost`: what all of it was bought for, where the document says that.
    """

    document: UUID
    line: int
    store: UUID
    item: UUID
    quantity_milli: int
    reason: str
    moved_at: datetime
    cost: int | None = None


def record_movements(moved: Sequence[Moved]) -> None:
    """Insert movements in the running operation. Counts follow when the fold reads the document in the log."""
    organization = current_organization()
    insert_rows(
        Movement,
        (
            Movement(
                organization_id=organization,
                document=movement.document,
                line=movement.line,
                store_id=movement.store,
                item_id=movement.item,
                quantity_milli=movement.quantity_milli,
                reason=movement.reason,
                moved_at=movement.moved_at,
            )
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
