"""What other apps may know of the books, and the operations on what companies decided."""

from comptoir.accounting.charts import Accounts, Number, chart_of, charts
from comptoir.accounting.datev import tax_apart
from comptoir.accounting.earnings import Earning, earnings
from comptoir.accounting.expiry import book_expired, give_back_expired
from comptoir.accounting.exports import BookFile, Period, datev_of, fec_of, period_of, terms_of
from comptoir.accounting.facts import Fact
from comptoir.accounting.facts_sql import read_facts
from comptoir.accounting.files import Paper, check
from comptoir.accounting.journal import BookDay, BookLine, Journal, Kind, Why, balance_of, year_of
from comptoir.accounting.liabilities import Astray, Expiry, Owed, astray, expired_booked, expiry, owed
from comptoir.accounting.operations import name_accounts, set_books
from comptoir.accounting.periods import Closed, NextPeriod, close_period, is_intact, next_period, reopen_period
from comptoir.accounting.postings import Account, Posting
from comptoir.accounting.queries import BooksView, SoldSums, Uneven, books_of, journal, uneven
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
from comptoir.accounting.shut import ClosingView, all_closings, closings, lock_books, open_sessions
from comptoir.accounting.terminal_files import totals_by_day

__all__ = [
    "LIABILITIES",
    "Account",
    "Accounts",
    "Astray",
    "BookDay",
    "BookFile",
    "BookLine",
    "BooksView",
    "Closed",
    "ClosingView",
    "Drawer",
    "Earning",
    "Expiry",
    "Fact",
    "Journal",
    "Kind",
    "NextPeriod",
    "Number",
    "Owed",
    "Paper",
    "Period",
    "Posting",
    "Role",
    "Safe",
    "SafeRow",
    "SoldSums",
    "TenderDay",
    "Uneven",
    "Why",
    "all_closings",
    "astray",
    "balance_of",
    "book_expired",
    "books_of",
    "bring_to_bank",
    "chart_of",
    "charts",
    "check",
    "close_period",
    "closings",
    "count_safe",
    "datev_of",
    "drawers",
    "earnings",
    "expired_booked",
    "expiry",
    "fec_of",
    "give_back_expired",
    "is_intact",
    "journal",
    "lock_books",
    "name_accounts",
    "next_period",
    "open_sessions",
    "owed",
    "period_of",
    "read_facts",
    "reopen_period",
    "safe_rows",
    "safes",
    "set_books",
    "state_terminal",
    "take_back_bank",
    "tax_apart",
    "tender_days",
    "terms_of",
    "totals_by_day",
    "uneven",
    "year_of",
]
