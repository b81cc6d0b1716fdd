"""`comptoir bench import`: moving in with 100,000 lines, through the pages that a person uses.

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent)]

import psycopg
from browser import office_of
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal
from comptoir.kernel import gtin_check_digit

LINES, QUICK_LINES = 100_000, 3_000
# Of a hundred lines so many are variants, five to a family.
VARIANTS_PERCENT = 20
PATIENCE_MS = 600_000
HEADER = (
    "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,"
    "Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,"
    "Available for sale [Centre],Price [Centre],In stock [Centre],Low stock [Centre]"
)
SIZES = ("S", "M", "L", "XL", "XXL")
# What an import writes, one statement a table, copied into twins with the same columns, keys and indexes.
TABLES = ("catalog_product", "catalog_item", "catalog_item_traits", "catalog_barcode", "catalog_price", "catalog_feed")

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    lines = QUICK_LINES if quick else LINES
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-import-") as folder:
        shop = Rehearsal(Path(folder))
        file = Path(folder) / "export_items.csv"
        file.write_text(export(lines), encoding="utf-8")
        say("starting a Comptoir")
        try:
            shop.start()
            access = shop.furnish(days=1)
            with sync_playwright() as playwright:
                office = office_of(playwright, access)
                say(f"trying {lines} lines")
                tried = try_file(office, access.address, file)
                say(f"  {tried:.1f} s; taking them over")
                taken = press(office, "take", "return")
                created = int("".join(filter(str.isdigit, office.locator("dd").first.inner_text())))
                raw = raw_seconds(shop)
                say(f"  {taken:.1f} s, raw {raw:.1f} s; taking them back")
                returned = press(office, "return", None)
        finally:
            shop.stop()
    whole = {"seconds": round(taken, 1), "try_seconds": round(tried, 1), "return_seconds": round(returned, 1)}
    # With fewer lines the names would promise what was not measured.
    return {
        "lines": lines,
        "created": created,
        "ratio_raw": round(taken / raw, 1),
        **(dict.fromkeys(whole) if quick else whole),
    }


def export(lines: int) -> str:
    """An export of Loyverse: goods of a grocery with bar codes and stock, and a rack of shirts in five sizes."""
    return "\n".join([HEADER, *(row(number) for number in range(lines))]) + "\n"


def row(number: int) -> str:
    digits = f"29{number:010d}"
    code = f"{digits}{gtin_check_digit(digits)}"
    price = f"{number % 90 + 1}.{number % 100:02d}"
    if number % 100 >= 100 - VARIANTS_PERCENT:
        size = number % len(SIZES)
        name = f"Chemise {number // len(SIZES)}" if size == 0 else ""
        ways = f"Taille,{SIZES[size]},,,,"
        return f"shirt{number // len(SIZES)},S{number},{name},Textile,,N,{ways},7.00,{code},,,Y,Y,19.90,{number % 9},"
    stock = number % 40
    return f"item{number},S{number},Article {number},Rayon {number % 60},,N,,,,,,,1.00,{code},,,Y,Y,{price},{stock},"


def try_file(office: Page, address: str, file: Path) -> float:
    """From the click that sends the file until the page says what would come of it."""
    office.goto(f"{address}/products/import")
    office.set_input_files("input[type=file]", file)
    started = time.monotonic()
    office.locator("form[enctype] button").click()
    office.locator("button[name=wish][value=take]").wait_for(timeout=PATIENCE_MS)
    return time.monotonic() - started


def press(office: Page, wish: str, then: str | None) -> float:
    """From the click until the page says that it is done: it then offers what comes next, or nothing."""
    started = time.monotonic()
    office.locator(f"button[name=wish][value={wish}]").click()
    if then is None:
        office.locator("#move progress").wait_for(timeout=PATIENCE_MS)
        office.locator("#move progress").wait_for(state="detached", timeout=PATIENCE_MS)
    else:
        office.locator(f"button[name=wish][value={then}]").wait_for(timeout=PATIENCE_MS)
    return time.monotonic() - started


def raw_seconds(shop: Rehearsal) -> float:
    """The same rows once more, set by set, into twins of the tables: what the database itself needs for them."""
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True) as connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)".encode())
        started = time.monotonic()
        with connection.transaction():
            for table in TABLES:
                connection.execute(f"INSERT INTO bench_{table} SELECT * FROM {table}".encode())
        return time.monotonic() - started


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
