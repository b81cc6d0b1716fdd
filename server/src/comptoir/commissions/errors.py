"""Refusals about commissions. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class RuleInvalid(DomainError):
    """A rule without a share or an amount, or of what is not there."""

    code = "commissions.rule_invalid"
    category = Category.INVALID


class RuleUnknown(DomainError):
    """No rule of the organization."""

    code = "commissions.rule_unknown"
    category = Category.NOT_FOUND


class DayClosed(DomainError):
    """What was earned on a closed day stands: a rule begins and ends on days that are open."""

    code = "commissions.day_closed"
    category = Category.CONFLICT


class RepeatDiffers(DomainError):
    """The same rule was written down otherwise."""

    code = "commissions.repeat_differs"
    category = Category.CONFLICT
