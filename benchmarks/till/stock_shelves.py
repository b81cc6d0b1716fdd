"""Fills the rehearsed shop with many products, by the same import that the back office uses.

    python stock_shelves.py <count>

Prints the bar codes and names that the bench will look for, as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date

import django

django.setup()

from comptoir.catalog.commands import ImportLine, ImportProducts  # Django first
from comptoir.catalog.operations import import_products
from comptoir.config.demo.goods import TAXES, goods
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.kernel import gtin_check_digit

MAKERS = (
    *("Aubrac", "Bellecour", "Chantoiseau", "Dampierre", "Esterel", "Fontenelle", "Garrigue", "Hautecombe", "Iroise"),
    *("Jouvence", "Kerlann", "Lavandou", "Montclar", "Noirmoutier", "Ombeline", "Perrosel", "Quiberon", "Roncevaux"),
    *("Sablonne", "Tourmalet"),
)
KINDS = ("nature", "bio", "sans sel", "extra", "fermier", "grand format", "petit format", "tradition")


def name_of(number: int) -> str:
    """A name like a grocery's: what it is, who makes it, which kind."""
    base = goods()[number % len(goods())].name
    maker = MAKERS[number // len(goods()) % len(MAKERS)]
    kind = KINDS[number // (len(goods()) * len(MAKERS)) % len(KINDS)]
    return f"{base} {maker} {kind} {number // (len(goods()) * len(MAKERS) * len(KINDS)) + 1}"


def code_of(number: int) -> str:
    payload = f"2901{number:08d}"
    return f"{payload}{gtin_check_digit(payload)}"


def main(count: int) -> None:
    rates = {tax.rate_ppm: tax.name for tax in TAXES}
    step = 5_000
    for start in range(0, count, step):
        lines = []
        for number in range(start, min(count, start + step)):
            base = goods()[number % len(goods())]
            lines.append(
                ImportLine(
                    number=number,
                    name=name_of(number),
                    category=base.shelf.name,
                    tax_class=rates[base.tax_rate_ppm],
                    unit_price=base.unit_price,
                    barcodes=(code_of(number),),
                )
            )
        done = import_products(
            ImportProducts(organization=ORGANIZATION, person=None, lines=tuple(lines), day=date(2026, 1, 1))
        )
        assert not done.bad, done.bad[:3]
        print(f"  {start + len(lines)} products", file=sys.stderr, flush=True)
    # Beer and wine ask for an age once a basket: a person's answer, not the machine's time.
    sober = [number for number in range(count) if goods()[number % len(goods())].shelf.key not in ("wine", "drink")]
    spread = sober[:: max(1, len(sober) // 1_000)]
    print(json.dumps({"codes": [code_of(n) for n in spread], "names": [name_of(n) for n in spread]}))


main(int(sys.argv[1]))
