"""The pricing engine: pure, integers only, the twin of @comptoir/pricing.

Held equal by conformance/pricing/ and by the differential test.
"""

from comptoir.pricing.basket import (
    Basket,
    Line,
    PricedBasket,
    PricedLine,
    PriceMode,
    RefundLine,
    TaxSubtotal,
    Totals,
)
from comptoir.pricing.cash import CASH_ROUNDING_RULES, CashRoundingRule, cash_rounding, cash_rounding_rule
from comptoir.pricing.engine import (
    AMOUNT_MAX,
    ENGINE_VERSION,
    LINES_MAX,
    PARTS_MAX,
    price,
    price_refund,
    refund_share,
    split_equally,
)
from comptoir.pricing.errors import (
    AmountTooLarge,
    DiscountAmbiguous,
    DiscountInvalid,
    PartsInvalid,
    PricingError,
    RefundExceedsQuantity,
    TaxCategoryInvalid,
    TaxRateInvalid,
    TooManyLines,
)

__all__ = [
    "AMOUNT_MAX",
    "CASH_ROUNDING_RULES",
    "ENGINE_VERSION",
    "LINES_MAX",
    "PARTS_MAX",
    "AmountTooLarge",
    "Basket",
    "CashRoundingRule",
    "DiscountAmbiguous",
    "DiscountInvalid",
    "Line",
    "PartsInvalid",
    "PriceMode",
    "PricedBasket",
    "PricedLine",
    "PricingError",
    "RefundExceedsQuantity",
    "RefundLine",
    "TaxCategoryInvalid",
    "TaxRateInvalid",
    "TaxSubtotal",
    "TooManyLines",
    "Totals",
    "cash_rounding",
    "cash_rounding_rule",
    "price",
    "price_refund",
    "refund_share",
    "split_equally",
]
