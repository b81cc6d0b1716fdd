"""The own prices of a list as a spreadsheet: out, changed by a person, and in again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.csvs import inert
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import printed_code
from comptoir.catalog.commands import ListPriceLine
from comptoir.catalog.errors import FileUnreadable, PriceInvalid, ProductUnknown
from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine, ItemView, items_of_codes
from comptoir.kernel import DomainError
from comptoir.moving.errors import TableUnreadable
from comptoir.moving.tables import read_table

COLUMNS: Mapping[str, frozenset[str]] = {
    "id": frozenset({"id"}),
    "barcodes": frozenset(
        {
            "barcodes",
            "barcode",
            "code-barres",
            "codes-barres",
            "code barres",
            "strichcode",
            "strichcodes",
            "ean",
            "gtin",
        }
    ),
    "price": frozenset({"price in this list", "prix dans cette liste", "preis in dieser liste", "list price"}),
}


@dataclass(frozen=True, slots=True)
class PriceFile:
    """A file as read: prices to set, and lines that are wrong before the list is asked."""

    lines: tuple[ListPriceLine, ...]
    bad: tuple[BadLine, ...]


def list_rows(items: Iterable[ItemView], own: Mapping[UUID, int], currency: str, language: str) -> Iterator[list[str]]:
    """Every article with its ordinary price and its own one in the list, if it has one."""
    for item in items:
        price = own.get(item.id)
        yield [
            str(item.id),
            inert(item.name),
            " ".join(printed_code(code) for code in item.barcodes),
            "" if item.unit_price is None else decimal_text(item.unit_price, currency, language),
            "" if price is None else decimal_text(price, currency, language),
        ]


def read_prices(content: bytes, currency: str) -> PriceFile:
    """A line names its article by id or by any of its codes; an empty price takes it out of the list."""
    records = _records(content)
    codes = items_of_codes(code for _number, record in records for code in _codes(record))
    lines: list[ListPriceLine] = []
    bad: list[BadLine] = []
    for number, record in records:
        try:
            item = _item(record, codes)
            lines.append(ListPriceLine(number=number, item=item, unit_price=_price(record, currency)))
        except DomainError as refusal:
            bad.append(BadLine(number, refusal))
    return PriceFile(tuple(lines), tuple(bad))


def _records(content: bytes) -> list[tuple[int, Mapping[str, str]]]:
    """Each line by the columns that are known here; the others are left out."""
    try:
        table = read_table(content)
    except TableUnreadable as error:
        raise FileUnreadable from error
    columns = [_column(fold(title)) for title in table.header]
    if "price" not in columns or not {"id", "barcodes"} & set(columns):
        raise FileUnreadable
    return [
        (number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
        for number, cells in table.rows
    ]


def _column(title: str) -> str:
    return next((name for name, titles in COLUMNS.items() if title in titles), "")


def _item(record: Mapping[str, str], codes: Mapping[str, UUID]) -> UUID:
    named = record.get("id", "")
    if named:
        try:
            return UUID(named)
        except ValueError:
            raise ProductUnknown(item=named[:36]) from None
    found = next((codes[code] for code in _codes(record) if code in codes), None)
    if found is None:
        raise ProductUnknown(item=record.get("barcodes", "")[:36])
    return found


def _price(record: Mapping[str, str], currency: str) -> int | None:
    text = record.get("price", "")
    price = parse_amount(text, currency) if text else None
    if text and price is None:
        raise PriceInvalid(price=text[:20])
    return price


def _codes(record: Mapping[str, str]) -> list[str]:
    return record.get("barcodes", "").replace(",", " ").replace("|", " ").split()
