"""How long the law keeps a name on an invoice: the years, by country, and the day that they end on. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

# Whole years after the one of the document. Where a country is not here, the longest of those that are: what is kept
# too long can still be erased, what was erased cannot be brought back.
INVOICE_YEARS = {
    "AT": 7,  # BAO § 132
    "BE": 10,  # Code de la TVA art. 60, since 2023
    "CH": 10,  # OR art. 958f
    "DE": 8,  # AO § 147 (3), UStG § 14b, as of 2025
    "ES": 6,  # Código de comercio art. 30
    "FR": 10,  # Code de commerce art. L123-22
    "LU": 10,  # Code de commerce art. 16
}
YEARS_MAX = max(INVOICE_YEARS.values())


def invoice_kept_until(issued_at: datetime, country: str, timezone: str) -> date:
    """The last day on which the law wants the name: years count from the end of the document's own."""
    year = issued_at.astimezone(ZoneInfo(timezone)).year
    return date(year + INVOICE_YEARS.get(country, YEARS_MAX), 12, 31)
