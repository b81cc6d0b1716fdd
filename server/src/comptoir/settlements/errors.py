"""Refusals about settlements. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class FileUnreadable(DomainError):
    """No line of the file says when, how much and of what."""

    code = "settlements.file_unreadable"


class FileTooLarge(DomainError):
    """More lines than a card company writes for a month."""

    code = "settlements.file_too_large"


class FormatUnknown(DomainError):
    """The first line names no columns that we know: somebody has to say which is which."""

    code = "settlements.format_unknown"


class FileUnknown(DomainError):
    """No such file."""

    code = "settlements.file_unknown"
    category = Category.NOT_FOUND


class FileTaken(DomainError):
    """It was taken back or is another one: a file is taken once."""

    code = "settlements.file_taken"
    category = Category.CONFLICT


class StoreUnknown(DomainError):
    """No store of the organization."""

    code = "settlements.store_unknown"


class NoteMissing(DomainError):
    """Whoever settles a difference says how."""

    code = "settlements.note_missing"
