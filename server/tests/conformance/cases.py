"""The shared vectors, loaded as they are. A case names a function, its input and what to compare."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from comptoir import pricing
from comptoir.pricing import Basket, Line, PricedBasket, PricingError, RefundLine, TaxSubtotal, Totals
from tests.conformance import cases_v2

CONFORMANCE = Path(__file__).resolve().parents[3] / "conformance"
SHARED_VECTORS = CONFORMANCE.parents[1] / "shared" / "vectors"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One vector and the file it stands in."""

    file: str
    content: Json

    def __str__(self) -> str:
        return str(self.content["id"])


def load(name: str) -> Json:
    found: Json = json.loads((CONFORMANCE / name).read_text(encoding="utf-8"))
    return found


def pricing_files() -> Sequence[Path]:
    folder = CONFORMANCE / "pricing"
    return [path for path in sorted(folder.rglob("*.json")) if not path.name.endswith(".schema.json")]


def pricing_cases() -> Sequence[Case]:
    return [
        Case(str(path.relative_to(CONFORMANCE)), content)
        for path in pricing_files()
        for content in json.loads(path.read_text(encoding="utf-8"))["cases"]
    ]


def answer(call: str, given: Json) -> Json:
    """What our engine answers, in the words of the vectors."""
    try:
        match call:
            case "price":
                return priced_members(pricing.price(basket_of(given)))
            case "price_refund":
                lines = [RefundLine(**line) for line in given["lines"]]
                return totals_members(pricing.price_refund(price_mode=given["price_mode"], lines=lines))
            case "refund_share":
                return {"value": pricing.refund_share(**given)}
            case "cash_rounding":
                day = date.fromisoformat(given["day"])
                otherwise = given.get("paid_otherwise", 0)
                return {
                    "value": pricing.cash_rounding(given["country"], day, given["payable"], paid_otherwise=otherwise)
                }
            case "split_equally":
                return {"parts": pricing.split_equally(given["amount"], given["parts"])}
            case "price_2":
                return cases_v2.priced(given)
            case _:
                raise AssertionError(f"no such call: {call}")
    except PricingError as refusal:
        return {"refusal": refusal.code}


def basket_of(given: Json) -> Basket:
    return Basket(**{**given, "lines": [Line(**line) for line in given["lines"]]})


def priced_members(priced: PricedBasket) -> Json:
    return {
        "bases": [line.base for line in priced.lines],
        "line_discounts": [line.line_discount for line in priced.lines],
        "basket_discounts": [line.basket_discount for line in priced.lines],
        "amounts": [line.amount for line in priced.lines],
        "basket_discount": priced.basket_discount,
        **totals_members(priced),
    }


def totals_members(totals: Totals | PricedBasket) -> Json:
    return {
        "tax_subtotals": [subtotal_members(row) for row in totals.tax_subtotals],
        "net": totals.net,
        "tax": totals.tax,
        "gross": totals.gross,
    }


def subtotal_members(row: TaxSubtotal) -> Json:
    return {
        "tax_category": row.tax_category,
        "tax_rate_ppm": row.tax_rate_ppm,
        "net": row.net,
        "tax": row.tax,
        "gross": row.gross,
    }
