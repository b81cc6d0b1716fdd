"""Refusals about books. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class CompanyUnknown(DomainError):
    """No company of the organization."""

    code = "accounting.company_unknown"
    category = Category.NOT_FOUND


class BooksInvalid(DomainError):
    """A chart that is not known, a month that is none, or a number that DATEV would not read."""

    code = "accounting.books_invalid"
    category = Category.INVALID


class NumberInvalid(DomainError):
    """An account's number has two to twelve digits or capital letters; in France its first three are digits."""

    code = "accounting.number_invalid"
    category = Category.INVALID


class AccountMissing(DomainError):
    """Amounts of an account that nobody gave a number: a file without them would not balance."""

    code = "accounting.account_missing"
    category = Category.INVALID


class RegistrationMissing(DomainError):
    """The French file is named by the company's SIREN, which is nowhere."""

    code = "accounting.registration_missing"
    category = Category.INVALID


class AdviserMissing(DomainError):
    """A file for DATEV names the adviser and the client."""

    code = "accounting.adviser_missing"
    category = Category.INVALID


class PeriodInvalid(DomainError):
    """A file holds days of one year of the company."""

    code = "accounting.period_invalid"
    category = Category.INVALID
