"""Exports of other systems, as they really look: whose they are, and what each line says."""

from typing import Any

import pytest

from comptoir.kernel import DomainError
from comptoir.moving.articles import Defaults, read_articles
from comptoir.moving.cells import read_codes, read_price, read_quantity, read_reference
from comptoir.moving.errors import TableUnreadable
from comptoir.moving.sources import recognize
from comptoir.moving.tables import read_table

DEFAULTS = Defaults("Divers", "20", "Variante")
LOYVERSE = (
    "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,"
    "Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,"
    'Available for sale [Centre],Price [Centre],In stock [Centre],Low stock [Centre],"Tax - ""TVA"" (5.5%)"\r\n'
    "cola,10001,Cola 33 cl,Boissons,,N,,,,,,,0.60,5449000000996,,,Y,Y,1.40,24,6,Y\r\n"
    "pommes,10002,Pommes,Fruits,,Y,,,,,,,1.10,,,,Y,Y,2.90,12.5,,Y\r\n"
    "tee,10003,T-shirt,Textile,,N,Size,S,Color,Red,,,7,,,,N,Y,19.00,,,N\r\n"
    "tee,10004,,,,N,,M,,Red,,,7,,,,N,Y,21.00,3,,N\r\n"
    "course,10005,Divers,,,N,,,,,,,,,,,N,Y,variable,,,N\r\n"
)
SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Status\n"
    'mug,Mug,"<p>Blue,\nand round</p>",Lune,Home > Kitchen > Mugs,,,true,Title,Default Title,M-1,7,12.00,'
    "'0012345678905,https://cdn/1.jpg,active\n"
    "mug,,,,,,,,,,,,,,https://cdn/2.jpg,\n"
    "tee,Tee,,Lune,,Shirts,,true,Size,S,T-S,1,19.90,,,active\n"
    "tee,,,,,,,,,M,T-M,2,19.90,,,\n"
    "old,Old,,Lune,,Shirts,,true,Title,Default Title,O-1,0,5.00,,,archived\n"
)
SQUARE = (
    "Token,Item Name,Variation Name,SKU,Description,Category,Price,Current Quantity Main St,GTIN,Tax - VAT (20%)\n"
    "t1,Candle,Small,C-S,Soy,Home,12,10,,Y\n"
    "t2,Candle,Large,C-L,Soy,Home,18.50,4,,Y\n"
    't3,Mug,Regular,M,,Home,"£1,250.00",9,4006381333931,N\n'
)
LIGHTSPEED = (
    "id,handle,sku,composite_name,composite_sku,composite_quantity,name,description,product_category,"
    "variant_option_one_name,variant_option_one_value,tags,supply_price,retail_price,tax_name,tax_value,active,"
    "track_inventory,inventory_Main_Outlet\n"
    "1,jam,4006381333931,,,,Jam,,Food / Sweet,,,,2.1,4.50000,TVA,0.055,1,1,30\n"
    "2,gone,77,,,,Gone,,Food,,,,1,2,TVA,0.2,0,1,5\n"
)
SUMUP = (
    "Item name,Variations,Option set 1,Option 1,Is variation visible? (Yes/No),Price,On sale in Online Store?,"
    "Regular price (before sale),Tax rate (%),Unit,Track inventory? (Yes/No),Quantity,Low stock threshold,SKU,Barcode,"
    "Description,Category,Item id (Do not change),Variant id (Do not change)\n"
    "Espresso,,,,,2.20,,,10,,No,,,,,,Bar,i1,v1\n"
    "Shirt,,,,,,,,20,,,,,,,,Textil,i2,\n"
    ",S,,,Yes,19.00,,,20,,Yes,4,,SH-S,,,,,v2\n"
    ",M,,,Yes,19.00,,,20,,Yes,5,,SH-M,,,,,v3\n"
)
ODOO = (
    '"Name","Internal Reference","Barcode","Sales Price","Cost","Product Category","Quantity On Hand",'
    '"Unit of Measure","Customer Taxes"\n'
    '"Desk Lamp","E-001","3760123456784","39.90","11.00","All / Saleable / Office","8.0","Units","20% TVA"\n'
)


def read(text: str | bytes) -> tuple[str, list[Any], list[Any], list[tuple[int, str]]]:
    table = read_table(text if isinstance(text, bytes) else text.encode())
    columns = recognize(table.header)
    found = read_articles(table, columns, DEFAULTS, "EUR")
    singles = [
        (
            row.number,
            row.name,
            row.category,
            row.tax,
            row.unit,
            row.price,
            (*row.codes, *row.references),
            dict(row.stock),
        )
        for row in found.singles
    ]
    families = [
        (
            family.name,
            family.ways,
            [(choices, row.price) for choices, row in zip(family.choices, family.rows, strict=True)],
        )
        for family in found.families
    ]
    return columns.source.code, singles, families, [(bad.number, bad.refusal.code) for bad in found.bad]


def test_loyverse() -> None:
    source, singles, families, bad = read(LOYVERSE)

    assert source == "loyverse"
    assert singles == [
        (2, "Cola 33 cl", "Boissons", "5.5 %", "C62", 140, ("5449000000996", "10001"), {"Centre": 24_000}),
        (3, "Pommes", "Fruits", "5.5 %", "KGM", 290, ("10002",), {"Centre": 12_500}),
        (6, "Divers", "Divers", "20", "C62", 0, ("10005",), {}),
    ]
    assert families == [("T-shirt", ("Size", "Color"), [(("S", "Red"), 1900), (("M", "Red"), 2100)])]
    assert bad == []


def test_shopify_with_pictures_line_breaks_and_what_is_not_sold() -> None:
    source, singles, families, bad = read(SHOPIFY)

    assert source == "shopify"
    assert singles == [(2, "Mug", "Mugs", "20", "C62", 1200, ("0012345678905", "M-1"), {"": 7_000})]
    assert families == [("Tee", ("Size",), [(("S",), 1990), (("M",), 1990)])]
    assert bad == []


def test_square() -> None:
    source, singles, families, bad = read(SQUARE)

    assert source == "square"
    assert singles == [(4, "Mug", "Home", "20", "C62", 125_000, ("4006381333931", "M"), {"Main St": 9_000})]
    assert families == [("Candle", ("Variante",), [(("Small",), 1200), (("Large",), 1850)])]
    assert bad == []


def test_lightspeed() -> None:
    source, singles, families, bad = read(LIGHTSPEED)

    assert (source, families, bad) == ("lightspeed", [], [])
    assert singles == [(2, "Jam", "Sweet", "5.5 %", "C62", 450, ("4006381333931",), {"Main_Outlet": 30_000})]


def test_sumup() -> None:
    source, singles, families, bad = read(SUMUP)

    assert (source, bad) == ("sumup", [])
    assert singles == [(2, "Espresso", "Bar", "10 %", "C62", 220, (), {})]
    assert families == [("Shirt", ("Variante",), [(("S",), 1900), (("M",), 1900)])]


def test_odoo() -> None:
    source, singles, families, bad = read(ODOO)

    assert (source, families, bad) == ("odoo", [], [])
    assert singles == [(2, "Desk Lamp", "Office", "20 %", "C62", 3990, ("3760123456784", "E-001"), {"": 8_000})]


@pytest.mark.parametrize(
    "content",
    [
        "Désignation;Prix;Rayon\nThé;3,50;Épicerie\n".encode("cp1252"),
        "Désignation;Prix;Rayon\nThé;3,50;Épicerie\n".encode("utf-16"),
        b"\xef\xbb\xbf" + "sep=;\r\nDésignation;Prix;Rayon\r\nThé;3,50;Épicerie\r\n".encode(),
        "Nom\tPrix\tCatégorie\nThé\t3.5\tÉpicerie\n".encode(),
    ],
)
def test_a_plain_file_in_any_encoding(content: bytes) -> None:
    source, [(_, name, category, _, _, price, *_)], _, bad = read(content)

    assert (source, name, category, price, bad) == ("plain", "Thé", "Épicerie", 350, [])


def test_each_bad_line_says_why_and_keeps_no_other_back() -> None:
    source, singles, _, bad = read(
        "nom;prix;ean;stock\n"
        "Miel;6,90;4,00638E+12;1\n"
        "Sel;1,20;4006381333931;2\n"
        "Poivre;2,10;4006381333931;3\n"
        ";1,00;;\n"
        "Riz;1,999;;\n"
        "Huile;=A1*2;;\n"
        "Lait;gratuit;;\n"
        "Beurre;2,50;;beaucoup\n"
        "Café;3,00;;1\n"
        "CAFE;3,50;;1\n"
        "Thé;4,00;3760123456784,0;5\n"
        '=HYPERLINK("x");1,00;;\n'
    )

    assert source == "plain"
    assert [row[1] for row in singles] == ["Sel", "Café", "Thé"]
    assert singles[-1][6] == ("3760123456784",)
    assert bad == [
        (2, "moving.code_mangled"),
        (4, "moving.code_repeated"),
        (5, "catalog.name_missing"),
        (6, "moving.price_unreadable"),
        (7, "moving.formula_found"),
        (8, "moving.price_unreadable"),
        (9, "moving.quantity_unreadable"),
        (11, "moving.name_repeated"),
        (13, "moving.formula_found"),
    ]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,234.50", 123_450), ("1.234,50 €", 123_450), ("£4.5", 450), ("12", 1200), ("USD 3.00", 300),
        ("1 234,5", 123_450), ("12.50000", 1250), ("1,234,567", 123_456_700), ("0.99", 99),
    ],
)  # fmt: skip
def test_prices(text: str, minor: int) -> None:
    assert read_price(text, "EUR") == minor


@pytest.mark.parametrize("text", ["1,234", "1.000", "-5", "", "abc", "1.2.3", "1.005", "1234567890"])
def test_what_may_be_two_prices_is_none(text: str) -> None:
    with pytest.raises(DomainError):
        read_price(text, "EUR")


def test_other_cells() -> None:
    assert [read_quantity(text) for text in ("", "-", "12", "0,250", "-3", "12.5")] == [
        None,
        None,
        12_000,
        250,
        0,
        12_500,
    ]
    assert read_codes('="0012345678905"') == ("0012345678905",)
    assert read_codes("4006381333931; 96385074") == ("4006381333931", "96385074")
    # A number of the shop's own that looks like a bar code with a wrong digit is not put on the scanner.
    assert [read_reference(text) for text in ("A-1", "12345678", "96385074", "4.0E+12")] == [
        ("A-1",),
        (),
        ("96385074",),
        (),
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\x01PK\x03\x04", b"date,amount\n2026-01-01,3\n", b"\xff\xfe\x00"])
def test_what_is_no_list_of_articles(content: bytes) -> None:
    with pytest.raises(TableUnreadable):
        recognize(read_table(content).header)
