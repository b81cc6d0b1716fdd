"""What several documents of stock ask of their lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from comptoir.catalog.tracking import Tracking, tracking_of
from comptoir.stock.commands import Goods, GoodsLot
from comptoir.stock.errors import GoodsInvalid, LotsInvalid
from comptoir.stock.shelves import has_shelf

QUANTITY_MAX = 1_000_000_000_000
LINES_MAX = 2_000
# GS1's 10 and 21 have twenty characters at most.
CODE_MAX = 20
PIECE_MILLI = 1_000


def checked(lines: Sequence[Goods], *, may_correct: bool = False) -> list[Goods]:
    """The lines that are something, with lots as they are kept; below zero only where something is corrected."""
    found = [line for line in lines if line.quantity_milli]
    least = -QUANTITY_MAX if may_correct else 0
    is_possible = all(least <= line.quantity_milli <= QUANTITY_MAX and has_shelf(line.item) for line in found)
    if not found or len(found) > LINES_MAX or len({line.item for line in found}) != len(found) or not is_possible:
        raise GoodsInvalid
    kept = tracking_of(line.item for line in found if line.lots)
    return [
        replace(line, lots=checked_lots(line.lots, line.quantity_milli, kept[line.item])) if line.lots else line
        for line in found
    ]


def checked_lots(lots: Sequence[GoodsLot], quantity_milli: int, tracking: Tracking) -> tuple[GoodsLot, ...]:
    """The lots that a line names, each once. Of an article that is kept by lot, the numbers of packages are none of
    ours: a chemist's boxes all have one.
    """
    sign = 1 if quantity_milli >= 0 else -1
    sums: dict[tuple[str, str, date | None], int] = {}
    for part in lots:
        lot, serial = part.lot.strip(), "" if tracking == Tracking.LOT else part.serial.strip()
        if not _is_code(lot) or not _is_code(serial) or not (lot or serial or part.expires):
            raise LotsInvalid
        if not 0 < sign * part.quantity_milli <= QUANTITY_MAX or (tracking == Tracking.SERIAL and not serial):
            raise LotsInvalid
        if serial and (abs(part.quantity_milli) != PIECE_MILLI or any(known[1] == serial for known in sums)):
            raise LotsInvalid
        key = (lot, serial, part.expires)
        sums[key] = sums.get(key, 0) + part.quantity_milli
    if abs(sum(sums.values())) > abs(quantity_milli):
        raise LotsInvalid
    return tuple(
        GoodsLot(lot=lot, serial=serial, expires=expires, quantity_milli=milli)
        for (lot, serial, expires), milli in sums.items()
    )


def lots_of(item: UUID, lots: Sequence[GoodsLot], quantity_milli: int) -> tuple[GoodsLot, ...]:
    """The same of one article."""
    return checked_lots(lots, quantity_milli, tracking_of([item])[item]) if lots else ()


def _is_code(text: str) -> bool:
    return len(text) <= CODE_MAX and text.isprintable()
