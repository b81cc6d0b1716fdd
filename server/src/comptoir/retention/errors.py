"""Refusals of terms."""

from comptoir.kernel import Category, DomainError


class TermTooShort(DomainError):
    """The law, or what the class is for, asks for more."""

    code = "retention.term_too_short"
    category = Category.INVALID


class TermTooLong(DomainError):
    """Longer than anybody could say what for."""

    code = "retention.term_too_long"
    category = Category.INVALID


class KeptUnknown(DomainError):
    """No clock takes this class away, so nobody says how long it stays."""

    code = "retention.kept_unknown"
    category = Category.NOT_FOUND


class RunUnknown(DomainError):
    """There is no such run."""

    code = "retention.run_unknown"
    category = Category.NOT_FOUND
