"""A recall: which receipts have goods of this lot, or the piece with this serial number."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.queries.lots import SoldPiece, sold_pieces
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.stock.lot_listing import lots_named, presumed_sales

# More than a person reads on a page; the file has all of them.
ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Recalled:
    """One article of a lot: two makers may have given out the same number."""

    name: str
    unit: str
    sold_milli: int
    back_milli: int

    @property
    def out_milli(self) -> int:
        return self.sold_milli - self.back_milli


@reads(Permission.SEE_SALES)
def lots(visit: Visit) -> HttpResponse:
    """Asked for nothing, it says where lots come from."""
    wanted = _wanted(visit)
    rows = sold_pieces(visit.organization, wanted) if wanted else []
    context: dict[str, object] = {
        "wanted": wanted,
        "rows": rows[:ROWS_SHOWN],
        "rows_count": len(rows),
        "receipts_count": len({row.sale for row in rows if row.quantity_milli > 0}),
        "articles": recalled(rows),
        "lying": lots_named(_spellings(wanted)) if wanted else [],
        "presumed": presumed_sales(_spellings(wanted)) if wanted else [],
        "csv_address": f"/lots.csv?{urlencode({'code': wanted})}",
    }
    return visit.render("lots.html", context)


@reads(Permission.SEE_SALES)
def lots_csv(visit: Visit) -> HttpResponse:
    """All of them, however many."""
    wanted = _wanted(visit)
    header = [_("When"), _("Store"), _("Receipt"), _("Kind"), _("Item"), _("Quantity"), _("Lot"), _("Serial number")]
    header += [_("Use by"), _("Receipts sent")]
    rows = [
        [
            formats.local_iso(row.sold_at, row.timezone),
            inert(row.store_name),
            row.receipt,
            word("kind", row.kind),
            inert(row.name),
            formats.quantity(row.quantity_milli, row.unit, visit.language),
            inert(row.lot),
            inert(row.serial),
            row.expires.isoformat() if row.expires else "",
            str(row.sent_count),
        ]
        for row in (sold_pieces(visit.organization, wanted) if wanted else [])
    ]
    return csv_file("lots.csv", header, rows, visit.language)


def recalled(rows: Sequence[SoldPiece]) -> list[Recalled]:
    """What went out and came back, by article."""
    found: dict[tuple[object, str], Recalled] = {}
    for row in rows:
        key = (row.item or row.name, row.unit)
        known = found.get(key, Recalled(row.name, row.unit, 0, 0))
        sold, back = max(0, row.quantity_milli), max(0, -row.quantity_milli)
        found[key] = Recalled(known.name, known.unit, known.sold_milli + sold, known.back_milli + back)
    return sorted(found.values(), key=lambda article: article.name)


def _spellings(text: str) -> list[str]:
    """People write letters as they come."""
    return sorted({text, text.upper(), text.lower()})


def _wanted(visit: Visit) -> str:
    return visit.request.GET.get("code", "").strip()[:20]
