"""What other apps may know of the books, and the operations on what companies decided."""

from comptoir.accounting.charts import Accounts, Number, chart_of, charts
from comptoir.accounting.datev import datev_file, tax_apart
from comptoir.accounting.expiry import book_expired, give_back_expired
from comptoir.accounting.fec import fec_file, fec_name
from comptoir.accounting.files import Paper, check
from comptoir.accounting.journal import BookDay, BookLine, Journal, year_of
from comptoir.accounting.liabilities import Astray, Expiry, Owed, astray, expired_booked, expiry, owed
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
    "Astray",
    "BookDay",
    "BookLine",
    "BooksView",
    "Drawer",
    "Expiry",
    "Journal",
    "Number",
    "Owed",
    "Paper",
    "Posting",
    "Role",
    "Safe",
    "SafeRow",
    "TenderDay",
    "Uneven",
    "astray",
    "book_expired",
    "books_of",
    "bring_to_bank",
    "chart_of",
    "charts",
    "check",
    "count_safe",
    "datev_file",
    "drawers",
    "expired_booked",
    "expiry",
    "fec_file",
    "fec_name",
    "give_back_expired",
    "journal",
    "name_accounts",
    "owed",
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
