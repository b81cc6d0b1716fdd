"""How long the law keeps a name on an invoice: the day on which its term ends. Pure."""

from calendar import monthrange
from datetime import date

from comptoir.fiscal.public import LegalTerm

# Where nobody wrote down what a country asks, as long as the longest of those that are written down: what is kept too
# long can still be erased, what was erased cannot be brought back.
MONTHS_MAX = 120


def invoice_kept_until(issued_on: date, law: LegalTerm | None) -> date:
    """The last day on which the law wants the name. Where it says nothing else, the term begins with the new year."""
    months = law.months if law is not None else MONTHS_MAX
    begins = issued_on if law is not None and not law.from_year_end else date(issued_on.year, 12, 31)
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    return date(year, month + 1, min(begins.day, monthrange(year, month + 1)[1]))
