"""Product files: CSV out, CSV in. What is exported can be imported again unchanged."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.csvs import FORMULA_STARTS, inert
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import printed_code
from comptoir.catalog.commands import ImportLine
from comptoir.catalog.errors import FileUnreadable, NameMissing, PriceInvalid, ProductUnknown
from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine, ItemView
from comptoir.kernel import DomainError

COLUMNS: Mapping[str, frozenset[str]] = {
    "id": frozenset({"id"}),
    "name": frozenset({"name", "nom", "article", "designation", "bezeichnung", "artikel"}),
    "category": frozenset({"category", "categorie", "rayon", "kategorie", "warengruppe"}),
    "tax": frozenset({"tax", "taxe", "tva", "steuer", "mwst"}),
    "unit": frozenset({"unit", "unite", "einheit"}),
    "price": frozenset({"price", "prix", "preis"}),
    "barcodes": frozenset({"barcodes", "barcode", "code-barres", "code barres", "strichcode", "ean", "gtin"}),
}
UNITS = {
    "": "C62",
    "piece": "C62",
    "pc": "C62",
    "stuck": "C62",
    "kg": "KGM",
    "g": "GRM",
    "l": "LTR",
    "m": "MTR",
    "h": "HUR",
}


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A file as read: lines to import, and lines that are wrong before the shop is asked."""

    lines: tuple[ImportLine, ...]
    bad: tuple[BadLine, ...]


def read_products(content: bytes, currency: str) -> ProductFile:
    """Read a file in any of the three languages, with comma, semicolon or tab, in UTF-8 or Windows-1252."""
    text = _decode(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(text.splitlines(), delimiter=delimiter)
    header = [_column(title) for title in next(rows, [])]
    if not {"name", "price"} <= set(header):
        raise FileUnreadable
    lines: list[ImportLine] = []
    bad: list[BadLine] = []
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        record = {name: _plain(cell) for name, cell in zip(header, cells, strict=False) if name}
        try:
            lines.append(_line(number, record, currency))
        except DomainError as refusal:
            bad.append(BadLine(number, refusal))
    return ProductFile(tuple(lines), tuple(bad))


def product_rows(items: Iterator[ItemView], currency: str, language: str) -> Iterator[list[str]]:
    """The lines of an export, in the order of `EXPORT_HEADER`."""
    for item in items:
        yield [
            str(item.id),
            inert(item.name),
            inert(item.category_name),
            rate_text(item.tax_rate_ppm, language),
            item.unit,
            "" if item.unit_price is None else decimal_text(item.unit_price, currency, language),
            " ".join(printed_code(code) for code in item.barcodes),
        ]


def _line(number: int, record: Mapping[str, str], currency: str) -> ImportLine:
    if not record.get("name"):
        raise NameMissing(field="name")
    unit_price = parse_amount(record.get("price", ""), currency)
    if unit_price is None:
        raise PriceInvalid(price=record.get("price", "")[:20])
    unit = record.get("unit", "")
    return ImportLine(
        number=number,
        name=record["name"],
        category=record.get("category", ""),
        tax_class=record.get("tax", ""),
        unit_price=unit_price,
        unit=UNITS.get(fold(unit), unit.upper()),
        barcodes=tuple(record.get("barcodes", "").replace(",", " ").replace("|", " ").split()),
        item=_uuid(record.get("id", "")),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ProductUnknown(item=text[:36]) from None


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _column(title: str) -> str:
    folded = fold(title)
    return next((name for name, titles in COLUMNS.items() if folded in titles), "")


def _plain(cell: str) -> str:
    """Undo `inert`: the apostrophe was for the spreadsheet."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
