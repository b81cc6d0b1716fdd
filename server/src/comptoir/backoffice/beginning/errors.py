"""Refusals of the assistant."""

from comptoir.kernel import Category, DomainError


class AlreadyOpen(DomainError):
    """Somebody set this Comptoir up meanwhile: sign in."""

    code = "beginning.already_open"
    category = Category.CONFLICT


class CountryUnknown(DomainError):
    """A country whose taxes and duties we do not know; nothing is guessed."""

    code = "beginning.country_unknown"


class TradeUnknown(DomainError):
    """Not one of the trades of the list."""

    code = "beginning.trade_unknown"
