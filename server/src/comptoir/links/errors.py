"""Refusals about links and hooks. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class HookUnknown(DomainError):
    """No account of this provider."""

    code = "links.hook_unknown"
    category = Category.NOT_FOUND


class SecretInvalid(DomainError):
    """A provider's secret is a word of letters and digits."""

    code = "links.secret_invalid"
    category = Category.INVALID
