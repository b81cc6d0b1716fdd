"""Refusals of customers."""

from comptoir.kernel import Category, DomainError


class CustomerUnknown(DomainError):
    """No such customer, or one who was erased."""

    code = "customers.unknown"
    category = Category.NOT_FOUND


class CustomerNameMissing(DomainError):
    """A customer is called by a name."""

    code = "customers.name_missing"


class TooManyLines(DomainError):
    """More lines than one transaction takes."""

    code = "customers.too_many_lines"


class CreditLimitInvalid(DomainError):
    """A limit is an amount from zero up."""

    code = "customers.limit_invalid"


class CustomerOwes(DomainError):
    """Who owes something, or has goods kept aside, can't be forgotten yet."""

    code = "customers.owes"
    category = Category.CONFLICT


class ExemptionReasonUnknown(DomainError):
    """The shop does not accept this reason, or no more."""

    code = "customers.exemption_reason_unknown"


class ExemptionEvidenceMissing(DomainError):
    """Whoever owes no tax has proved it by something."""

    code = "customers.exemption_evidence_missing"


class ExemptionDayInvalid(DomainError):
    """It ends on a day that is not over, and not later than a shop looks again."""

    code = "customers.exemption_day_invalid"


class CardTaken(DomainError):
    """Another customer of the organization carries this card."""

    code = "customers.card_taken"
    category = Category.CONFLICT


class CardIsArticle(DomainError):
    """At a till this code is an article."""

    code = "customers.card_is_article"
    category = Category.CONFLICT


class CardInvalid(DomainError):
    """Too short or too long for a card, or a code that means something else at every till."""

    code = "customers.card_invalid"


class CustomerGroupInvalid(DomainError):
    """No group of customers, or the one that people of the house buy by."""

    code = "customers.group_invalid"


class ConsentInvalid(DomainError):
    """No use of data or way to write that is known here, or the two do not belong together."""

    code = "customers.consent_invalid"


class ConsentUnproved(DomainError):
    """Nobody says yes to nothing: the text that was shown, and which version of it, belong to it."""

    code = "customers.consent_unproved"


class ConsentMomentInvalid(DomainError):
    """It was said before now."""

    code = "customers.consent_moment_invalid"
