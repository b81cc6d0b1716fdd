"""Refusals of what is done with one person's data."""

from comptoir.kernel import Category, DomainError


class PersonUnknown(DomainError):
    """No such customer, or nobody of the house."""

    code = "privacy.person_unknown"
    category = Category.NOT_FOUND


class ReasonInvalid(DomainError):
    """An erasure has one of the reasons that are known here."""

    code = "privacy.reason_invalid"
