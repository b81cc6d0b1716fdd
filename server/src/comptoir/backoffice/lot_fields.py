"""The lots of an article's row as people type or scan them: each with its last day and how many, or serial numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from comptoir.backoffice.stock_amounts import milli_text, parse_milli
from comptoir.catalog.element_strings import PieceCode
from comptoir.catalog.tracking import Tracking
from comptoir.stock.public import GoodsLot

FIELDS_MAX = 40
PIECE_MILLI = 1_000


@dataclass(frozen=True, slots=True)
class LotField:
    """A lot as its three fields stand."""

    lot: str = ""
    day: str = ""
    quantity: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.lot or self.day or self.quantity)


@dataclass(frozen=True, slots=True)
class LotFields:
    """All of a row: what stands there, with an empty one more, and what it comes to."""

    tracking: str = ""
    fields: tuple[LotField, ...] = ()
    serials: str = ""
    lots: tuple[GoodsLot, ...] = ()
    is_wrong: bool = False
    is_repeated: bool = False

    @property
    def sum_milli(self) -> int:
        return sum(part.quantity_milli for part in self.lots)


def fresh_fields(tracking: Tracking) -> LotFields:
    """Before anybody typed."""
    return LotFields(tracking.value, (LotField(),) if tracking == Tracking.LOT else ())


def read_fields(
    data: Mapping[str, str], item: UUID, tracking: Tracking, quantity_milli: int | None, language: str,
    *, scanned: PieceCode | None, count: int = 1,
) -> LotFields:  # fmt: skip
    """What was typed, with the piece that was scanned now. One lot without a figure is all of the row, or the rest."""
    if tracking == Tracking.SERIAL:
        return _serials(data.get(f"serials-{item}", ""), scanned)
    if tracking != Tracking.LOT:
        return LotFields()
    found = []
    for place in range(FIELDS_MAX):
        said = [data.get(f"{name}-{item}-{place}", "").strip() for name in ("lot", "day", "part")]
        if any(said):
            found.append(LotField(*said))
    if scanned is not None:
        found = _with_piece(found, scanned, count, language)
    lots, is_wrong = _read(found, quantity_milli)
    return LotFields(tracking.value, (*found, LotField()), lots=lots, is_wrong=is_wrong)


def _serials(text: str, scanned: PieceCode | None) -> LotFields:
    known = list(dict.fromkeys(text.split()))
    is_repeated = scanned is not None and scanned.serial in known
    if scanned is not None and scanned.serial and not is_repeated:
        known.append(scanned.serial)
    lots = tuple(
        GoodsLot(
            serial=serial, quantity_milli=PIECE_MILLI,
            lot=scanned.lot if scanned is not None and scanned.serial == serial else "",
            expires=scanned.expires if scanned is not None and scanned.serial == serial else None,
        )
        for serial in known
    )  # fmt: skip
    return LotFields(
        Tracking.SERIAL.value, serials="\n".join(known), lots=lots, is_wrong=any(len(one) > 20 for one in known),
        is_repeated=is_repeated,
    )  # fmt: skip


def _with_piece(fields: list[LotField], piece: PieceCode, count: int, language: str) -> list[LotField]:
    """One more of its lot."""
    day = piece.expires.isoformat() if piece.expires else ""
    if not piece.lot and not day:
        return fields
    more = count * PIECE_MILLI
    for place, known in enumerate(fields):
        if known.lot == piece.lot and (piece.lot or known.day == day):
            milli = (parse_milli(known.quantity) or 0) + more
            fields[place] = replace(known, day=known.day or day, quantity=milli_text(milli, language))
            return fields
    return [*fields, LotField(piece.lot, day, milli_text(more, language))]


def _read(fields: list[LotField], quantity_milli: int | None) -> tuple[tuple[GoodsLot, ...], bool]:
    """The lots, and whether something there is none."""
    sums = [_milli(one.quantity) if one.quantity else None for one in fields]
    open_ones = [place for place, one in enumerate(fields) if not one.quantity]
    rest = (quantity_milli or 0) - sum(milli or 0 for milli in sums)
    if len(open_ones) == 1 and rest > 0:
        sums[open_ones[0]] = rest
    days = [_day(one.day) for one in fields]
    is_wrong = any(
        not milli or not (one.lot or one.day) or (one.day and day is None) or len(one.lot) > 20
        for one, milli, day in zip(fields, sums, days, strict=True)
    )
    if is_wrong:
        return (), True
    return tuple(
        GoodsLot(lot=one.lot, expires=day, quantity_milli=milli or 0)
        for one, milli, day in zip(fields, sums, days, strict=True)
    ), False


def _milli(text: str) -> int | None:
    """Below zero, too: a correction of what was counted."""
    plain = text.lstrip("-\u2212")
    milli = parse_milli(plain)
    return -milli if milli is not None and plain != text else milli


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
