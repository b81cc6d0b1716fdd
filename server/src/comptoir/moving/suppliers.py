"""The lines of a list of suppliers: who delivers, and what they ask for an item; many lines may name one supplier."""

from collections.abc import Iterator, Mapping

from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_codes, read_price, read_quantity, read_text
from comptoir.moving.errors import (
    ArticleMissing,
    CostMissing,
    DaysUnreadable,
    EmailUnreadable,
    OfferRepeated,
    SuppliersUnreadable,
)
from comptoir.moving.loads import Lines, Plan, check_length, plan_of
from comptoir.moving.people import EMAIL, EMAIL_LENGTH_MAX
from comptoir.moving.tables import Table, read_table
from comptoir.moving.titles import Places, places_of, plain_cell, said_in
from comptoir.purchasing.importing import LINES_MAX, SupplierLine

DAYS_MAX = 365
SYSTEMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("square", frozenset({"default vendor name"})),
    ("shopify", frozenset({"handle", "vendor", "cost per item"})),
    ("lightspeed", frozenset({"supplier_name", "supply_price"})),
    ("loyverse", frozenset({"handle", "sku", "cost"})),
    ("odoo", frozenset({"vendor", "vendor product code"})),
)
TITLES: Mapping[str, tuple[str, ...]] = {
    "supplier": (
        *("default vendor name", "supplier_name", "supplier name", "supplier", "vendor name", "vendor"),
        *("fournisseur", "nom du fournisseur", "raison sociale", "lieferant", "lieferantenname", "firma"),
        *("company name", "company", "societe", "name", "nom"),
    ),
    # Where a system names who delivers on an article's first line only, its variants stand below with the same handle.
    "group": ("handle",),
    "email": ("email", "e-mail", "email address", "mail", "courriel", "adresse e-mail", "e-mail-adresse"),
    "customer_number": (
        *("our customer number", "customer number", "account number", "numero client", "n° client", "no client"),
        *("kundennummer", "unsere kundennummer"),
    ),
    "lead_days": (
        *("lead time", "lead days", "lead time (days)", "delivery lead time", "delai", "delai de livraison"),
        *("delai (jours)", "lieferzeit", "lieferzeit (tage)"),
    ),
    "order_minimum": ("minimum order", "order minimum", "franco", "minimum de commande", "mindestbestellwert"),
    "barcode": (
        "barcode",
        "variant barcode",
        "product barcode",
        "gtin",
        "ean",
        "code-barres",
        "code barre",
        "strichcode",
    ),
    "sku": (
        *("sku", "variant sku", "internal reference", "item reference", "notre reference", "reference interne"),
        *("artikelnummer", "unsere artikelnummer"),
    ),
    "reference": (
        *("default vendor code", "supplier_code", "supplier code", "supplier sku", "supplier reference", "vendor code"),
        *("vendor sku", "vendor product code", "reference fournisseur", "ref fournisseur", "bestellnummer"),
        *("lieferantenartikelnummer",),
    ),
    "cost": (
        *("default unit cost", "supply_price", "cost per item", "unit cost", "supply price", "cost price", "cost"),
        *(
            "purchase price",
            "prix d'achat",
            "prix d'achat ht",
            "cout",
            "cout unitaire",
            "einkaufspreis",
            "ek",
            "ek-preis",
        ),
        *("price",),
    ),
    "minimum": ("minimum quantity", "min quantity", "min qty", "quantite minimale", "mindestmenge"),
}


def plan_suppliers(content: bytes, currency: str) -> Plan[Lines[SupplierLine]]:
    """Read a file of suppliers whole. Raises SuppliersUnreadable, TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    places = places_of(table, TITLES)
    if "supplier" not in places:
        raise SuppliersUnreadable
    check_length(table)
    lines = list(_lines(table, places, currency))
    return plan_of(table, places, SYSTEMS, lines, at_once=LINES_MAX)


def _lines(table: Table, places: Places, currency: str) -> Iterator[SupplierLine | BadLine | None]:
    seen: dict[tuple[str, str], int] = {}
    group, above = "", ""
    for number, cells in table.rows:
        said = said_in(cells, places)
        if said.get("supplier") or said.get("group", "") != group:
            group, above = said.get("group", ""), said.get("supplier", "")
        elif group and _is_variant(said):
            said["supplier"] = above
        try:
            line = _line(number, said, currency)
            if line is not None and line.code:
                key = (fold(line.name), line.code)
                if key in seen:
                    raise OfferRepeated(line=seen[key])
                seen[key] = number
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _is_variant(said: Mapping[str, str]) -> bool:
    """Not just one more picture."""
    return bool(said.get("cost") and (said.get("barcode") or said.get("sku")))


def _line(number: int, said: Mapping[str, str], currency: str) -> SupplierLine | None:
    """Null for an item of which nobody is said to deliver it."""
    name = read_text(said.get("supplier", ""))
    if not name:
        return None
    code, cost = _code(said), said.get("cost", "")
    if code and not cost:
        raise CostMissing
    if said.get("reference") and not code:
        raise ArticleMissing
    return SupplierLine(
        number=number,
        name=name,
        email=_email(said.get("email", "")),
        customer_number=plain_cell(said.get("customer_number", "")),
        lead_days=_days(said.get("lead_days", "")),
        order_minimum=read_price(said["order_minimum"], currency) if said.get("order_minimum") else None,
        code=code,
        reference=plain_cell(said.get("reference", "")),
        unit_cost=read_price(cost, currency) if code else None,
        minimum_milli=read_quantity(said.get("minimum", "")) if code else None,
    )


def _code(said: Mapping[str, str]) -> str:
    """How the line names the item: as a reader would scan it, or by the shop's own reference."""
    codes = read_codes(said.get("barcode", ""))
    return codes[0] if codes else plain_cell(said.get("sku", ""))


def _email(text: str) -> str:
    plain = plain_cell(text)
    if plain and (len(plain) > EMAIL_LENGTH_MAX or not EMAIL.fullmatch(plain)):
        raise EmailUnreadable
    return plain


def _days(text: str) -> int | None:
    plain = text.split(".")[0].split(",")[0].split(" ")[0]
    if not text:
        return None
    if not plain.isascii() or not plain.isdigit() or int(plain[:4]) > DAYS_MAX:
        raise DaysUnreadable(days=text[:20])
    return int(plain)
