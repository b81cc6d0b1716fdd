"""Builds a store's catalogue snapshot some times, from nothing, and prints the CPU that each build took.

    python build.py <products> <builds> <postmaster pid>

The CPU of this process and that of the database's processes are both counted.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path

import django

django.setup()

import psycopg  # Django first

from comptoir.catalog.commands import ImportLine, ImportProducts
from comptoir.catalog.operations import import_products
from comptoir.catalog.snapshot import build
from comptoir.config.demo.goods import TAXES, goods
from comptoir.config.demo.shop import GROCERY, ORGANIZATION
from comptoir.kernel import gtin_check_digit

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def stock(count: int) -> None:
    """Import until tills know so many articles, the demo's own included: its variants and packs count each."""
    own = sum(chunk.count for chunk in build(ORGANIZATION, GROCERY.id).chunks)
    rates = {tax.rate_ppm: tax.name for tax in TAXES}
    lines = []
    for number in range(own, count):
        base = goods()[number % len(goods())]
        payload = f"2901{number:08d}"
        lines.append(
            ImportLine(
                number=number,
                name=f"{base.name} {number}",
                category=base.shelf.name,
                tax_class=rates[base.tax_rate_ppm],
                unit_price=base.unit_price,
                barcodes=(f"{payload}{gtin_check_digit(payload)}",),
            )
        )
    for start in range(0, len(lines), 5_000):
        part = tuple(lines[start : start + 5_000])
        done = import_products(ImportProducts(organization=ORGANIZATION, person=None, lines=part, day=date(2026, 1, 1)))
        assert not done.bad, done.bad[:3]
        print(f"  {start + len(part)} products", file=sys.stderr, flush=True)


def database_seconds(postmaster: int) -> float:
    """CPU of the postmaster and its children, the ended ones included."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == postmaster:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += sum(map(int, fields[11:13]))
    return total / TICKS_A_SECOND


def forget() -> None:
    """So that every build writes all its pieces, as the first one does."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        owner.execute("DELETE FROM catalog_snapshot")
        owner.execute("DELETE FROM catalog_chunk")


def main(count: int, builds: int, postmaster: int) -> None:
    stock(count)
    build(ORGANIZATION, GROCERY.id)
    taken = []
    for _ in range(builds):
        forget()
        app, database = time.process_time(), database_seconds(postmaster)
        built = build(ORGANIZATION, GROCERY.id)
        app, database = time.process_time() - app, database_seconds(postmaster) - database
        assert sum(chunk.count for chunk in built.chunks) == count
        taken.append({"app": app * 1000, "database": database * 1000})
    print(json.dumps(taken))


main(*(int(argument) for argument in sys.argv[1:4]))
