"""What a country's law says about giving a receipt, and up to which amount one is invoice enough.

conformance/receipts/law.json holds the same rows with their sources; a test compares.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReceiptLaw:
    """`issue`: `on_request`, `always` or `offer`; `digital`: `free`, or `agreed` by the customer."""

    country: str
    valid_from: date
    issue: str
    digital: str

    @property
    def in_words(self) -> str:
        """What people are told: where nobody has to agree, a code on a screen is a receipt that was handed over."""
        return "shown" if (self.issue, self.digital) == ("always", "free") else self.issue


@dataclass(frozen=True, slots=True)
class InvoiceLaw:
    """Above `simplified_max` (minor units with tax) a customer in business needs an invoice with its name."""

    country: str
    valid_from: date
    currency: str
    simplified_max: int


# Ordered by country, then by date; the newest row that is valid on the day counts.
RECEIPT_LAWS = (
    ReceiptLaw("AT", date(2016, 1, 1), "always", "agreed"),
    ReceiptLaw("AT", date(2026, 10, 1), "always", "free"),
    ReceiptLaw("BE", date(2016, 1, 1), "offer", "free"),
    ReceiptLaw("CH", date(2010, 1, 1), "offer", "free"),
    ReceiptLaw("DE", date(2020, 1, 1), "always", "agreed"),
    ReceiptLaw("ES", date(2013, 1, 1), "always", "agreed"),
    ReceiptLaw("FR", date(1983, 10, 3), "offer", "free"),
    ReceiptLaw("FR", date(2023, 8, 1), "on_request", "free"),
    ReceiptLaw("GB", date(1973, 4, 1), "offer", "free"),
    ReceiptLaw("IT", date(2020, 1, 1), "always", "agreed"),
    ReceiptLaw("LU", date(1979, 1, 1), "offer", "free"),
    ReceiptLaw("NL", date(1969, 1, 1), "offer", "free"),
    ReceiptLaw("PT", date(2013, 1, 1), "always", "agreed"),
    ReceiptLaw("SE", date(2010, 1, 1), "always", "free"),
)

INVOICE_LAWS = (
    InvoiceLaw("AT", date(2015, 3, 1), "EUR", 40_000),
    InvoiceLaw("BE", date(2013, 1, 1), "EUR", 10_000),
    InvoiceLaw("CH", date(2010, 1, 1), "CHF", 40_000),
    InvoiceLaw("DE", date(2017, 1, 1), "EUR", 25_000),
    InvoiceLaw("ES", date(2013, 1, 1), "EUR", 300_000),
    InvoiceLaw("FR", date(2013, 1, 1), "EUR", 15_000),
    InvoiceLaw("GB", date(1995, 1, 1), "GBP", 25_000),
    InvoiceLaw("IT", date(2019, 5, 24), "EUR", 40_000),
    InvoiceLaw("LU", date(2013, 1, 1), "EUR", 10_000),
    InvoiceLaw("NL", date(2013, 1, 1), "EUR", 10_000),
    InvoiceLaw("PT", date(2013, 1, 1), "EUR", 100_000),
)


def receipt_law(country: str, day: date) -> ReceiptLaw:
    """The law on a day; where we know none, the customer is asked and nothing is a duty."""
    rows = [row for row in RECEIPT_LAWS if row.country == country and row.valid_from <= day]
    return rows[-1] if rows else ReceiptLaw(country, date.min, "offer", "free")


def exceeds_simplified(country: str, day: date, currency: str, gross: int) -> bool:
    """Whether a receipt over this amount is too much for a simplified invoice; never where we know no limit."""
    rows = [row for row in INVOICE_LAWS if row.country == country and row.valid_from <= day]
    return bool(rows) and rows[-1].currency == currency and gross > rows[-1].simplified_max
