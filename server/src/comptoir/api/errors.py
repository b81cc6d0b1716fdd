"""Refusals of the public API."""

from comptoir.kernel import Category, DomainError


class ReceiptUnknown(DomainError):
    """No such chain here: the receipt is another shop's, or no receipt."""

    code = "api.receipt_unknown"
    category = Category.NOT_FOUND
