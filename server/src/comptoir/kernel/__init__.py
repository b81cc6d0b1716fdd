"""The words every app shares: money, rounding, identifiers, refusals. Pure."""

from comptoir.kernel.errors import Category, DomainError
from comptoir.kernel.gtin import GtinInvalid, gtin_check_digit, is_gtin, normalize_gtin
from comptoir.kernel.identifiers import new_uuid7, uuid7
from comptoir.kernel.money import CURRENCY_EXPONENTS, CurrencyUnknown, Money, currency_exponent
from comptoir.kernel.rounding import divide_half_away, share_by_largest_remainder

__all__ = [
    "CURRENCY_EXPONENTS",
    "Category",
    "CurrencyUnknown",
    "DomainError",
    "GtinInvalid",
    "Money",
    "currency_exponent",
    "divide_half_away",
    "gtin_check_digit",
    "is_gtin",
    "new_uuid7",
    "normalize_gtin",
    "share_by_largest_remainder",
    "uuid7",
]
