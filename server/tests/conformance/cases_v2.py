"""Baskets of engine 2 as the vectors write them, and its answers in their words."""

from collections.abc import Mapping
from typing import Any

from comptoir.pricing import PricingError, v2

Json = Mapping[str, Any]

NOON = {"day": "2026-11-22", "weekday": 7, "minute": 720}


def priced(given: Json) -> Json:
    """What engine 2 answers to a `price_2`; raises its refusals."""
    return answer_members(v2.price(basket_of(given["basket_2"]), rules_of(given.get("rules", {}))))


def priced_all(given: Json) -> list[Json]:
    """What engine 2 answers to each basket of a shop, its refusals included (for the differential test)."""
    try:
        rules = rules_of(given["rules"])
    except PricingError as refusal:
        return [{"refusal": refusal.code}]
    found: list[Json] = []
    for basket in given["baskets"]:
        try:
            found.append(answer_members(v2.price(basket_of(basket), rules)))
        except PricingError as refusal:
            found.append({"refusal": refusal.code})
    return found


def rules_of(given: Json) -> v2.Rules:
    return v2.compile_rules(
        price_lists=[v2.read_price_list(document) for document in given.get("price_lists", [])],
        promotions=[v2.read_promotion(document) for document in given.get("promotions", [])],
    )


def basket_of(given: Json) -> v2.Basket:
    exemption = given.get("exemption")
    return v2.Basket(
        **{name: value for name, value in given.items() if name not in ("lines", "moment", "exemption")},
        lines=[line_of(line) for line in given["lines"]],
        moment=v2.Moment(**given.get("moment", NOON)),
        exemption=v2.Exemption(**exemption) if exemption is not None else None,
    )


def line_of(given: Json) -> v2.Line:
    written = ("tax_category", "tax_rate_ppm", "taxes", "switched_taxes", "open", "modifiers", "components")
    if "taxes" in given:
        taxes = taxes_of(given, "taxes")
    elif "components" in given:
        taxes = ()
    else:
        taxes = (v2.Tax("", given.get("tax_category", "S"), given["tax_rate_ppm"]),)
    return v2.Line(
        **{name: value for name, value in given.items() if name not in written},
        taxes=taxes,
        switched_taxes=taxes_of(given, "switched_taxes"),
        is_open=given.get("open", False),
        modifiers=[v2.Modifier(**modifier) for modifier in given.get("modifiers", [])],
        components=[component_of(component) for component in given.get("components", [])],
    )


def component_of(given: Json) -> v2.Component:
    plain = {name: value for name, value in given.items() if name not in ("taxes", "switched_taxes")}
    return v2.Component(**plain, taxes=taxes_of(given, "taxes"), switched_taxes=taxes_of(given, "switched_taxes"))


def taxes_of(given: Json, name: str) -> tuple[v2.Tax, ...]:
    return tuple(
        v2.Tax(
            code=tax.get("code", ""),
            category=tax["category"],
            rate_ppm=tax.get("rate_ppm", 0),
            unit_amount=tax.get("unit_amount", 0),
            is_compound=tax.get("compound", False),
            is_in_base=tax.get("in_base", False),
        )
        for tax in given.get(name, [])
    )


def answer_members(basket: v2.PricedBasket) -> Json:
    lines = basket.lines
    return {
        "unit_prices": [line.unit_price for line in lines],
        "price_sources": [line.price_source for line in lines],
        "price_lists": [line.price_list for line in lines],
        "modifier_prices": [list(line.modifier_prices) for line in lines],
        "bases": [line.base for line in lines],
        "promotions": [{award.promotion: award.amount for award in line.promotions} for line in lines],
        "promotion_totals": {award.promotion: award.amount for award in basket.promotions},
        "line_discounts": [line.line_discount for line in lines],
        "basket_discounts": [line.basket_discount for line in lines],
        "basket_discount": basket.basket_discount,
        "exempted": [line.exempted for line in lines],
        "amounts": [line.amount for line in lines],
        "components": [list(line.components) for line in lines],
        "tax_subtotals": [subtotal_members(row) for row in basket.tax_subtotals],
        "net": basket.net,
        "tax": basket.tax,
        "gross": basket.gross,
    }


def subtotal_members(row: v2.TaxSubtotal) -> Json:
    """A row; `code` and `unit_amount` only where there are any."""
    return {
        **({"code": row.code} if row.code else {}),
        "tax_category": row.tax_category,
        "tax_rate_ppm": row.tax_rate_ppm,
        **({"unit_amount": row.unit_amount} if row.unit_amount else {}),
        "net": row.net,
        "tax": row.tax,
        "gross": row.gross,
    }
