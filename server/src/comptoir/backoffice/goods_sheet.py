"""A sheet of goods that somebody fills in with a scanner or by hand: what comes, goes, is lost or is counted.

It needs no script: each scan is a press of Enter, and the page comes back with one more in the row. What is typed
stays in its fields until the sheet is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from comptoir.backoffice.finding import found_goods, scanned_piece
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.lot_fields import LotFields, fresh_fields, read_fields
from comptoir.backoffice.stock_amounts import milli_text, typed_rows
from comptoir.catalog.element_strings import PieceCode
from comptoir.catalog.public import ItemView, items_named
from comptoir.catalog.tracking import tracking_of
from comptoir.kernel import new_uuid7
from comptoir.stock.public import shelf_of

EXTRAS_MAX = 500
PIECE = "C62"
NO_LOTS = LotFields()


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """An article's row. `expected_milli` and `unit_cost` are what is known of it before anybody types."""

    item: UUID
    name: str
    unit: str
    expected_milli: int | None = None
    unit_cost: int | None = None
    note: str = ""
    said: str = ""
    cost_said: str = ""
    quantity_milli: int | None = None
    cost_typed: int | None = None
    is_extra: bool = False
    is_wrong: bool = False
    is_scanned: bool = False
    lots: LotFields = NO_LOTS


@dataclass(frozen=True, slots=True)
class GoodsSheet:
    """The rows as they stand, and what came of the last scan."""

    id: UUID
    rows: Sequence[GoodsRow]
    scanned: str = ""
    candidates: Sequence[ItemView] = ()
    warning: str = ""
    errors: Sequence[str] = field(default_factory=tuple)

    @property
    def is_wrong(self) -> bool:
        return any(row.is_wrong or row.lots.is_wrong for row in self.rows)

    @property
    def filled(self) -> list[GoodsRow]:
        return [row for row in self.rows if row.quantity_milli]

    def refused(self, *sentences: str) -> "GoodsSheet":
        """The same sheet, with what is wrong above it."""
        return replace(self, errors=sentences)


def fresh_sheet(rows: Sequence[GoodsRow]) -> GoodsSheet:
    """Before anybody typed."""
    kept = tracking_of(row.item for row in rows)
    return GoodsSheet(new_uuid7(), [replace(row, lots=fresh_fields(kept[row.item])) for row in rows])


def read_sheet(
    data: QueryDict, rows: Sequence[GoodsRow], *, currency: str, language: str, may_correct: bool = False
) -> GoodsSheet:
    """What was typed, with what was scanned now added to its row. A correction may be below zero."""
    known = [*rows, *_extras(data, rows)]
    picked = _picked(data)
    shelf = shelf_of(picked[0].id) if len(picked) == 1 else None
    if shelf is not None and all(row.item != shelf.item for row in known):
        known += _as_rows([shelf.item])
    kept = tracking_of(row.item for row in known)
    piece = scanned_piece(data.get("scan", "")) if shelf is not None else None
    typed = typed_rows(data, [row.item for row in known], currency, may_correct=may_correct)
    filled = []
    for row in known:
        said = typed[row.item]
        is_scanned = shelf is not None and shelf.item == row.item
        quantity, text = said.quantity_milli, data.get(f"quantity-{row.item}", "").strip()
        lots = read_fields(
            data, row.item, kept[row.item], quantity, language, scanned=piece if is_scanned else None,
            count=shelf.count if shelf is not None else 1,
        )  # fmt: skip
        if shelf is not None and is_scanned and row.unit == PIECE and not said.is_wrong and not lots.is_repeated:
            quantity = (quantity or 0) + shelf.count * 1_000
            text = milli_text(quantity, language)
        if quantity is None and lots.sum_milli and not lots.is_wrong:
            quantity, text = lots.sum_milli, _signed(lots.sum_milli, language)
        cost_text = data.get(f"cost-{row.item}", "").strip()
        filled.append(
            replace(
                row, said=text, cost_said=cost_text, quantity_milli=quantity, cost_typed=said.unit_cost,
                is_wrong=said.is_wrong, is_scanned=is_scanned, lots=lots,
            )
        )  # fmt: skip
    return GoodsSheet(
        id=_document(data), rows=filled, candidates=picked if len(picked) > 1 else (),
        warning=_warning(data, picked, shelf is not None) or _repeated(filled, piece),
        scanned=next((row.name for row in filled if row.is_scanned), ""),
    )  # fmt: skip


def cost_text(unit_cost: int, currency: str, language: str) -> str:
    """As a field shows it."""
    return decimal_text(unit_cost, currency, language)


def _signed(milli: int, language: str) -> str:
    return milli_text(milli, language) if milli >= 0 else f"-{milli_text(-milli, language)}"


def _document(data: Mapping[str, str]) -> UUID:
    try:
        return UUID(data.get("id", ""))
    except ValueError:
        return new_uuid7()


def _picked(data: QueryDict) -> list[ItemView]:
    """What was scanned, or chosen among those that a name fits."""
    chosen = _uuids([data.get("pick", "")])
    if chosen:
        return list(items_named(chosen).values())
    return found_goods(data.get("scan", "")) if data.get("do") != "take" else []


def _warning(data: Mapping[str, str], picked: Sequence[ItemView], has_shelf: bool) -> str:
    text = data.get("scan", "").strip()
    if data.get("do") == "take" or (not text and not data.get("pick")):
        return ""
    if not picked:
        return _("Nothing by this name or barcode: %(text)s") % {"text": text[:60]}
    if len(picked) == 1 and not has_shelf:
        return _("%(name)s has no stock of its own: its parts leave the shelf.") % {"name": picked[0].name}
    return ""


def _repeated(rows: Sequence[GoodsRow], piece: PieceCode | None) -> str:
    if piece is None or not any(row.is_scanned and row.lots.is_repeated for row in rows):
        return ""
    return _("The piece %(serial)s is on this sheet already.") % {"serial": piece.serial}


def _extras(data: QueryDict, rows: Sequence[GoodsRow]) -> list[GoodsRow]:
    """Rows that scans had added before."""
    there = {row.item for row in rows}
    return _as_rows(item for item in _uuids(data.getlist("extra")[:EXTRAS_MAX]) if item not in there)


def _as_rows(items: Iterable[UUID]) -> list[GoodsRow]:
    wanted = list(dict.fromkeys(items))
    named = items_named(wanted)
    return [GoodsRow(item, named[item].name, named[item].unit, is_extra=True) for item in wanted if item in named]


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
