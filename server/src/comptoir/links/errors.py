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


class LinkInvalid(DomainError):
    """No amount, no words of what it is for, an end that has passed, or an account that has no page to pay on."""

    code = "links.link_invalid"
    category = Category.INVALID


class LinkUnknown(DomainError):
    """No link of the organization."""

    code = "links.link_unknown"
    category = Category.NOT_FOUND


class LinkOver(DomainError):
    """It was paid, cancelled, or its time has passed."""

    code = "links.link_over"
    category = Category.CONFLICT


class PartInvalid(DomainError):
    """More than is still to be paid, or a part where the whole is wanted."""

    code = "links.part_invalid"
    category = Category.INVALID


class BillChanged(DomainError):
    """What is due has changed since it was read, or somebody is changing it at the counter."""

    code = "links.bill_changed"
    category = Category.CONFLICT


class LinkTaken(DomainError):
    """Another till takes its money into a sale."""

    code = "links.taken"
    category = Category.CONFLICT


class NotPaid(DomainError):
    """There is no money of it to give back."""

    code = "links.not_paid"
    category = Category.CONFLICT


class NotDeliverable(DomainError):
    """The link did not go out; `reason` says why."""

    code = "links.not_delivered"
    category = Category.INVALID


class SomebodyPays(DomainError):
    """Somebody else is paying what is left at this moment."""

    code = "links.somebody_pays"
    category = Category.CONFLICT


class ProviderAway(DomainError):
    """The provider's page can't be had now."""

    code = "links.provider_away"
    category = Category.UNAVAILABLE
