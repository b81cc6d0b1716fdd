"""Refusals about labels."""

from comptoir.kernel import Category, DomainError


class LabelStoreUnknown(DomainError):
    """No such store."""

    code = "labels.store_unknown"
    category = Category.NOT_FOUND


class LabelPositionUnknown(DomainError):
    """The catalogue has not come so far: no page of ours says so."""

    code = "labels.position_unknown"
