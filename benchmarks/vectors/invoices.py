"""Our invoices before EN 16931's own rules (XSD and Schematron, run by Saxon)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comptoir.invoices.xml import xml_of
from tests.invoices.rules import asked_rules, broken_rules
from tests.invoices.test_xml import TWO_RATES, body, content, deposit, deposits, exempt, line

PROMOTED = [{"promotion": "p", "amount": 115}]


def invoice_cases() -> Iterator[tuple[str, int, list[str]]]:
    """Each case: its name, how many rules were asked of it, and which it breaks."""
    for name, made in _cases().items():
        xml = xml_of(made)
        yield name, asked_rules(xml), broken_rules(xml)


def _cases() -> dict[str, Any]:
    back = body([line(-115, 55_000, quantity_milli=-1000, unit_price=115)])
    named = {"kind": "credit_note", "number": "A2026-1", "corrects_number": "F2026-1", "corrects_on": "2026-11-25"}
    rates = [0, 25_000, 38_000, 49_000, 55_000, 81_000, 100_000, 130_000, 190_000, 200_000]
    cases = {
        "two rates and discounts": content(TWO_RATES),
        "a credit note": content(back, **named),
        "rounded cash": content(body([line(1952, 60_000)], cash_rounding=-2)),
        "goods back in the same sale": content(
            body([line(1000, 200_000), line(-200, 200_000, quantity_milli=-1000, unit_price=200)])
        ),
        "a promotion": content(
            body(
                [line(230, 55_000, quantity_milli=3000, unit_price=115, promotions=[{"promotion": "p", "amount": 115}])]
            )
        ),
        "bottle deposits": content(deposits(line(2490, 200_000), deposit(300, 20, of_line=1), deposit(-60, -4))),
        "without tax by an embassy": content(exempt("E", mention="Art. 151", vatex="VATEX-EU-151")),
        "an export": content(exempt("G", name="Exportation")),
        "within the union": content(exempt("K")),
        "reverse charge": content(exempt("AE", mention="Autoliquidation", vatex="VATEX-EU-AE")),
    }
    return cases | {f"one line at {rate} ppm": content(_taxed(rate)) for rate in rates}


def _taxed(rate: int) -> dict[str, Any]:
    category = "S" if rate else "Z"
    made = body([line(12_345, rate, tax_category=category)])
    for row in made["tax_subtotals"]:
        row["tax_category"] = category
    return made
