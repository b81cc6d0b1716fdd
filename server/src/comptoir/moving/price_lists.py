"""The lines of a file of price lists: what a list asks for an item, or how far it changes a category or everything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_codes, read_price, read_text
from comptoir.moving.errors import ItemNotSaid, ListsUnreadable, PercentUnreadable, PriceRepeated, TermsDiffer
from comptoir.moving.loads import Lines, Plan, check_length, plan_of
from comptoir.moving.rule_cells import PPM_A_PERCENT, WHEN_TITLES, Terms, read_percent, read_terms
from comptoir.moving.tables import Table, read_table
from comptoir.moving.titles import Places, places_of, plain_cell, said_in

LINES_AT_ONCE = 500
NAME_LENGTH_MAX = 80
PERCENT_MAX = 900
SYSTEMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("odoo", frozenset({"pricelist", "fixed price"})),
    ("odoo", frozenset({"pricelist name", "fixed price"})),
    ("lightspeed", frozenset({"price_book", "sku"})),
)
TITLES: Mapping[str, tuple[str, ...]] = {
    "list": (
        *("price list", "price lists", "pricelist", "pricelist name", "price book", "price_book", "price book name"),
        *("catalog", "liste de prix", "liste", "grille tarifaire", "tarif", "preisliste", "liste der preise"),
    ),
    "barcode": ("barcodes", "barcode", "product barcode", "gtin", "ean", "code-barres", "codes-barres", "strichcode"),
    "sku": (*("sku", "internal reference", "reference", "reference interne", "artikelnummer", "variant sku"),),
    "name": ("product", "item", "item name", "product name", "name", "article", "produit", "nom", "artikel"),
    "price": (
        *("price in this list", "prix dans cette liste", "preis in dieser liste", "list price", "fixed price"),
        *("price", "retail_price", "prix", "preis"),
    ),
    "discount": (
        *("discount", "discount (%)", "percentage price", "price discount", "remise", "remise (%)", "rabais"),
        *("rabatt", "rabatt (%)", "nachlass"),
    ),
    "change": ("change in percent", "change", "variation en pour cent", "anderung in prozent"),
    "category": ("category", "product category", "categorie", "kategorie", "warengruppe"),
    **{name: said for name, said in WHEN_TITLES.items() if name not in ("weekdays", "hours")},
    "weekdays": WHEN_TITLES["weekdays"],
    "hours": WHEN_TITLES["hours"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """What a list says of one item (a price), or of a category or of everything (a change in parts per million)."""

    number: int
    name: str
    terms: Terms
    code: str = ""
    item: str = ""
    price: int | None = None
    change_ppm: int | None = None
    category: str = ""


def plan_lists(content: bytes, file_name: str, currency: str) -> Plan[Lines[PriceLine]]:
    """Read a file of price lists whole. Raises ListsUnreadable, TableUnreadable, TableEmpty or TableTooLong.

    Where no column names the list it is called like the file.
    """
    table = read_table(content)
    places = places_of(table, TITLES)
    names_goods = places.keys() & {"barcode", "sku", "name", "category"}
    if not places.keys() & {"price", "discount", "change"} or not (names_goods or "list" in places):
        raise ListsUnreadable
    check_length(table)
    lines = _with_terms(list(_lines(table, places, PurePath(file_name).stem.strip(), currency)))
    return plan_of(table, places, SYSTEMS, lines, at_once=LINES_AT_ONCE)


Read = PriceLine | BadLine | None


def _lines(table: Table, places: Places, called: str, currency: str) -> Iterator[Read]:
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in table.rows:
        try:
            line = _line(number, cells, places, called, currency)
            if line is not None:
                key = (fold(line.name), line.code, fold(line.item), fold(line.category), str(line.price is None))
                if key in seen:
                    raise PriceRepeated(line=seen[key])
                seen[key] = number
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _line(number: int, cells: Sequence[str], places: Places, called: str, currency: str) -> PriceLine | None:
    """Null for an item of which the list says nothing."""
    said = said_in(cells, places)
    name = (read_text(said.get("list", "")) or called)[:NAME_LENGTH_MAX]
    price, change = said.get("price", ""), _change(said)
    if not price and change is None:
        return None
    terms = read_terms(said)
    codes = read_codes(said.get("barcode", ""))
    code = codes[0] if codes else plain_cell(said.get("sku", ""))
    item = read_text(said.get("name", ""))
    if price and (code or item):
        return PriceLine(number=number, name=name, terms=terms, code=code, item=item, price=read_price(price, currency))
    if change is None or code or item:
        # A percentage of one item is a price that somebody has to work out and to round.
        raise ItemNotSaid
    category = read_text(said.get("category", ""))
    return PriceLine(number=number, name=name, terms=terms, change_ppm=change, category=category)


def _change(said: Mapping[str, str]) -> int | None:
    """Cheaper is less than nothing, however the column is called."""
    if said.get("discount"):
        ppm: int | None = -abs(read_percent(said["discount"]))
    else:
        ppm = read_percent(said["change"]) if said.get("change") else None
    if ppm is not None and not -100 * PPM_A_PERCENT <= ppm <= PERCENT_MAX * PPM_A_PERCENT:
        raise PercentUnreadable(percent=(said.get("discount") or said["change"])[:20])
    return ppm or None


def _with_terms(lines: Sequence[Read]) -> list[Read]:
    """A list holds in one way: the first line that says when and for whom says it for all; silence agrees."""
    decided: dict[str, tuple[int, Terms]] = {}
    for line in lines:
        if isinstance(line, PriceLine) and line.terms != Terms():
            decided.setdefault(fold(line.name), (line.number, line.terms))
    found: list[Read] = []
    for line in lines:
        if not isinstance(line, PriceLine) or fold(line.name) not in decided:
            found.append(line)
            continue
        number, terms = decided[fold(line.name)]
        is_other = line.terms not in (Terms(), terms)
        found.append(BadLine(line.number, TermsDiffer(line=number)) if is_other else replace(line, terms=terms))
    return found
