"""Refusals about webhooks. Clients translate the codes."""

from comptoir.kernel import Category, DomainError


class AddressInvalid(DomainError):
    """No address that this server would write to: https, or http inside a network that the administrator allowed."""

    code = "webhooks.address_invalid"
    category = Category.INVALID


class KindsMissing(DomainError):
    """Nothing to hear of, or something that is not told."""

    code = "webhooks.kinds_missing"
    category = Category.INVALID


class NameMissing(DomainError):
    """Nobody would know which program it is."""

    code = "webhooks.name_missing"
    category = Category.INVALID


class TooMany(DomainError):
    """As many endpoints as a shop may have."""

    code = "webhooks.too_many"
    category = Category.CONFLICT


class EndpointUnknown(DomainError):
    """No endpoint of the organization."""

    code = "webhooks.endpoint_unknown"
    category = Category.NOT_FOUND


class MessageUnknown(DomainError):
    """No message of that endpoint, or it was forgotten."""

    code = "webhooks.message_unknown"
    category = Category.NOT_FOUND


class EndpointOff(DomainError):
    """Nothing is sent to an endpoint that is off."""

    code = "webhooks.endpoint_off"
    category = Category.CONFLICT
