"""Refusals of tax."""

from comptoir.kernel import Category, DomainError


class TaxNameMissing(DomainError):
    """A tax class is chosen by its name."""

    code = "tax.name_missing"


class TaxClassUnknown(DomainError):
    """No such tax class."""

    code = "tax.class_unknown"
    category = Category.NOT_FOUND


class TaxCategoryUnknown(DomainError):
    """Not a duty or tax category of EN 16931 (UNTDID 5305)."""

    code = "tax.category_unknown"


class TaxRateInvalid(DomainError):
    """A rate lies between 0 and 100 %; only S, L and M may be above 0 (EN 16931 BR-Z-05, BR-E-05…)."""

    code = "tax.rate_invalid"


class TaxRateTaken(DomainError):
    """The class has another rate from that day on. What sales were priced with is never overwritten."""

    code = "tax.rate_taken"
    category = Category.CONFLICT


class TaxRateMissing(DomainError):
    """The class has no rate on that day."""

    code = "tax.rate_missing"


class SwitchInvalid(DomainError):
    """A class becomes another class, at one of the two places; and one that is switched to is not switched on."""

    code = "tax.switch_invalid"


class ExemptionNameMissing(DomainError):
    """A reason is chosen by its name."""

    code = "tax.exemption_name_missing"


class ExemptionInvalid(DomainError):
    """A category that no exempt sale has, or another one than the reason had; an evidence that nobody asks for."""

    code = "tax.exemption_invalid"


class VatexInvalid(DomainError):
    """Not a code of the invoice norm's list, or one of another category."""

    code = "tax.vatex_invalid"
