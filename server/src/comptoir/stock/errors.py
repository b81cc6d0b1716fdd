"""Refusals about stock."""

from comptoir.kernel import Category, DomainError


class CountInvalid(DomainError):
    """Nothing below zero, and no more than a warehouse holds."""

    code = "stock.count_invalid"
    category = Category.INVALID


class CountElsewhere(DomainError):
    """No such store, or an article that is no goods of its own: a pack, or a menu."""

    code = "stock.count_elsewhere"
    category = Category.NOT_FOUND
