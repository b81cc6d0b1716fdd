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


class StoreUnknown(DomainError):
    """No store of the organization."""

    code = "accounting.store_unknown"
    category = Category.NOT_FOUND


class AmountInvalid(DomainError):
    """Nothing goes to the bank, or more than an amount can be."""

    code = "accounting.amount_invalid"
    category = Category.INVALID


class SlipMissing(DomainError):
    """The bank's slip has a number: it is what proves the deposit."""

    code = "accounting.slip_missing"
    category = Category.INVALID


class MovementUnknown(DomainError):
    """No deposit of the organization, or it was taken back."""

    code = "accounting.movement_unknown"
    category = Category.NOT_FOUND


class RepeatDiffers(DomainError):
    """The same deposit or count was written down with other figures."""

    code = "accounting.repeat_differs"
    category = Category.CONFLICT


class FileUnreadable(DomainError):
    """A file of a terminal without a day and an amount on a line."""

    code = "accounting.file_unreadable"
    category = Category.INVALID


class NothingExpired(DomainError):
    """No card of which something expired, or it was given back."""

    code = "accounting.nothing_expired"
    category = Category.NOT_FOUND


class PeriodNotNext(DomainError):
    """Periods are closed one after the other: another one comes first, or somebody closed this one in part."""

    code = "accounting.period_not_next"
    category = Category.CONFLICT


class PeriodRunning(DomainError):
    """A period is closed when its last day is over in every store."""

    code = "accounting.period_running"
    category = Category.INVALID


class RateMissing(DomainError):
    """Foreign money that a count was off by and no rate says what of: it could not be booked later."""

    code = "accounting.rate_missing"
    category = Category.INVALID


class YearClosed(DomainError):
    """Months are closed of a year: it can't begin in another one."""

    code = "accounting.year_closed"
    category = Category.CONFLICT


class NotLastClosing(DomainError):
    """Only the last closing that holds is taken back, then the one before."""

    code = "accounting.not_last_closing"
    category = Category.CONFLICT


class ReasonMissing(DomainError):
    """Whoever reads the books later asks why they were opened again."""

    code = "accounting.reason_missing"
    category = Category.INVALID


class AmountTooLarge(DomainError):
    """A sum that no reader of books holds, or that is wider than the file's column: nobody would read what it is."""

    code = "accounting.amount_too_large"
    category = Category.INVALID
