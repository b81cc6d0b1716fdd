"""What a shop must know of its country before its first sale: money, taxes, duties. Pure; each row has a source."""

from comptoir.countries.duties import DUTIES, Duty, duty_of
from comptoir.countries.facts import COUNTRIES, Country, DatedTax, DepositTax, Goods, TaxKind, country_of

__all__ = [
    "COUNTRIES",
    "DUTIES",
    "Country",
    "DatedTax",
    "DepositTax",
    "Duty",
    "Goods",
    "TaxKind",
    "country_of",
    "duty_of",
]
