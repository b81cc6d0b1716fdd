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
    DepositExceeds,
    DiscountAmbiguous,
    DiscountInvalid,
    PartsInvalid,
    PricingError,
    RefundExceedsQuantity,
    TaxCategoryInvalid,
    TaxRateInvalid,
    TooManyLines,
)
from comptoir.pricing.limits import TENDER_LIMITS, CountryLimit, tender_limits
from comptoir.pricing.prepaid import deposit_subtotals
from comptoir.pricing.tenders import (
    GivenTender,
    PayableLine,
    Settled,
    SettleRefusal,
    TenderLimit,
    broken_limit,
    eligible_amount,
    from_foreign,
    settle,
)

__all__ = [
    "AMOUNT_MAX",
    "CASH_ROUNDING_RULES",
    "ENGINE_VERSION",
    "LINES_MAX",
    "PARTS_MAX",
    "TENDER_LIMITS",
    "AmountTooLarge",
    "Basket",
    "CashRoundingRule",
    "CountryLimit",
    "DepositExceeds",
    "DiscountAmbiguous",
    "DiscountInvalid",
    "GivenTender",
    "Line",
    "PartsInvalid",
    "PayableLine",
    "PriceMode",
    "PricedBasket",
    "PricedLine",
    "PricingError",
    "RefundExceedsQuantity",
    "RefundLine",
    "SettleRefusal",
    "Settled",
    "TaxCategoryInvalid",
    "TaxRateInvalid",
    "TaxSubtotal",
    "TenderLimit",
    "TooManyLines",
    "Totals",
    "broken_limit",
    "cash_rounding",
    "cash_rounding_rule",
    "deposit_subtotals",
    "eligible_amount",
    "from_foreign",
    "price",
    "price_refund",
    "refund_share",
    "settle",
    "split_equally",
    "tender_limits",
]
