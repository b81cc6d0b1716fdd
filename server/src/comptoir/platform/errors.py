"""Refusals of platform."""

from comptoir.kernel import Category, DomainError


class StoreUnknown(DomainError):
    """No such store."""

    code = "platform.store_unknown"
    category = Category.NOT_FOUND


class ReturnsInvalid(DomainError):
    """Prices are looked for in the last days: at least one, at most a year."""

    code = "platform.returns_invalid"


class HoursInvalid(DomainError):
    """A day begins within its 24 hours, and doors close after they open."""

    code = "platform.hours_invalid"
