"""A sealed sale as rows that an invoice can say: one VAT rate each, and nothing outside of EN 16931's categories.

An invoice knows one tax a line. An amount for each unit (an eco-contribution) is part of the price where VAT is charged
on it, and a row of its own where it is not. What is no turnover (a deposit that the law leaves out) can't stand beside
taxed goods as category O (BR-O-11), nor on an invoice of a seller with a VAT number (BR-O-2): it is E, and says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comptoir.invoices.errors import NotInvoiceable
from comptoir.pricing import PriceMode, v2
from comptoir.pricing.v2.taxes import TaxedPart, fixed_amounts

Row = Mapping[str, Any]

UNTAXED, EXEMPT = "O", "E"
NOT_SUBJECT = "Not subject to tax"


def rows_of(body: Mapping[str, Any]) -> list[Row]:
    """Each line with its one VAT rate; a menu by its parts, and what is charged beside VAT by itself."""
    return [row for line in body["lines"] for row in _rows(line, body["price_mode"])]


def taxes_of(body: Mapping[str, Any], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """VAT by category and rate as the sale stated it; amounts for units are in it or stand in rows of their own."""
    stated = [dict(row) for row in body["tax_subtotals"] if not row.get("unit_amount")]
    beside = sum(row["amount"] for row in rows if row.get("is_beside"))
    if beside:
        known = next((row for row in stated if row["tax_category"] == UNTAXED), None)
        if known is None:
            stated.append({"tax_category": UNTAXED, "tax_rate_ppm": 0, "net": beside, "tax": 0, "gross": beside})
        else:
            known["net"] += beside
    return stated


def category_of(category: str) -> str:
    """What the document calls it."""
    return EXEMPT if category == UNTAXED else category


def _rows(line: Row, price_mode: str) -> Iterator[Row]:
    if line.get("components"):
        for part in line["components"]:
            quantity = part["quantity_milli"] * line["quantity_milli"] // 1_000
            position = {
                # As it is named where it comes back: a credit note then takes it off the right position.
                "name": part.get("name") or line.get("name"),
                "quantity_milli": quantity,
                "amount": part["amount"],
                "taxes": part["taxes"],
            }
            yield from _taxed(position | _if_there(line, "refers_to_line"), price_mode)
    else:
        yield from _taxed(line, price_mode)


def _taxed(line: Row, price_mode: str) -> Iterator[Row]:
    if not line.get("taxes"):
        yield line
        return
    taxes = tuple(
        v2.Tax(
            tax.get("code", ""), tax["category"], tax.get("rate_ppm", 0), tax.get("unit_amount", 0),
            is_in_base=bool(tax.get("in_base")),
        )
        for tax in line["taxes"]
    )  # fmt: skip
    rates = [tax for tax in taxes if not tax.unit_amount]
    if len(rates) != 1:
        raise NotInvoiceable
    mode: PriceMode = "net" if price_mode == "net" else "gross"
    part = TaxedPart(0, line["amount"], line["quantity_milli"], taxes, mode, is_returned=False)
    amount = line["amount"]
    for tax, fixed in fixed_amounts(part, tuple(tax for tax in taxes if tax.unit_amount)):
        if tax.is_in_base:
            amount += fixed if mode == "net" else 0
            continue
        amount -= 0 if mode == "net" else fixed
        yield {
            "name": tax.code, "quantity_milli": line["quantity_milli"], "amount": fixed, "tax_category": UNTAXED,
            "tax_rate_ppm": 0, "is_beside": True, **_if_there(line, "unit", "refers_to_line"),
        }  # fmt: skip
    [rate] = rates
    yield {**line, "amount": amount, "tax_category": rate.category, "tax_rate_ppm": rate.rate_ppm}


def _if_there(line: Row, *names: str) -> dict[str, Any]:
    return {name: line[name] for name in names if name in line}
