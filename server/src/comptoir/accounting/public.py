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

__all__ = [
    "LIABILITIES",
    "Account",
    "Accounts",
    "BookDay",
    "BookLine",
    "BooksView",
    "Journal",
    "Number",
    "Paper",
    "Posting",
    "Role",
    "Uneven",
    "books_of",
    "chart_of",
    "charts",
    "check",
    "datev_file",
    "fec_file",
    "fec_name",
    "journal",
    "name_accounts",
    "set_books",
    "tax_apart",
    "uneven",
    "year_of",
]
