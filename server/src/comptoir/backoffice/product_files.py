"""Product files: CSV out, CSV in. What is exported can be imported again unchanged."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.csvs import columns_in, inert, read_records
from comptoir.backoffice.formats import decimal_text, rate_text
from comptoir.backoffice.forms import printed_code
from comptoir.catalog.bottle_deposits import ContainerView, bottle_deposits, containers_by_item
from comptoir.catalog.commands import ImportLine, NamedContainer
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
    "deposit": frozenset({"deposit", "deposits", "consigne", "consignes", "pfand"}),
    "barcodes": frozenset({"barcodes", "barcode", "code-barres", "code barres", "strichcode", "ean", "gtin"}),
}
_CONTAINER = re.compile(r"(?:(?P<count>[0-9]{1,4})\s*[x×*]\s*)?(?P<name>.+)").fullmatch
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
    if not {"name", "price"} <= columns_in(content, COLUMNS):
        raise FileUnreadable
    lines: list[ImportLine] = []
    bad: list[BadLine] = []
    for number, record in read_records(content, COLUMNS):
        try:
            lines.append(_line(number, record, currency))
        except DomainError as refusal:
            bad.append(BadLine(number, refusal))
    return ProductFile(tuple(lines), tuple(bad))


def product_rows(
    items: Iterator[ItemView], containers: Mapping[UUID, str], currency: str, language: str
) -> Iterator[list[str]]:
    """The lines of an export, in the order of its header; `containers`: what each is sold in, as a file writes it."""
    for item in items:
        yield [
            str(item.id),
            inert(item.name),
            inert(item.category_name),
            rate_text(item.tax_rate_ppm, language),
            item.unit,
            "" if item.unit_price is None else decimal_text(item.unit_price, currency, language),
            " ".join(printed_code(code) for code in item.barcodes),
            inert(containers.get(item.id, "")),
        ]


def written_containers() -> dict[UUID, str]:
    """What articles are sold in: `20 x Bottle + Crate`."""
    names = {kind.item: kind.name for kind in bottle_deposits()}

    def written(one: ContainerView) -> str:
        return f"{one.count} x {names[one.item]}" if one.count > 1 else names[one.item]

    return {
        item: " + ".join(written(one) for one in said if one.item in names)
        for item, said in containers_by_item().items()
    }


def _containers(text: str) -> tuple[NamedContainer, ...]:
    found = (_CONTAINER(part.strip()) for part in text.split("+") if part.strip())
    return tuple(NamedContainer(name=one["name"], count=int(one["count"] or 1)) for one in found if one is not None)


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
        containers=_containers(record["deposit"]) if "deposit" in record else None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ProductUnknown(item=text[:36]) from None
