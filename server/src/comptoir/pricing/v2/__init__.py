"""Pricing engine 2: price lists, promotions, bundles, deposits, several taxes. Twin of @comptoir/pricing/v2.

The contract is docs/developer/pricing.md; held equal by conformance/pricing/ and by the differential test.
"""

from comptoir.pricing.v2.basket import (
    Award,
    Basket,
    Component,
    Exemption,
    Line,
    Modifier,
    Moment,
    PricedBasket,
    PricedLine,
    Tax,
    Taxes,
    TaxSubtotal,
)
from comptoir.pricing.v2.engine import ENGINE_VERSION, price
from comptoir.pricing.v2.reading import read_price_list, read_promotion
from comptoir.pricing.v2.rules import NO_RULES, PriceList, Promotion, Rules, compile_rules
from comptoir.pricing.v2.taxes import switched_price

__all__ = [
    "ENGINE_VERSION",
    "NO_RULES",
    "Award",
    "Basket",
    "Component",
    "Exemption",
    "Line",
    "Modifier",
    "Moment",
    "PriceList",
    "PricedBasket",
    "PricedLine",
    "Promotion",
    "Rules",
    "Tax",
    "TaxSubtotal",
    "Taxes",
    "compile_rules",
    "price",
    "read_price_list",
    "read_promotion",
    "switched_price",
]
