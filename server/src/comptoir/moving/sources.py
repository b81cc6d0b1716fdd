"""Whose export a file is, told by its columns; and which column says what.

Titles are compared folded (`catalog.folding`): without case and accents. A title that ends with `*` stands for every
column that begins so: some systems write one for each store ("Price [Main Street]").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comptoir.catalog.folding import fold
from comptoir.moving.errors import TableUnreadable

OPTIONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A system that shops move away from."""

    code: str
    name: str
    # Every one of these stands in its files, and in nobody else's that comes after it in `SOURCES`.
    signs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    # Lines without a name belong to the article above.
    is_continued: bool = False
    # What a lone variant is called there.
    only_variant: frozenset[str] = field(default_factory=frozenset)
    # A category is the last part of a path.
    path_mark: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in one file: the numbers of its columns."""

    source: Source
    # Several where one is asked after the other, until one says something.
    fields: Mapping[str, tuple[int, ...]]
    # By the name of the store there; without one, under "".
    prices: Mapping[str, int]
    stocks: Mapping[str, int]
    # Taxes that are a column each, with a yes below: the title of the column says which.
    taxes: Mapping[str, int]
    left_out: tuple[str, ...]


def _options(name: str, value: str) -> dict[str, tuple[str, ...]]:
    words = ("one", "two", "three")
    return {
        key: (pattern.format(number=number, word=words[number - 1]),)
        for number in range(1, OPTIONS_MAX + 1)
        for key, pattern in ((f"option{number}_name", name), (f"option{number}_value", value))
    }


SOURCES: tuple[Source, ...] = (
    Source(
        "loyverse",
        "Loyverse",
        frozenset({"handle", "sku", "name", "sold by weight"}),
        {
            "group": ("handle",),
            "name": ("name",),
            "category": ("category",),
            **_options("option {number} name", "option {number} value"),
            "price": ("price [*", "default price", "price"),
            "stock": ("in stock [*", "in stock"),
            "tax_yes": ("tax - *",),
            "barcodes": ("barcode",),
            "reference": ("sku",),
            "weighed": ("sold by weight",),
        },
        is_continued=True,
    ),
    Source(
        "square",
        "Square",
        frozenset({"item name", "variation name"}),
        {
            "group": ("item name",),
            "name": ("item name",),
            "variant": ("variation name",),
            "category": ("category", "categories", "reporting category"),
            "price": ("price",),
            "stock": ("current quantity *", "new quantity *"),
            "tax_yes": ("tax - *",),
            "barcodes": ("gtin",),
            "reference": ("sku",),
            "gone": ("archived",),
        },
        only_variant=frozenset({"regular", "normal", "standard", "regulier"}),
    ),
    Source(
        "shopify",
        "Shopify",
        frozenset({"handle", "title", "variant price"}),
        {
            "group": ("handle",),
            "name": ("title",),
            "category": ("type", "custom product type", "product category"),
            **_options("option{number} name", "option{number} value"),
            "price": ("variant price",),
            "stock": ("variant inventory qty",),
            "barcodes": ("variant barcode",),
            "reference": ("variant sku",),
            "status": ("status",),
        },
        is_continued=True,
        only_variant=frozenset({"default title"}),
        path_mark=">",
    ),
    Source(
        "shopify",
        "Shopify",
        frozenset({"url handle", "title", "price"}),
        {
            "group": ("url handle",),
            "name": ("title",),
            "category": ("type", "product category"),
            **_options("option{number} name", "option{number} value"),
            "price": ("price",),
            "stock": ("inventory quantity",),
            "barcodes": ("barcode",),
            "reference": ("sku",),
            "status": ("status",),
        },
        is_continued=True,
        only_variant=frozenset({"default title"}),
        path_mark=">",
    ),
    Source(
        "lightspeed",
        "Lightspeed",
        frozenset({"handle", "sku", "name", "retail_price"}),
        {
            "group": ("handle",),
            "name": ("name",),
            "category": ("product_category", "type"),
            **_options("variant_option_{word}_name", "variant_option_{word}_value"),
            "price": ("retail_price",),
            "stock": ("inventory_*",),
            "tax_share": ("tax_value",),
            "tax": ("tax_name",),
            "barcodes": ("barcode", "ean", "upc"),
            "reference": ("sku",),
            "on_sale": ("active",),
        },
        path_mark="/",
    ),
    Source(
        "sumup",
        "SumUp",
        frozenset({"item name", "variations", "price"}),
        {
            "group": (),
            "name": ("item name",),
            "variant": ("variations",),
            **_options("option set {number}", "option {number}"),
            "category": ("category",),
            "price": ("price",),
            "stock": ("quantity",),
            "tax_rate": ("tax rate (%)", "tax rate"),
            "barcodes": ("barcode",),
            "reference": ("sku",),
        },
        is_continued=True,
    ),
    Source(
        "odoo",
        "Odoo",
        frozenset({"name", "sales price"}),
        {
            "name": ("name",),
            "category": ("point of sale category", "pos product category", "product category"),
            "price": ("sales price",),
            "stock": ("quantity on hand",),
            "tax": ("customer taxes", "sales taxes"),
            "barcodes": ("barcode",),
            "reference": ("internal reference",),
            "unit": ("unit of measure",),
        },
        path_mark="/",
    ),
    Source(
        "odoo",
        "Odoo",
        frozenset({"name", "list_price"}),
        {
            "name": ("name",),
            "category": ("pos_categ_ids", "pos_categ_id", "categ_id"),
            "price": ("list_price",),
            "stock": ("qty_available",),
            "tax": ("taxes_id",),
            "barcodes": ("barcode",),
            "reference": ("default_code",),
            "unit": ("uom_id", "uom_name"),
        },
        path_mark="/",
    ),
    Source(
        "plain",
        "",
        frozenset(),
        {
            "id": ("id",),
            "name": ("name", "nom", "article", "designation", "bezeichnung", "artikel", "item"),
            "category": ("category", "categorie", "rayon", "kategorie", "warengruppe"),
            "tax": ("tax", "taxe", "tva", "steuer", "mwst", "vat"),
            "unit": ("unit", "unite", "einheit"),
            "price": ("price", "prix", "preis"),
            "stock": ("stock", "quantity", "quantite", "menge", "bestand"),
            "deposit": ("deposit", "deposits", "consigne", "consignes", "pfand"),
            "barcodes": ("barcodes", "barcode", "code-barres", "code barres", "strichcode", "ean", "gtin"),
            "reference": ("reference", "ref", "sku", "artikelnummer"),
            "variant": ("variant", "variante"),
        },
    ),
)
# What is no column of one thing, but of one thing in each store, or of one tax each.
_SPREAD = ("price", "stock", "tax_yes")


def recognize(header: Sequence[str]) -> Columns:
    """Tell whose file it is. Raises TableUnreadable when it has no names and prices that anybody here knows."""
    folded = [fold(title) for title in header]
    source = next(source for source in SOURCES if source.signs <= set(folded))
    fields = {
        name: tuple(folded.index(title) for title in titles if title in folded)
        for name, titles in source.columns.items()
        if name not in _SPREAD and any(title in folded for title in titles)
    }
    prices, stocks, taxes = (_spread(source.columns.get(name, ()), folded, header) for name in _SPREAD)
    if "name" not in fields or not prices:
        raise TableUnreadable
    places = {place for several in fields.values() for place in several}
    used = {*places, *prices.values(), *stocks.values(), *taxes.values()}
    left_out = tuple(title for place, title in enumerate(header) if place not in used and title)
    return Columns(source, fields, prices, stocks, taxes, left_out)


def _spread(titles: Sequence[str], folded: Sequence[str], header: Sequence[str]) -> dict[str, int]:
    """The columns of the first title that stands in the file, by what follows it."""
    for title in titles:
        if not title.endswith("*"):
            if title in folded:
                return {"": folded.index(title)}
            continue
        begin = title[:-1]
        found = {
            header[place][len(begin) :].strip(" []"): place
            for place, name in enumerate(folded)
            if name.startswith(begin)
        }
        if found:
            return found
    return {}
