"""What other apps may know of the books, and the operations on what companies decided."""

from comptoir.accounting.charts import Accounts, Number, chart_of, charts
from comptoir.accounting.datev import datev_file, tax_apart
from comptoir.accounting.fec import fec_file, fec_name
from comptoir.accounting.files import Paper, check
from comptoir.accounting.journal import BookDay, BookLine, Journal, year_of
from comptoir.accounting.operations import name_accounts, set_books
from comptoir.accounting.postings import Account, Posting
from comptoir.accounting.queries import BooksView, Uneven, books_of, journal, uneven
from comptoir.accounting.roles import LIABILITIES, Role
from comptoir.accounting.safe import bring_to_bank, count_safe, state_terminal, take_back_bank
from comptoir.accounting.safe_queries import (
    Drawer,
    Safe,
    SafeRow,
    TenderDay,
    drawers,
    safe_rows,
    safes,
    tender_days,
)
from comptoir.accounting.terminal_files import totals_by_day

__all__ = [
    "LIABILITIES",
    "Account",
    "Accounts",
    "BookDay",
    "BookLine",
    "BooksView",
    "Drawer",
    "Journal",
    "Number",
    "Paper",
    "Posting",
    "Role",
    "Safe",
    "SafeRow",
    "TenderDay",
    "Uneven",
    "books_of",
    "bring_to_bank",
    "chart_of",
    "charts",
    "check",
    "count_safe",
    "datev_file",
    "drawers",
    "fec_file",
    "fec_name",
    "journal",
    "name_accounts",
    "safe_rows",
    "safes",
    "set_books",
    "state_terminal",
    "take_back_bank",
    "tax_apart",
    "tender_days",
    "totals_by_day",
    "uneven",
    "year_of",
]
