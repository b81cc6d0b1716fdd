"""Refusals while a basket is built. The codes are the same in TypeScript."""

from comptoir.kernel import Category, DomainError


class PricingError(DomainError):
    """A basket or a refund that no till of ours would build."""

    code = "pricing.refused"
    category = Category.INVALID


class TooManyLines(PricingError):
    """More than LINES_MAX: sums would leave the integers that every till computes exactly."""

    code = "pricing.too_many_lines"


class AmountTooLarge(PricingError):
    """A price, quantity or amount beyond AMOUNT_MAX."""

    code = "pricing.amount_too_large"


class DiscountInvalid(PricingError):
    """A discount below zero, above the price, or above 100 %."""

    code = "pricing.discount_invalid"


class DiscountAmbiguous(PricingError):
    """A rate and an amount at once: which one was meant is not for us to guess."""

    code = "pricing.discount_ambiguous"


class TaxRateInvalid(PricingError):
    """A tax rate below zero or above 100 %."""

    code = "pricing.tax_rate_invalid"


class TaxCategoryInvalid(PricingError):
    """Not one to three capital letters (UNTDID 5305)."""

    code = "pricing.tax_category_invalid"


class RefundExceedsQuantity(PricingError):
    """More would be refunded than was sold, or a quantity runs the wrong way."""

    code = "pricing.refund_exceeds_quantity"


class DepositExceeds(PricingError):
    """More would be paid ahead than is left to pay, or nothing would be."""

    code = "pricing.deposit_exceeds"


class PartsInvalid(PricingError):
    """An amount can be split in 1 to PARTS_MAX parts."""

    code = "pricing.parts_invalid"


class LineInvalid(PricingError):
    """A line whose members contradict each other: a returned line without its amount, for instance."""

    code = "pricing.line_invalid"


class DiscountForbidden(PricingError):
    """A discount on what has a fixed price: a deposit, a book bound by law, a returned line."""

    code = "pricing.discount_forbidden"


class DepositUnbound(PricingError):
    """A deposit that is handed over with no article: it follows the line that it belongs to."""

    code = "pricing.deposit_unbound"


class ModifiersInvalid(PricingError):
    """More modifiers than a line holds, or one that is taken less than once."""

    code = "pricing.modifiers_invalid"


class ComponentsInvalid(PricingError):
    """More components than a bundle holds, one with no quantity or a price below zero, or returned parts that
    do not add up to their line."""

    code = "pricing.components_invalid"


class TaxesInvalid(PricingError):
    """No tax at all, too many, a code that is none, or a rate and a fixed amount at once."""

    code = "pricing.taxes_invalid"


class MomentInvalid(PricingError):
    """A day, weekday or minute that no calendar has."""

    code = "pricing.moment_invalid"


class RuleInvalid(PricingError):
    """A price list or promotion that the engine would not understand: refused where it is written."""

    code = "pricing.rule_invalid"
